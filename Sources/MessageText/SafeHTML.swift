/// Markup that may be put into a page as it is.
///
/// Only ``HTMLSanitizer`` makes it from foreign markup. A page should still show it in a sandboxed frame under a
/// content security policy: two walls are better than one.
public struct SafeHTML: Sendable, Hashable {
    /// The markup, well-formed HTML without document, head or body elements.
    public let markup: String

    /// Restores markup that the sanitizer made earlier and our own store kept.
    ///
    /// - Parameter storedMarkup: a value of ``markup``, unchanged. Never hand foreign markup in here.
    public init(storedMarkup: String) { markup = storedMarkup }

    init(sanitized: [UInt8]) { markup = String(decoding: sanitized, as: UTF8.self) }
}
