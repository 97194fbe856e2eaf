/// What the desk around a channel's pages tells them: who asks, and how the desk looks.
///
/// A page shows it or leaves it; nothing in it proves who submits a form.
public struct WebHost: Sendable, Hashable {
    /// A desk that tells nothing.
    public static let none = WebHost()

    /// The name of whoever is signed in at the desk's portal; nil when nobody is, or it is not known.
    public var visitorName: String?
    /// Their mail address, for filling in a form's field.
    public var visitorEmail: String?
    /// The desk's own name for customers; nil when it has none of its own.
    public var brandName: String?
    /// The path of a style sheet with the desk's colors (`--accent` and its relatives); nil for the page's own.
    public var brandSheet: String?
    /// The path of the desk's logo; nil when it has none.
    public var brandLogo: String?

    /// Creates what is told; nothing unless given.
    public init(
        visitorName: String? = nil,
        visitorEmail: String? = nil,
        brandName: String? = nil,
        brandSheet: String? = nil,
        brandLogo: String? = nil
    ) {
        self.visitorName = visitorName
        self.visitorEmail = visitorEmail
        self.brandName = brandName
        self.brandSheet = brandSheet
        self.brandLogo = brandLogo
    }
}
