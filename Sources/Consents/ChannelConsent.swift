import ChannelKit
import Foundation
import Synchronization

/// The consent of one channel: kept sealed, and renewed before its token ends.
///
/// A token is renewed by one ask at a time, whoever waits for it, and a renewal that has begun is ended: the provider may have
/// taken the old refresh token out of force with it.
final class ChannelConsent: ConsentKeeping {
    private struct State {
        var grant: ConsentGrant?
        var isUnsaved = false
        var renewal: Task<Result<ConsentGrant, ConsentFailure>, Never>?
    }

    private let channel: ChannelID
    private let folder: SealedFolder
    private let transport: any ProviderTransport
    private let now: @Sendable () -> Timestamp
    private let log: @Sendable (StaticString, [String: String]) -> Void
    private let state: Mutex<State>

    init(
        channel: ChannelID,
        folder: SealedFolder,
        transport: any ProviderTransport,
        now: @escaping @Sendable () -> Timestamp,
        log: @escaping @Sendable (StaticString, [String: String]) -> Void
    ) {
        self.channel = channel
        self.folder = folder
        self.transport = transport
        self.now = now
        self.log = log
        var grant: ConsentGrant?
        do throws(SealedFolder.Problem) {
            grant = try folder.read(Self.name(channel)).flatMap {
                try? JSONDecoder().decode(ConsentGrant.self, from: Data($0))
            }
        } catch {
            log("a consent cannot be read", ["reason": error.description])
        }
        state = Mutex(State(grant: grant))
    }

    /// How it stands.
    func standing(for request: ConsentRequest) -> ConsentState {
        guard let grant = state.withLock({ $0.grant }), grant.fits(request) else { return .missing }
        return grant.state(at: now())
    }

    /// Keeps what somebody has consented to.
    func keep(_ grant: ConsentGrant) throws(SealedFolder.Problem) {
        try save(grant)
        state.withLock { state in
            state.grant = grant
            state.isUnsaved = false
        }
    }

    func accessToken(
        for request: ConsentRequest,
        insteadOf refused: Secret?
    ) async throws(ConsentFailure) -> Secret {
        let time = now()
        let renewal: Result<Task<Result<ConsentGrant, ConsentFailure>, Never>, Ready> = state.withLock { state in
            guard let grant = state.grant, grant.fits(request) else {
                return .failure(
                    .failed(.missing(advice: advice(Wording("Nobody has consented to signing in.", "尚无人授权登录。"))))
                )
            }
            if let refusal = grant.refusal { return .failure(.failed(.missing(advice: lost(.verbatim(refusal))))) }
            if grant.isFresh(at: time), refused?.reveal() != grant.accessToken {
                return .failure(.token(Secret(grant.accessToken)))
            }
            if let renewal = state.renewal { return .success(renewal) }
            // A task of its own, so that it ends even when whoever asked is stopped: a new refresh token must be kept.
            let renewal = Task { await self.renew(grant, request) }
            state.renewal = renewal
            return .success(renewal)
        }
        switch renewal {
        case .failure(.token(let token)):
            saveLeftover()
            return token
        case .failure(.failed(let failure)): throw failure
        case .success(let renewal): return Secret(try await renewal.value.get().accessToken)
        }
    }

    /// What needs no renewal.
    private enum Ready: Error {
        case token(Secret)
        case failed(ConsentFailure)
    }

    private func renew(_ grant: ConsentGrant, _ request: ConsentRequest) async -> Result<ConsentGrant, ConsentFailure> {
        let outcome = await ask(grant, request)
        var kept = grant
        switch outcome {
        case .success(let renewed): kept = renewed
        case .failure(.missing(let words)): kept.refusal = words.english
        case .failure(.unreachable): break
        }
        // Where somebody has consented anew meanwhile, that holds.
        let isCurrent = state.withLock { $0.grant == grant }
        if isCurrent, kept != grant { store(kept) }
        state.withLock { $0.renewal = nil }
        if case .failure(.missing(let words)) = outcome { return .failure(.missing(advice: lost(words))) }
        return outcome
    }

    /// Asks the provider; `missing` holds the provider's words when it renews no more.
    private func ask(_ grant: ConsentGrant, _ request: ConsentRequest) async -> Result<ConsentGrant, ConsentFailure> {
        guard let refreshToken = grant.refreshToken else {
            return .failure(.missing(advice: Wording("the provider gave nothing to renew it with", "服务商没有提供用于续期的凭据")))
        }
        let endpoint = TokenEndpoint(request: request, transport: transport)
        do {
            let answer = try await endpoint.tokens([
                ("grant_type", "refresh_token"), ("refresh_token", refreshToken),
            ])
            return .success(ConsentGrant(answer, for: request, renewing: grant, at: now()))
        } catch TokenAnswer.Refusal.refused(let code, let words) {
            // These say that the consent is over; others, such as a wrong client secret, pass when they are mended.
            let isOver = ["invalid_grant", "interaction_required", "consent_required", "login_required"].contains(code)
            let text = words.isEmpty ? code : "\(code), \(words)"
            return .failure(
                isOver ? .missing(advice: .verbatim(text)) : .unreachable(detail: "the provider says \(text)")
            )
        } catch TokenAnswer.Refusal.unreadable(let words) {
            return .failure(.unreachable(detail: "the provider does not answer as it should (\(words))"))
        } catch let failure as TransportFailure {
            return .failure(.unreachable(detail: TransportWords.text(failure)))
        } catch {
            return .failure(.unreachable(detail: "the provider was not reached"))
        }
    }

    /// Keeps a renewed consent in mind, also when the disk does not take it now.
    private func store(_ grant: ConsentGrant) {
        var isSaved = true
        do throws(SealedFolder.Problem) { try save(grant) } catch {
            isSaved = false
            log("a renewed consent could not be kept", ["reason": error.description])
        }
        state.withLock { state in
            state.grant = grant
            state.isUnsaved = !isSaved
        }
    }

    private func saveLeftover() {
        guard let grant = state.withLock({ $0.isUnsaved ? $0.grant : nil }) else { return }
        store(grant)
    }

    private func save(_ grant: ConsentGrant) throws(SealedFolder.Problem) {
        guard let octets = try? JSONEncoder().encode(grant) else {
            throw SealedFolder.Problem(description: "the consent cannot be written down")
        }
        try folder.write(Array(octets), to: Self.name(channel))
    }

    private func lost(_ words: Wording) -> Wording {
        advice(
            Wording(
                "The provider renews the consent no more (\(words.english)).",
                "服务商不再续期授权（\(words.chinese)）。"
            )
        )
    }

    private func advice(_ words: Wording) -> Wording {
        let command = "tributary channels login \(channel)"
        return Wording("\(words.english) Run: \(command)", "\(words.chinese)请运行：\(command)")
    }

    private static func name(_ channel: ChannelID) -> String { "consent-\(channel)" }
}
