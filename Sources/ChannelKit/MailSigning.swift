/// An adapter that signs what it sends, with keys that a command makes and the host keeps.
public protocol SendingSigned: ChannelAdapter {
    /// What to publish so that others can check the signatures; nil where this channel is not to sign.
    var signing: SigningPlan? { get }
}

/// Which keys a channel signs with, and where their public halves are published.
public struct SigningPlan: Sendable {
    /// One key: its name among the channel's kept secrets, how it is made, and what is published.
    public struct Key: Sendable {
        /// The name among the channel's kept secrets.
        public var secret: String
        /// Makes the secret half.
        public var make: @Sendable () throws -> [UInt8]
        /// The DNS record for a secret half; nil when it is none.
        public var record: @Sendable (_ secret: [UInt8]) -> DNSRecord?

        /// Creates a key.
        public init(
            secret: String,
            make: @escaping @Sendable () throws -> [UInt8],
            record: @escaping @Sendable (_ secret: [UInt8]) -> DNSRecord?
        ) {
            self.secret = secret
            self.make = make
            self.record = record
        }
    }

    /// The keys.
    public var keys: [Key]

    /// Creates a plan.
    public init(keys: [Key]) { self.keys = keys }
}

/// A TXT record of the domain name system.
public struct DNSRecord: Sendable, Hashable {
    /// The name, without a dot at its end.
    public var name: String
    /// The text.
    public var text: String

    /// Creates a record.
    public init(name: String, text: String) {
        self.name = name
        self.text = text
    }

    /// The record as a zone file has it: the text in pieces of at most 255 octets (RFC 1035, 3.3.14).
    public var zoneLine: String {
        var pieces: [String] = []
        var rest = text[...]
        while !rest.isEmpty {
            pieces.append("\"\(rest.prefix(250))\"")
            rest = rest.dropFirst(250)
        }
        return "\(name). IN TXT ( \(pieces.joined(separator: " ")) )"
    }
}
