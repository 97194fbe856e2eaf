/// A mailbox as a header names it.
public struct MailAddress: Sendable, Hashable {
    /// The display name, decoded, without quotes; nil when there is none.
    public var name: String?
    /// The address as written, without angle brackets, comments and white space; may be empty or no valid address.
    public var address: String

    /// Creates an address.
    public init(name: String? = nil, address: String) {
        self.name = name
        self.address = address
    }
}
