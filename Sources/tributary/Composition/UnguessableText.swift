import ChannelKit
import Crypto
import Foundation

/// Text that nobody can guess.
enum UnguessableText {
    /// 160 random bits in base32, fit for the local part of a message id.
    static func messageToken() -> String {
        let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)
        var generator = SystemRandomNumberGenerator()
        return String(decoding: (0..<32).map { _ in alphabet[Int(generator.next() & 31)] }, as: UTF8.self)
    }

    /// 256 random bits in base64url, fit for a one-time link.
    static func linkToken() -> String {
        Base64URL.encode(SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) })
    }

    /// The digest under which a token is kept.
    static func digest(of token: String) -> String {
        SHA256.hash(data: Data(token.utf8)).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}
