import ChannelKit
import DeskModel
import HTTPTypes
import TicketStorage

/// The secret text of an API token: shown once, kept as a digest.
enum BearerToken {
    /// What every token begins with, so that it is recognized where it should not be.
    static let mark = "trib_"
    /// How many characters are kept to recognize it by.
    static let prefixLength = 11

    /// A new token's text: the mark and 256 random bits.
    static func make() -> String { mark + RandomText.make() }

    /// The characters that are kept.
    static func prefix(of text: String) -> String { String(text.prefix(prefixLength)) }

    /// The token in a request's head; nil when there is none, or more than one.
    static func text(in headers: HTTPFields) -> String? {
        let fields = headers[values: .authorization]
        guard fields.count == 1, let field = fields.first, field.utf8.count <= 200 else { return nil }
        let parts = field.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer", parts[1].hasPrefix(mark),
            parts[1].utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { return nil }
        return String(parts[1])
    }

    /// Whose token a text is, with the scopes its account may use.
    static func holder(of text: String, at now: Timestamp, _ store: any TicketStore) async throws -> HeldToken? {
        let digest = Array(TokenDigest.of(text).utf8)
        let found = try await store.apiTokens(beginning: prefix(of: text), at: now)
            .first { ConstantTime.equal(Array($0.digest.utf8), digest) }
        guard var held = found else { return nil }
        if let role = held.agent?.role { held.token.scopes = held.token.scopes.filter { $0.isOpen(to: role) } }
        return held
    }
}
