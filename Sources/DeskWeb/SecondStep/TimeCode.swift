import ChannelKit
import Crypto

/// Time-based one-time passwords after RFC 6238: HMAC-SHA-1, steps of 30 seconds, six digits.
enum TimeCode {
    /// How long a step lasts, in seconds.
    static let period: Int64 = 30
    /// How many digits a code has.
    static let digits = 6
    /// How many octets a secret has, as RFC 4226 recommends (section 4, R6).
    static let secretLength = 20

    /// A fresh secret.
    static func makeSecret() -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<secretLength).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }

    /// The step that a time is in.
    static func step(at now: Timestamp) -> Int64 { max(0, now.seconds) / period }

    /// The code of a step (RFC 4226, section 5.3).
    static func code(_ secret: [UInt8], step: Int64) -> String {
        let counter = withUnsafeBytes(of: UInt64(max(0, step)).bigEndian) { Array($0) }
        let mac = Array(
            HMAC<Insecure.SHA1>.authenticationCode(for: counter, using: SymmetricKey(data: secret))
        )
        let offset = Int(mac[mac.count - 1] & 0x0F)
        let number = mac[offset..<offset + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
        let text = String(number % 1_000_000)
        return String(repeating: "0", count: digits - text.count) + text
    }

    /// The step whose code was given: the present one, or one beside it, since clocks differ.
    ///
    /// All three are worked out and compared in full whichever fits.
    static func step(of code: String, _ secret: [UInt8], at now: Timestamp) -> Int64? {
        let given = Array(code.utf8)
        let present = step(at: now)
        var found: Int64?
        for candidate in [present - 1, present, present + 1] where candidate >= 0 {
            if ConstantTime.equal(given, Array(self.code(secret, step: candidate).utf8)) { found = candidate }
        }
        return found
    }

    /// A code as people type it, with spaces; nil when it is none.
    static func read(_ typed: String) -> String? {
        guard typed.utf8.count <= 40 else { return nil }
        let code = typed.filter { !$0.isWhitespace }
        guard code.utf8.count == digits, code.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return code
    }
}
