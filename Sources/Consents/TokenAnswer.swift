import ChannelKit
import Foundation

/// A token endpoint's answer (RFC 6749, 5.1).
struct TokenAnswer: Hashable {
    let accessToken: String
    let refreshToken: String?
    /// For how many seconds the access token is good.
    let expiresIn: Int64?
    /// For how many seconds the refresh token is good, as some providers tell.
    let refreshExpiresIn: Int64?

    /// Why there are no tokens.
    enum Refusal: Error, Hashable {
        /// The provider's error code with its words (RFC 6749, 5.2; RFC 8628, 3.5).
        case refused(code: String, words: String)
        /// No answer of a token endpoint.
        case unreadable(String)
    }

    /// The longest answer in bytes.
    static let longest = 64 << 10
    /// The longest token in bytes.
    static let longestToken = 16 << 10

    /// Reads names in snake case, as RFC 6749 writes them.
    static var decoder: JSONDecoder {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return decoder
    }

    private struct Fields: Decodable {
        var accessToken: String?
        var refreshToken: String?
        var expiresIn: Number?
        var refreshTokenExpiresIn: Number?
        var refreshExpiresIn: Number?
        var error: String?
        var errorDescription: String?
    }

    /// A number that some providers write as a text.
    struct Number: Decodable, Hashable {
        let value: Int64

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let number = try? container.decode(Double.self), number.magnitude < 1e12 {
                value = Int64(number)
            } else {
                value = Int64(try container.decode(String.self)) ?? 0
            }
        }
    }

    /// Reads an answer.
    init(_ answer: ProviderAnswer) throws(Refusal) {
        guard let fields = try? Self.decoder.decode(Fields.self, from: Data(answer.body)) else {
            throw .unreadable("status \(answer.status), no JSON")
        }
        if let code = fields.error {
            throw .refused(code: Self.shown(code, 60), words: Self.shown(fields.errorDescription ?? "", 300))
        }
        guard answer.status == 200, let token = fields.accessToken, Self.isToken(token),
            fields.refreshToken.map(Self.isToken) ?? true
        else { throw .unreadable("status \(answer.status), no token") }
        accessToken = token
        refreshToken = fields.refreshToken
        expiresIn = fields.expiresIn.map(\.value).flatMap { $0 > 0 ? $0 : nil }
        refreshExpiresIn = (fields.refreshTokenExpiresIn ?? fields.refreshExpiresIn).map(\.value)
            .flatMap { $0 > 0 ? $0 : nil }
    }

    /// Whether a text can stand in a sign-in: visible ASCII (RFC 6749, A.12).
    private static func isToken(_ text: String) -> Bool {
        (1...longestToken).contains(text.utf8.count) && text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
    }

    /// A provider's words on one line.
    static func shown(_ text: String, _ limit: Int) -> String {
        String(
            text.unicodeScalars.prefix(limit).map { $0.properties.generalCategory == .control ? " " : Character($0) }
        )
    }
}
