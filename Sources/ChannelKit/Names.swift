/// The name of a configured way in or out, such as `support-mail`; the key under `channels:` in the configuration.
public struct ChannelID: RawRepresentable, Sendable, Hashable, Codable, CustomStringConvertible {
    /// The name as configured: 1 to 64 of `a-z`, `0-9` and `-`.
    public let rawValue: String

    /// Wraps a name that the configuration has accepted.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The name itself.
    public var description: String { rawValue }
}

/// The name of the code behind a kind of channel, such as `email`.
public struct AdapterKind: RawRepresentable, Sendable, Hashable, Codable, CustomStringConvertible {
    /// The name as written in `adapter.yml`.
    public let rawValue: String

    /// Wraps a name from a manifest.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The name itself.
    public var description: String { rawValue }
}

/// What the other side calls a thing: a message id, an event id, a queue id.
///
/// Unique within its channel.
public struct ExternalID: RawRepresentable, Sendable, Hashable, Codable, CustomStringConvertible {
    /// The id as text, at most 512 bytes.
    public let rawValue: String

    /// Wraps an id.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The id itself.
    public var description: String { rawValue }
}
