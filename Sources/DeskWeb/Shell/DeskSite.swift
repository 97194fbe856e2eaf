import Crypto
import DeskModel
import Foundation
import Synchronization

/// What every request is answered with: settings, services, and what is derived from them once.
final class DeskSite: Sendable {
    let settings: DeskWebSettings
    let services: DeskWebServices
    /// The main origin as browsers name it, such as `https://desk.example`.
    let origin: String
    /// Whether browsers reach the desk by https.
    let isSecure: Bool
    let proxies: TrustedProxies
    let contentLinks: ContentLinks
    let passwords: PasswordHashing
    let signInThrottle: SignInThrottle
    let secondStepKeys: SecondStepKeys
    let portalThrottle: PortalThrottle
    let signInLinks: SignInLinks
    let followCookie: FollowCookie
    let brand: SiteBrand
    let streams = StreamRegistry()
    /// Tells open pages what changes.
    let live: LiveHub
    let presence = Presence()
    let savedViewCounts = SavedViewCounts()
    let apiThrottle: APIThrottle
    let openStreams = OpenStreams()
    let webhookSecrets: WebhookSecrets
    let webhooks: OutgoingWebhooks
    /// Unguessable text for sessions, forms and links.
    let makeToken: @Sendable () -> String
    private let draining = Atomic(false)

    /// Derives everything.
    ///
    /// - Throws: ``DeskWebProblem`` when a setting is unusable.
    init(
        _ settings: DeskWebSettings,
        _ services: DeskWebServices,
        passwords: PasswordHashing = PasswordHashing(),
        makeToken: @escaping @Sendable () -> String = { RandomText.make() }
    ) throws {
        self.settings = settings
        self.services = services
        self.passwords = passwords
        self.makeToken = makeToken
        origin = WebOrigin.of(settings.publicURL)
        isSecure = settings.publicURL.hasPrefix("https://")
        proxies = try TrustedProxies(settings.trustedProxies)
        contentLinks = ContentLinks(
            base: settings.contentURL,
            key: SymmetricKey(data: services.key("content-link"))
        )
        signInThrottle = SignInThrottle()
        secondStepKeys = SecondStepKeys(key: services.key)
        portalThrottle = PortalThrottle()
        brand = SiteBrand(configuredName: settings.deskName)
        signInLinks = SignInLinks(settings, services, brand, makeToken: makeToken)
        live = LiveHub(services, presence)
        webhookSecrets = WebhookSecrets(key: services.key("webhook-secret"))
        webhooks = OutgoingWebhooks(services, secrets: webhookSecrets)
        apiThrottle = APIThrottle(perMinute: settings.apiRequestsPerMinute)
        followCookie = FollowCookie(key: services.key("portal-follow"), isSecure: isSecure)
    }

    /// Whether the desk is shutting down: it still answers, but wants no new traffic.
    var isDraining: Bool { draining.load(ordering: .relaxed) }

    /// Notes that the desk is shutting down, and ends the streams: they would go on for ever.
    func drain() {
        draining.store(true, ordering: .relaxed)
        streams.drain()
        live.drain()
        openStreams.end()
    }
}

/// A setting of the web that cannot be used.
public struct DeskWebProblem: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong.
    public let description: String

    init(_ description: String) { self.description = description }
}

/// The origin of a web address: scheme, host and port.
enum WebOrigin {
    /// The part of an address before its path.
    static func of(_ address: String) -> String {
        guard let scheme = address.range(of: "://") else { return address }
        let rest = address[scheme.upperBound...]
        return String(address[..<(rest.firstIndex(of: "/") ?? address.endIndex)])
    }

    /// The host and port of an origin.
    static func authority(of origin: String) -> Substring? {
        origin.range(of: "://").map { origin[$0.upperBound...] }
    }
}
