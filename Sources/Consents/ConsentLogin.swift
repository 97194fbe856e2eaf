import ChannelKit
import Foundation

/// One sign-in of somebody who consents: by a browser on this machine, or by a code on another device.
public struct ConsentLogin: Sendable {
    /// Why nobody has consented.
    public struct Failure: Error, Sendable, Hashable, CustomStringConvertible {
        /// What went wrong and what to do.
        public var description: String
    }

    let request: ConsentRequest
    let endpoint: TokenEndpoint
    let consent: ChannelConsent
    let now: @Sendable () -> Timestamp
    private let challenge = CodeChallenge()
    /// What the browser must bring back, so that nobody else's consent is taken for this one.
    private let state = CodeChallenge.random()

    init(
        request: ConsentRequest,
        transport: any ProviderTransport,
        consent: ChannelConsent,
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.request = request
        endpoint = TokenEndpoint(request: request, transport: transport)
        self.consent = consent
        self.now = now
    }

    // MARK: A browser on this machine (RFC 8252)

    /// The address to open, for a browser that comes back to a port of this machine.
    public func authorizationAddress(port: Int) -> String {
        let separator = request.authorizationURL.contains("?") ? "&" : "?"
        var pairs = [
            ("response_type", "code"), ("client_id", request.clientID), ("redirect_uri", redirect(port)),
            ("scope", request.scopes.joined(separator: " ")), ("state", state),
            ("code_challenge", challenge.challenge), ("code_challenge_method", "S256"),
            ("login_hint", request.account),
        ]
        pairs += request.extras.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        return request.authorizationURL + separator + FormText.encoded(pairs)
    }

    /// Whether a query is the answer to this sign-in.
    func isAnswer(_ pairs: [String: String]) -> Bool { pairs["state"] == state }

    /// Takes what the browser brought back, and keeps the tokens for it.
    ///
    /// - Throws: ``Failure``.
    public func finish(_ answer: RedirectAnswer, port: Int) async throws(Failure) {
        if let error = answer.pairs["error"] {
            let words = answer.pairs["error_description"] ?? ""
            throw Failure(
                description: "The provider says \(TokenAnswer.shown(error, 60)): \(TokenAnswer.shown(words, 300))"
            )
        }
        guard isAnswer(answer.pairs), let code = answer.pairs["code"], !code.isEmpty else {
            throw Failure(description: "The browser brought back the answer to another sign-in. Try again.")
        }
        let parameters = [
            ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", redirect(port)),
            ("code_verifier", challenge.verifier),
        ]
        do {
            try keep(try await endpoint.tokens(parameters))
        } catch {
            throw Self.failure(error)
        }
    }

    private func redirect(_ port: Int) -> String { "http://\(request.redirectHost):\(port)/" }

    // MARK: Another device (RFC 8628)

    /// Asks for a code that is typed on another device.
    ///
    /// - Throws: ``Failure`` also when the provider has no such flow.
    public func deviceCode() async throws(Failure) -> DeviceCode {
        guard let url = request.deviceURL else {
            throw Failure(
                description: "This provider gives no mailbox to another device. Sign in with a browser on this machine."
            )
        }
        do { return try await endpoint.device(at: url) } catch { throw Self.failure(error) }
    }

    /// Waits until the code was typed, and keeps the tokens for it.
    ///
    /// - Throws: ``Failure``, or `CancellationError`.
    public func finish(_ code: DeviceCode) async throws {
        let parameters = [
            ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"), ("device_code", code.deviceCode),
        ]
        let end = now().advanced(by: .seconds(code.expiresIn))
        var interval = code.interval
        while now() < end {
            try await Task.sleep(for: .seconds(interval))
            do {
                return try keep(try await endpoint.tokens(parameters))
            } catch TokenAnswer.Refusal.refused(code: "authorization_pending", words: _) {
                continue
            } catch TokenAnswer.Refusal.refused(code: "slow_down", words: _) {
                interval += 5
            } catch is TransportFailure {
                // RFC 8628, 3.5: an ask without an answer is repeated, later.
                interval += 5
            } catch {
                throw Self.failure(error)
            }
        }
        throw Failure(description: "The code was not typed in time. Try again.")
    }

    private func keep(_ answer: TokenAnswer) throws {
        guard answer.refreshToken != nil || answer.expiresIn == nil else {
            throw Failure(
                description:
                    "The provider gave a token that cannot be renewed. Check the rights that are asked for (offline access)."
            )
        }
        try consent.keep(ConsentGrant(answer, for: request, at: now()))
    }

    private static func failure(_ error: any Error) -> Failure {
        switch error {
        case let failure as Failure: failure
        case TokenAnswer.Refusal.refused(let code, let words):
            Failure(description: "The provider says \(code): \(words)")
        case TokenAnswer.Refusal.unreadable(let words):
            Failure(description: "The provider's address does not answer as it should (\(words)).")
        case let failure as TransportFailure: Failure(description: TransportWords.text(failure))
        case let problem as SealedFolder.Problem: Failure(description: problem.description)
        default: Failure(description: "It did not work.")
        }
    }
}

/// A transport's failure in words.
enum TransportWords {
    static func text(_ failure: TransportFailure) -> String {
        switch failure {
        case .unreachable(let detail), .unanswered(let detail): "The provider was not reached: \(detail)"
        case .untrusted(let detail): "The provider's certificate is not trusted: \(detail)"
        case .answerTooLong: "The provider's answer is too long."
        case .forbidden(let detail): "The provider's address may not be called: \(detail)"
        }
    }
}
