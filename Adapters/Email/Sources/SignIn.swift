public import ChannelKit

/// Why a server could not be used.
enum SignInFailure<Failure: Error & Sendable>: Error {
    /// There is no token to sign in with.
    case consent(ConsentFailure)
    /// The server's own reason.
    case server(Failure)
}

extension EmailAdapter {
    /// Uses a server signed in to with its password, or with a token where the channel asks for consent.
    ///
    /// A token that the server refuses is replaced once: it may have been withdrawn before its time.
    ///
    /// - Parameters:
    ///   - server: the server as configured.
    ///   - isRefusal: whether a failure is about the sign-in.
    ///   - use: makes one attempt.
    /// - Returns: what `use` gave.
    /// - Throws: ``SignInFailure``.
    func signedIn<Result, Failure: Error & Sendable>(
        to server: MailServer,
        isRefusal: (Failure) -> Bool,
        _ use: (MailServer) async throws(Failure) -> Result
    ) async throws(SignInFailure<Failure>) -> Result {
        guard let consent = settings.consent, server.user != nil, server.password == nil else {
            do throws(Failure) { return try await use(server) } catch { throw .server(error) }
        }
        var server = server
        server.accessToken = try await token(consent, insteadOf: nil, for: Failure.self)
        do throws(Failure) { return try await use(server) } catch {
            guard isRefusal(error) else { throw .server(error) }
        }
        server.accessToken = try await token(consent, insteadOf: server.accessToken, for: Failure.self)
        do throws(Failure) { return try await use(server) } catch { throw .server(error) }
    }

    private func token<Failure>(
        _ consent: ConsentSettings,
        insteadOf refused: Secret?,
        for failure: Failure.Type
    ) async throws(SignInFailure<Failure>) -> Secret {
        do throws(ConsentFailure) {
            return try await context.consents.accessToken(for: consent.request, insteadOf: refused)
        } catch {
            throw .consent(error)
        }
    }
}

extension EmailAdapter: ConsentSeeking {
    /// What a sign-in by token needs somebody's consent for.
    public var consent: ConsentRequest? { settings.consent?.request }
}

extension MailboxFailure {
    /// Whether the account was refused.
    var isAboutAccount: Bool { if case .credentials = self { true } else { false } }
}

extension MailRefusal {
    /// Whether the account was refused.
    var isAboutAccount: Bool { if case .credentials = self { true } else { false } }
}
