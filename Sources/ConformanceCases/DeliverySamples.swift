public import ChannelKit

/// What is known about sending by an adapter under test.
public struct DeliverySamples: Sendable {
    /// Where a reply goes that can be delivered.
    public var route: ReplyRoute
    /// The words of a part as the recipient reads them; nil when a part holds none.
    public var text: @Sendable (OutboundPart) -> String?
    /// Every way the outside can answer; the first one takes the part.
    public var outcomes: [DeliveryOutcome]
    /// Makes the outside keep the next attempt waiting until it is canceled; nil where the outside cannot be made to wait.
    public var stall: (@Sendable (TrialOutside) throws -> Void)?

    /// Creates samples.
    public init(
        route: ReplyRoute,
        text: @escaping @Sendable (OutboundPart) -> String? = { String(decoding: $0.body, as: UTF8.self) },
        outcomes: [DeliveryOutcome],
        stall: (@Sendable (TrialOutside) throws -> Void)? = nil
    ) {
        self.route = route
        self.text = text
        self.outcomes = outcomes
        self.stall = stall
    }
}

/// The outside of one trial, for scripts.
public struct TrialOutside: Sendable {
    /// What stands in for mail servers.
    public let scripted: ScriptedOutside
    /// The folder that relative paths in the settings start from.
    public let folder: String

    init(scripted: ScriptedOutside, folder: String) {
        self.scripted = scripted
        self.folder = folder
    }
}

/// One way the outside answers an attempt, and what the adapter must make of it.
public struct DeliveryOutcome: Sendable {
    /// What must come of the attempt.
    public enum Expectation: Sendable, Hashable {
        /// A receipt.
        case receipt
        /// A failure with that verdict.
        case failure(DeliveryFailure.Verdict)
    }

    /// How the outside answers.
    public var name: String
    /// Makes it answer so.
    public var prepare: @Sendable (TrialOutside) throws -> Void
    /// What must come of it.
    public var expectation: Expectation
    /// How many attempts the outside has seen.
    public var attempts: @Sendable (TrialOutside) throws -> Int
    /// How many it must have seen after one delivery; 0 where it cannot be reached at all.
    public var expectedAttempts: Int

    /// Creates an outcome; attempts are mails handed to the scripted servers unless counted otherwise.
    public init(
        _ name: String,
        _ expectation: Expectation,
        expectedAttempts: Int = 1,
        attempts: @escaping @Sendable (TrialOutside) throws -> Int = { $0.scripted.submissions.count },
        prepare: @escaping @Sendable (TrialOutside) throws -> Void
    ) {
        self.name = name
        self.prepare = prepare
        self.expectation = expectation
        self.attempts = attempts
        self.expectedAttempts = expectedAttempts
    }

    /// Every way a mail server answers, for adapters that submit mail.
    public static let mail: [DeliveryOutcome] = [
        DeliveryOutcome("the server takes it", .receipt) { _ in },
        refused("450 is tried later", .answered(code: 450, text: "450 4.7.1 greylisted"), .later(after: nil)),
        refused("421 is tried later", .answered(code: 421, text: "421 4.3.2 closing"), .later(after: nil)),
        refused("550 is final", .answered(code: 550, text: "550 5.1.1 no such user"), .never),
        refused("552 is final", .answered(code: 552, text: "552 5.3.4 too big"), .never),
        refused("a refused account", .credentials(text: "535 5.7.8 bad credentials"), .blocked(.credentials)),
        refused("a server that is not there", .unreachable(detail: "connection refused"), .later(after: nil)),
        refused("a certificate that is not trusted", .untrusted(detail: "self-signed"), .later(after: nil)),
        refused("a time-out after the last octet", .unanswered(detail: "no answer in time"), .unknown),
        refused("an address that must not be sent", .unusableAddress("a\r\nb"), .never),
        refused("octets that must not be sent", .unusableMail(detail: "a bare LF"), .never),
    ]

    /// Every way a provider's server answers or does not, for adapters whose replies are one request.
    public static let provider: [DeliveryOutcome] = [
        answered("the provider takes it", .receipt),
        answered(
            "429 with seconds",
            .failure(.later(after: .seconds(7))),
            .success(ProviderAnswer(status: 429, headers: [HeaderField("Retry-After", "7")]))
        ),
        answered(
            "429 with a date",
            .failure(.later(after: .seconds(30))),
            .success(
                ProviderAnswer(
                    status: 429,
                    headers: [
                        HeaderField("Date", "Thu, 31 Dec 2099 23:59:45 GMT"),
                        HeaderField("Retry-After", "Fri, 01 Jan 2100 00:00:15 GMT"),
                    ]
                )
            )
        ),
        answered("500", .failure(.later(after: nil)), .success(ProviderAnswer(status: 500))),
        answered("503", .failure(.later(after: nil)), .success(ProviderAnswer(status: 503))),
        answered("a refused token", .failure(.blocked(.credentials)), .success(ProviderAnswer(status: 401))),
        lost("a provider that is not there", .unreachable(detail: "connection refused"), .later(after: nil)),
        lost("a certificate that is not trusted", .untrusted(detail: "self-signed"), .later(after: nil)),
        lost("a time-out after the last octet", .unanswered(detail: "no answer in time"), .unknown),
        lost("an answer without end", .answerTooLong(limit: 1 << 20), .unknown),
        lost("an address that must not be called", .forbidden(detail: "an inner network"), .never),
    ]

    /// A way of a provider of its own: how it answers the one request that a customer sees.
    ///
    /// - Parameters:
    ///   - name: how it answers.
    ///   - expectation: what must come of it.
    ///   - answer: the answer; nil is the subject's usual one.
    ///   - requests: how many such requests it must have seen.
    /// - Returns: the outcome.
    public static func answered(
        _ name: String,
        _ expectation: Expectation,
        _ answer: Result<ProviderAnswer, TransportFailure>? = nil,
        requests: Int = 1
    ) -> DeliveryOutcome {
        DeliveryOutcome(
            name,
            expectation,
            expectedAttempts: requests,
            attempts: { $0.scripted.provider.deliveries.count },
            prepare: { outside in
                guard let answer else { return }
                // Answered again the same way, should a fresh access token be tried.
                for _ in 0..<requests { outside.scripted.provider.answerNext(answer) }
            }
        )
    }

    private static func lost(
        _ name: String,
        _ failure: TransportFailure,
        _ verdict: DeliveryFailure.Verdict
    ) -> DeliveryOutcome { answered(name, .failure(verdict), .failure(failure)) }

    private static func refused(
        _ name: String,
        _ refusal: MailRefusal,
        _ verdict: DeliveryFailure.Verdict
    ) -> DeliveryOutcome {
        DeliveryOutcome(name, .failure(verdict)) { $0.scripted.answerNext(.failure(refusal)) }
    }
}
