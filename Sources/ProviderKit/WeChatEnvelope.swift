public import ChannelKit
import Crypto
import CryptoExtras

/// The encryption around callbacks of WeCom, WeChat and DingTalk: AES-256-CBC with a signature of SHA-1 over sorted strings.
///
/// The plain text is 16 random octets, the length of the message in 4 octets, the message, and the id of whom it is for;
/// padded with 1 to 32 octets (not 16) that each tell their number. The key is 43 characters of base64 without its padding,
/// and its first 16 octets are the initialization vector.
/// Protocol: <https://developer.work.weixin.qq.com/document/path/90968>.
public struct WeChatEnvelope: Sendable {
    private static let blockLength = 32

    private let tokens: [Secret]
    private let keys: [[UInt8]]
    private let receivers: [String]

    /// Creates an envelope.
    ///
    /// - Parameters:
    ///   - tokens: the live tokens that signatures are made with, the current one first.
    ///   - encodingKeys: the live keys of 43 characters, the current one first.
    ///   - receivers: the ids that a message may be for, one of which it must name; empty checks none.
    /// - Throws: `SettingProblem` at the path `encoding_aes_key` when a key has another form.
    public init(tokens: [Secret], encodingKeys: [Secret], receivers: [String]) throws(SettingProblem) {
        self.tokens = tokens
        self.receivers = receivers
        var keys: [[UInt8]] = []
        for encodingKey in encodingKeys {
            guard let key = Base64.octets(encodingKey.reveal()), key.count == 32 else {
                throw SettingProblem(
                    path: "encoding_aes_key",
                    problem: "this is no key of the provider",
                    allowed: "43 letters and digits, as the provider's console shows it"
                )
            }
            keys.append(key)
        }
        self.keys = keys
    }

    /// Whether a signature is made with a live token over the values, such as time stamp, nonce and encrypted text.
    public func isSigned(_ signature: some StringProtocol, over values: [String]) -> Bool {
        tokens.contains { Signature.isSortedSHA1(signature, of: values + [$0.reveal()]) }
    }

    /// The message in an encrypted text; nil when no live key opens it or it is for somebody else.
    public func opened(_ encrypted: some StringProtocol) -> [UInt8]? {
        guard let octets = Base64.octets(encrypted), !octets.isEmpty, octets.count.isMultiple(of: 16) else {
            return nil
        }
        for key in keys {
            guard let plain = Self.decrypted(octets, key: key), let content = message(in: plain) else { continue }
            return content
        }
        return nil
    }

    /// A message as it is sent back: encrypted under the current key for the first receiver; nil without a key.
    ///
    /// - Parameters:
    ///   - message: the message.
    ///   - random: 16 octets that nobody can guess.
    /// - Returns: the encrypted text in base64.
    public func sealed(_ message: [UInt8], random: [UInt8]) -> String? {
        guard let key = keys.first, random.count == 16, let length = UInt32(exactly: message.count) else { return nil }
        var plain = random
        for shift: UInt32 in [24, 16, 8, 0] { plain.append(UInt8(truncatingIfNeeded: length >> shift)) }
        plain += message + Array((receivers.first ?? "").utf8)
        let padding = Self.blockLength - plain.count % Self.blockLength
        plain += [UInt8](repeating: UInt8(padding), count: padding)
        guard
            let vector = try? AES._CBC.IV(ivBytes: key.prefix(16)),
            let sealed = try? AES._CBC.encrypt(plain, using: SymmetricKey(data: key), iv: vector, noPadding: true)
        else { return nil }
        return Base64.text(sealed)
    }

    /// The signature of values under the current token.
    public func signature(over values: [String]) -> String? {
        tokens.first.map { Signature.sortedSHA1(of: values + [$0.reveal()]) }
    }

    private static func decrypted(_ octets: [UInt8], key: [UInt8]) -> [UInt8]? {
        guard
            let vector = try? AES._CBC.IV(ivBytes: key.prefix(16)),
            let plain = try? AES._CBC.decrypt(octets, using: SymmetricKey(data: key), iv: vector, noPadding: true)
        else { return nil }
        return Array(plain)
    }

    private func message(in plain: [UInt8]) -> [UInt8]? {
        guard let padding = plain.last.map(Int.init), (1...Self.blockLength).contains(padding) else { return nil }
        guard plain.suffix(padding).allSatisfy({ $0 == UInt8(padding) }), plain.count >= padding + 20 else {
            return nil
        }
        let content = plain.dropLast(padding).dropFirst(16)
        let length = content.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        let rest = content.dropFirst(4)
        guard length <= rest.count else { return nil }
        let receiver = String(decoding: rest.dropFirst(length), as: UTF8.self)
        guard receivers.isEmpty || receivers.contains(receiver) else { return nil }
        return Array(rest.prefix(length))
    }
}
