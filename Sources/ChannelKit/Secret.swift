/// A password, key or token.
///
/// It prints as a placeholder wherever it is shown or logged, and is not `Codable`.
public struct Secret: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let value: String

    /// Wraps a secret value.
    public init(_ value: String) { self.value = value }

    /// The value itself, for the one call that needs it.
    public func reveal() -> String { value }

    /// A placeholder, never the value.
    public var description: String { "[secret]" }

    /// A placeholder, never the value.
    public var debugDescription: String { description }

    /// Nothing to look into.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
