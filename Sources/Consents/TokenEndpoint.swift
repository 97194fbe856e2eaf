import ChannelKit
import Foundation

/// Asks a provider for tokens and codes.
struct TokenEndpoint: Sendable {
    let request: ConsentRequest
    let transport: any ProviderTransport

    private static let timeLimit = Duration.seconds(30)

    /// Asks for tokens (RFC 6749, 4.1.3 and 6; RFC 8628, 3.4).
    func tokens(_ parameters: [(String, String)]) async throws -> TokenAnswer {
        try TokenAnswer(try await ask(request.tokenURL, parameters + secret))
    }

    /// Asks for a code for another device (RFC 8628, 3.1).
    func device(at url: String) async throws -> DeviceCode {
        try DeviceCode(try await ask(url, [("scope", request.scopes.joined(separator: " "))]))
    }

    private var secret: [(String, String)] { request.clientSecret.map { [("client_secret", $0.reveal())] } ?? [] }

    private func ask(_ url: String, _ parameters: [(String, String)]) async throws(TransportFailure) -> ProviderAnswer {
        let form = FormText.encoded([("client_id", request.clientID)] + parameters)
        let post = ProviderRequest(
            method: "POST",
            url: url,
            headers: [
                HeaderField("Content-Type", "application/x-www-form-urlencoded"),
                HeaderField("Accept", "application/json"),
            ],
            body: Array(form.utf8),
            maximumAnswerBytes: TokenAnswer.longest
        )
        return try await transport.send(post, timeLimit: Self.timeLimit)
    }
}
