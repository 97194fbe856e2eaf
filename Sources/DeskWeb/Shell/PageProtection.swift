import HTTPTypes
import Hummingbird

/// The headers that protect every answer.
struct PageProtection: Sendable {
    private let fields: [(name: HTTPField.Name, value: String)]
    private let policy: String
    private let referrerPolicy: String

    static let contentSecurityPolicy = HTTPField.Name.make("Content-Security-Policy")
    static let referrer = HTTPField.Name.make("Referrer-Policy")

    /// What the main origin's answers carry.
    static func main(_ settings: DeskWebSettings) -> PageProtection {
        PageProtection(
            policy: "default-src 'none'; script-src 'self'; style-src 'self'; "
                + "img-src 'self' \(WebOrigin.of(settings.contentURL)); connect-src 'self'; "
                + "form-action 'self'; base-uri 'none'; frame-src \(WebOrigin.of(settings.contentURL)); "
                + "frame-ancestors 'none'; require-trusted-types-for 'script'",
            isSecure: settings.publicURL.hasPrefix("https://"),
            crossOriginResources: "same-origin"
        )
    }

    /// What the content origin's answers carry, unless they bring a policy of their own.
    static func content(_ settings: DeskWebSettings) -> PageProtection {
        PageProtection(
            policy: "default-src 'none'; sandbox; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
            isSecure: settings.contentURL.hasPrefix("https://"),
            // Frames and pictures of the main origin's pages load from here.
            crossOriginResources: "cross-origin"
        )
    }

    private init(policy: String, isSecure: Bool, crossOriginResources: String) {
        self.policy = policy
        // `no-referrer` would make browsers send `Origin: null` with our own forms.
        referrerPolicy = "same-origin"
        var fields: [(name: HTTPField.Name, value: String)] = [
            (.xContentTypeOptions, "nosniff"),
            (.make("Cross-Origin-Opener-Policy"), "same-origin"),
            (.make("Cross-Origin-Resource-Policy"), crossOriginResources),
            (.make("Permissions-Policy"), "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
            (.cacheControl, "no-store"),
        ]
        if isSecure { fields.append((.strictTransportSecurity, "max-age=31536000")) }
        self.fields = fields
    }

    /// Adds what an answer does not set itself.
    func protect(_ response: Response) -> Response {
        var response = response
        for field in fields where !response.headers.contains(field.name) { response.headers[field.name] = field.value }
        if !response.headers.contains(Self.contentSecurityPolicy) {
            response.headers[Self.contentSecurityPolicy] = policy
        }
        if !response.headers.contains(Self.referrer) { response.headers[Self.referrer] = referrerPolicy }
        return response
    }
}
