public import ChannelKit

/// Picks the provider that a channel's settings name.
enum ProviderSelection {
    /// The provider of the `provider` setting.
    ///
    /// - Throws: `SettingProblem` when there is none of that name.
    static func choose(
        among providers: [any MessageProvider.Type],
        by settings: ChannelSettings
    ) throws(SettingProblem) -> any MessageProvider.Type {
        let names = providers.map { $0.name }.sorted().joined(separator: ", ")
        guard let name = settings.text("provider") else {
            throw SettingProblem(path: "provider", problem: "no provider is named", allowed: "one of \(names)")
        }
        guard let provider = providers.first(where: { $0.name == name }) else {
            throw SettingProblem(
                path: "provider",
                problem: "there is no provider of that name",
                allowed: "one of \(names)"
            )
        }
        return provider
    }

    /// Checks the address that requests go to in place of the provider's own.
    ///
    /// - Throws: `SettingProblem` when it is neither `https` nor on this machine.
    static func checkBaseURL(_ settings: ChannelSettings) throws(SettingProblem) {
        guard let url = settings.text("api_base_url") else { return }
        let problem = SettingProblem(
            path: "api_base_url",
            problem: "tokens would travel in the open, or the address is none",
            allowed: "an https address without query, or http on this machine (127.0.0.1, [::1], localhost)"
        )
        guard let authority = HostAllowList.authority(url), !url.contains("?"), !url.contains("#") else {
            throw problem
        }
        if authority.hasPrefix("https://") { return }
        let host = authority.dropFirst(7)
        let name = host.hasPrefix("[") ? host.prefix { $0 != "]" } + "]" : host.prefix { $0 != ":" }
        guard ["localhost", "127.0.0.1", "[::1]"].contains(String(name)) else { throw problem }
    }
}

extension ChannelSettings {
    /// The base of a provider's addresses, without a slash at its end: `api_base_url`, or the provider's own.
    public func baseURL(orElse own: String) -> String {
        var url = text("api_base_url") ?? own
        while url.hasSuffix("/") { url.removeLast() }
        return url
    }
}
