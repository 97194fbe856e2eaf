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
        try settings.checkCallable("api_base_url")
        if let url = settings.text("api_base_url"), url.contains("?") || url.contains("#") {
            throw SettingProblem(path: "api_base_url", problem: "it has a query", allowed: "an address without one")
        }
    }
}

extension ChannelSettings {
    /// Checks that a setting, where it is given, is an address that requests with credentials may go to.
    ///
    /// - Throws: `SettingProblem` when it is neither `https` nor on this machine.
    public func checkCallable(_ path: String) throws(SettingProblem) {
        guard let url = text(path) else { return }
        let authority = HostAllowList.authority(url)
        if let authority, authority.hasPrefix("https://") || HostAllowList.isOnThisMachine(authority) { return }
        throw SettingProblem(
            path: path,
            problem: "what is sent would travel in the open, or the address is none",
            allowed: "an https address, or http on this machine (127.0.0.1, [::1], localhost)"
        )
    }

    /// The secrets at a path, of which there must be one.
    ///
    /// - Throws: `SettingProblem` when there is none.
    public func required(_ path: String, _ meaning: String) throws(SettingProblem) -> [Secret] {
        let found = secrets(path)
        guard !found.isEmpty else {
            throw SettingProblem(
                path: path,
                problem: "it is missing",
                allowed: "{env: NAME} or {file: PATH}: \(meaning)"
            )
        }
        return found
    }

    /// The host and port of an address in a setting, as ``MessageProvider/hosts`` names it; nil when there is none.
    public func host(_ path: String) -> String? {
        text(path).flatMap(HostAllowList.authority).map { String($0.drop { $0 != "/" }.dropFirst(2)) }
    }

    /// The base of a provider's addresses, without a slash at its end: `api_base_url`, or the provider's own.
    public func baseURL(orElse own: String) -> String {
        var url = text("api_base_url") ?? own
        while url.hasSuffix("/") { url.removeLast() }
        return url
    }
}
