public import ChannelKit

/// The id of a block.
public typealias SenderBlockID = RecordID<SenderBlock>

/// An address or a domain whose messages are put aside.
public struct SenderBlock: Sendable, Hashable, Codable {
    /// What is blocked.
    public enum Kind: String, Sendable, Hashable, Codable {
        /// One address.
        case address
        /// All addresses of a domain and of those below it.
        case domain
    }

    /// The id.
    public var id: SenderBlockID
    /// What is blocked.
    public var kind: Kind
    /// The address or domain, normalized.
    public var value: String
    /// Who blocked it; nil where that was not noted.
    public var by: Actor?
    /// When.
    public var at: Timestamp

    /// Creates a block.
    public init(id: SenderBlockID, kind: Kind, value: String, by: Actor?, at: Timestamp) {
        self.id = id
        self.kind = kind
        self.value = value
        self.by = by
        self.at = at
    }

    /// The domain of a mail address and all above it that have two labels at the least; at most 16.
    public static func domains(of key: IdentityKey) -> [String] {
        guard key.kind == .email, let at = key.value.lastIndex(of: "@") else { return [] }
        let labels = key.value[key.value.index(after: at)...].split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count > 1 else { return [labels.joined(separator: ".")] }
        return (0..<(labels.count - 1)).suffix(16).map { labels[$0...].joined(separator: ".") }
    }
}
