public import ChannelKit
import Crypto

/// Makes and checks the signed tokens that let an answer find its ticket: the part behind `+` in a reply address, and the
/// marker in a quoted body.
///
/// A token is `number.mac`, with 26 characters of base32 (130 bits) of HMAC-SHA256 over channel and number. Holding one
/// proves having got mail of that ticket, nothing more. Only the exact text is taken: no other length, no other case.
public struct ReplyTokens: Sendable {
    private static let macLength = 26
    private static let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)

    private let key: SymmetricKey

    /// Creates tokens under a key of at least 32 bytes from the installation's key ring.
    public init(key: [UInt8]) { self.key = SymmetricKey(data: key) }

    /// The token of a ticket on a channel.
    public func token(ticketNumber: Int, channel: ChannelID) -> String {
        "\(ticketNumber).\(mac(ticketNumber, channel))"
    }

    /// The ticket number a token names, if it is one of ours for that channel.
    public func ticketNumber(of token: String, channel: ChannelID) -> Int? {
        guard token.utf8.count <= Self.macLength + 20, let dot = token.utf8.firstIndex(of: UInt8(ascii: ".")) else {
            return nil
        }
        let digits = token[..<dot]
        let mac = token[token.index(after: dot)...]
        guard let number = Int(digits), number > 0, String(number) == digits else { return nil }
        return Self.areEqual(mac.utf8, self.mac(number, channel).utf8) ? number : nil
    }

    private func mac(_ number: Int, _ channel: ChannelID) -> String {
        let message = Array("reply-token\0\(channel.rawValue)\0\(number)".utf8)
        return Self.base32(HMAC<SHA256>.authenticationCode(for: message, using: key))
    }

    private static func base32(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        var buffer: UInt32 = 0
        var bits = 0
        for byte in bytes where text.count < macLength {
            buffer = buffer << 8 | UInt32(byte)
            bits += 8
            while bits >= 5 {
                bits -= 5
                text.append(alphabet[Int(buffer >> UInt32(bits)) & 31])
            }
            buffer &= (1 << UInt32(bits)) - 1
        }
        return String(decoding: text.prefix(macLength), as: UTF8.self)
    }

    /// Compares in a time that depends on the lengths alone.
    private static func areEqual(_ left: some Collection<UInt8>, _ right: some Collection<UInt8>) -> Bool {
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(into: UInt8(0)) { $0 |= $1.0 ^ $1.1 } == 0
    }
}
