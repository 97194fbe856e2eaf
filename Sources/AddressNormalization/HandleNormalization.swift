public import ChannelKit

/// Turns a provider's user id or handle into an identity.
///
/// Ids are opaque: `U024BE7LH` and `u024be7lh` may be two people, so letter case is kept. Only where the provider's
/// protocol itself says that case does not count, as in the fediverse's `@user@host`, is it folded.
public enum HandleNormalization {
    /// The longest provider name and the longest handle that are taken, in bytes of UTF-8.
    public static let maximumLength = 512

    /// The identity behind a handle.
    ///
    /// - Parameters:
    ///   - provider: the space the handle is unique in: the provider's name, with a workspace where ids are unique only
    ///     there (`slack:T024BE7LH`). The name is folded to lower case, the workspace is kept.
    ///   - handle: the provider's user id, as stable a one as it has.
    /// - Returns: nil where a part is empty, too long, or holds blanks or invisible characters.
    public static func key(provider: String, handle: String) -> IdentityKey? {
        guard provider.utf8.count <= maximumLength, handle.utf8.count <= maximumLength else { return nil }
        let space = provider.trimmingBlanks()
        let name = handle.trimmingBlanks()
        guard isPlain(space), isPlain(name) else { return nil }
        let end = space.firstIndex(of: ":") ?? space.endIndex
        let providerName = space[..<end].lowercased()
        guard !providerName.isEmpty else { return nil }
        let value = fediverse.contains(providerName) ? account(name) : String(name)
        return value.map { IdentityKey(kind: .handle, namespace: providerName + space[end...], value: $0) }
    }

    private static let fediverse: Set<String> = ["mastodon", "activitypub"]

    /// `user@host` in lower case, the host in ASCII (RFC 7565); an actor's URL is kept as it is.
    private static func account(_ name: Substring) -> String? {
        guard !name.contains("/") else { return String(name) }
        var name = name
        if name.hasPrefix("acct:") { name = name.dropFirst(5) }
        if name.hasPrefix("@") { name = name.dropFirst() }
        guard let at = name.firstIndex(of: "@") else { return name.isEmpty ? nil : name.lowercased() }
        guard at > name.startIndex, let host = DomainName.ascii(name[name.index(after: at)...]) else { return nil }
        return "\(name[..<at].lowercased())@\(host)"
    }

    private static func isPlain(_ text: Substring) -> Bool {
        !text.isEmpty
            && text.unicodeScalars.allSatisfy { scalar in
                switch scalar.properties.generalCategory {
                case .control, .format, .surrogate, .unassigned, .spaceSeparator, .lineSeparator, .paragraphSeparator:
                    false
                default: true
                }
            }
    }
}
