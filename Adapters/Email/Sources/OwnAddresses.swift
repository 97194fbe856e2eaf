import AddressNormalization
import ChannelKit

/// The addresses of the desk itself, and the tokens that their `+` variants carry.
struct OwnAddresses: Sendable {
    /// The address that replies are sent from.
    let main: EmailAddress
    private let folded: [(localPart: String, domain: String)]
    private let keys: Set<IdentityKey>

    init(main: EmailAddress, others: [EmailAddress]) {
        self.main = main
        let all = [main] + others
        folded = all.map { (localPart: Self.localPart(of: $0.key), domain: $0.domain) }
        keys = Set(all.map(\.key))
    }

    /// Whether an address is the desk's, with or without a token.
    func contains(_ key: IdentityKey?) -> Bool {
        guard let key, key.kind == .email else { return false }
        return keys.contains(key) || matches(key)
    }

    /// Whether a mailing list's id is one of our addresses with a dot for the `@` (RFC 2919 names lists like that).
    func isListID(_ id: String) -> Bool { folded.contains { "\($0.localPart).\($0.domain)" == id } }

    /// The text behind the `+` of one of our addresses, in the case it was written in; nil when there is none.
    ///
    /// At most 128 bytes are taken: a token of ours is far shorter.
    func token(in address: EmailAddress) -> String? {
        let local = address.localPart
        let lowered = local.lowercased()
        for own in folded where own.domain == address.domain && lowered.hasPrefix(own.localPart + "+") {
            let token = local.dropFirst(own.localPart.count + 1)
            if !token.isEmpty, token.utf8.count <= 128 { return String(token) }
        }
        return nil
    }

    /// Our main address with a token behind a `+`; nil when the token could not stand in an address.
    func address(carrying token: String) -> String? {
        let isPlain: (UInt8) -> Bool = { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "-_.".utf8.contains(byte)
            }
        }
        guard !token.isEmpty, token.utf8.allSatisfy(isPlain) else { return nil }
        let candidate = "\(main.localPart)+\(token)@\(main.domain)"
        return EmailAddressNormalization.parse(candidate)?.spelling
    }

    private func matches(_ key: IdentityKey) -> Bool {
        guard let at = key.value.lastIndex(of: "@") else { return false }
        let local = key.value[..<at]
        let domain = key.value[key.value.index(after: at)...]
        return folded.contains { $0.domain == domain && local.hasPrefix($0.localPart + "+") }
    }

    private static func localPart(of key: IdentityKey) -> String { String(key.value.prefix { $0 != "@" }) }
}
