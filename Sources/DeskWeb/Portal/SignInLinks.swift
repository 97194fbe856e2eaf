import AddressNormalization
import ChannelKit
import DeskModel
import Logging
import MessageRouting
import ServiceLifecycle
import TicketStorage

/// Sends sign-in links, behind the answer to whoever asked for one.
///
/// Asking only leaves a request here, for a known address as for an unknown one, so neither the answer nor its time tells
/// which it was. A link is handed to its channel at once and is never stored, in the outbox or elsewhere: only its digest is.
/// One that is lost with the process is asked for again.
final class SignInLinks: Service {
    /// Whom a link is for.
    enum Recipient: Sendable, Hashable {
        /// Whoever holds an address, as typed.
        case address(String)
        /// An identity.
        case identity(IdentityID)
    }

    /// A link somebody asked for.
    struct Request: Sendable {
        let recipient: Recipient
        let language: Language
        /// The page to come back to.
        let next: String?
    }

    /// Why a link was not sent; the sentence is for an agent.
    struct Problem: Error {
        let reason: Wording
    }

    private static let maximumWaiting = 256
    private static let maximumSending = 4
    /// The waits before another attempt, where the other side asks for one.
    private static let pauses: [Duration] = [.seconds(5), .seconds(30)]

    private let requests: AsyncStream<Request>
    private let waiting: AsyncStream<Request>.Continuation
    private let services: DeskWebServices
    private let settings: DeskWebSettings
    private let brand: SiteBrand
    private let makeToken: @Sendable () -> String

    init(
        _ settings: DeskWebSettings,
        _ services: DeskWebServices,
        _ brand: SiteBrand,
        makeToken: @escaping @Sendable () -> String
    ) {
        self.settings = settings
        self.brand = brand
        self.services = services
        self.makeToken = makeToken
        (requests, waiting) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(Self.maximumWaiting))
    }

    /// Leaves a request to be worked on; when too many wait, it is let go.
    func ask(_ request: Request) {
        if case .dropped = waiting.yield(request) {
            services.logger.warning("Too many sign-in links wait; one was not sent.")
        }
    }

    /// Works on requests, a few at a time, until a graceful shutdown begins.
    func run() async {
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                var sending = 0
                for await request in self.requests {
                    if sending == Self.maximumSending {
                        await group.next()
                        sending -= 1
                    }
                    group.addTask { await self.answer(request) }
                    sending += 1
                }
            }
        }
    }

    /// Sends the link that was asked for, if there is somebody to send it to.
    private func answer(_ request: Request) async {
        do {
            guard let target = try await target(of: request.recipient),
                let way = SignInWay(target, in: services.directory)
            else { return }
            try await send(to: target.identity, by: way, language: request.language, next: request.next)
        } catch let problem as Problem {
            services.logger.warning("A sign-in link was not sent.", metadata: ["reason": "\(problem.reason)"])
        } catch {
            services.logger.error("A sign-in link was not sent.", metadata: ["reason": "\(type(of: error))"])
        }
    }

    private func target(of recipient: Recipient) async throws -> SignInTarget? {
        switch recipient {
        case .identity(let id): return try await services.store.signInTarget(of: id)
        case .address(let text):
            guard
                let key = EmailAddressNormalization.key(text) ?? PhoneNumberNormalization.key(text, region: nil)
            else { return nil }
            return try await services.store.signInTarget(of: key)
        }
    }

    /// Makes a link for an identity and hands it to a channel.
    ///
    /// - Throws: ``Problem`` when the channel did not take it, or a `StorageError`.
    func send(to identity: Identity, by way: SignInWay, language: Language, next: String?) async throws {
        let channel = way.channel.id
        if try await services.store.isOutboxPaused() {
            throw Problem(reason: Wording("All sending is paused.", "所有发送已暂停。"))
        }
        if try await services.store.holds()[channel] != nil {
            throw Problem(reason: Wording("The channel \(channel) is held.", "渠道 \(channel) 的发送已暂停。"))
        }
        let token = makeToken()
        let now = services.now()
        let back = next.map { "&next=\(PercentCoding.encode($0))" } ?? ""
        let letter = SignInLetter(
            deskName: brand.name,
            link: "\(settings.publicURL)/help/link?token=\(token)\(back)",
            words: Words(language: language)
        )
        let parts: [OutboundPart]
        // What names the message outside is not the token it carries.
        do { parts = try way.adapter.plan(letter.notice(by: way, token: makeToken(), at: now)) } catch {
            throw Problem(reason: error.reason)
        }
        try await services.store.addSignInToken(
            digest: TokenDigest.of(token),
            identity: identity.id,
            expiresAt: now.advanced(by: SignInLetter.life)
        )
        for part in parts { try await deliver(part, by: way.adapter) }
    }

    private func deliver(_ part: OutboundPart, by adapter: any ReplyDelivering) async throws {
        let key = TokenDigest.of(makeToken())
        var attempt = 1
        while true {
            do throws(DeliveryFailure) {
                _ = try await adapter.deliver(part, DeliveryContext(idempotencyKey: key, attempt: attempt))
                return
            } catch {
                guard case .later = error.verdict, attempt <= Self.pauses.count else {
                    throw Problem(reason: error.reason)
                }
                try await Task.sleep(for: Self.pauses[attempt - 1])
                attempt += 1
            }
        }
    }
}
