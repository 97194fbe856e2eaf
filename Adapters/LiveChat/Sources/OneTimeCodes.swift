import ChannelKit
import ProviderKit
import Synchronization

/// Codes that prove a mail address: six digits, ten minutes, five tries, one at a time for each visitor.
///
/// They are kept in memory; after a restart a visitor asks for another one.
final class OneTimeCodes: Sendable {
    /// How long a code works.
    static let life: Duration = .seconds(600)
    /// How many wrong codes void it.
    static let maximumTries = 5

    private struct Code {
        var digits: String
        var email: String
        var expiresAt: Timestamp
        var triesLeft: Int
    }

    /// What a code that was typed comes to.
    enum Result: Sendable, Hashable {
        /// It is right, and proves this address.
        case proven(email: String)
        /// It is wrong, and that many tries are left.
        case wrong(triesLeft: Int)
        /// There is none, or not any more.
        case void
    }

    private let codes = Mutex<[String: Code]>([:])
    private let maximumCodes: Int
    private let makeDigits: @Sendable () -> String

    /// Creates a book without codes.
    init(
        maximumCodes: Int = 10_000,
        makeDigits: @escaping @Sendable () -> String = OneTimeCodes.randomDigits
    ) {
        self.maximumCodes = maximumCodes
        self.makeDigits = makeDigits
    }

    /// Makes a code for a visitor and an address; the visitor's earlier one is void.
    ///
    /// Nil when too many are open.
    func issue(to visitor: String, email: String, at now: Timestamp) -> String? {
        let digits = makeDigits()
        return codes.withLock { codes in
            if codes[visitor] == nil, codes.count >= maximumCodes {
                codes = codes.filter { $0.value.expiresAt > now }
                guard codes.count < maximumCodes else { return nil }
            }
            codes[visitor] = Code(
                digits: digits,
                email: email,
                expiresAt: now.advanced(by: Self.life),
                triesLeft: Self.maximumTries
            )
            return digits
        }
    }

    /// Judges what a visitor typed; a right code may be shown again while it lives, since its answer may have been lost.
    func redeem(_ digits: String, of visitor: String, at now: Timestamp) -> Result {
        codes.withLock { codes in
            guard var code = codes[visitor], code.expiresAt > now, code.triesLeft > 0 else { return .void }
            guard Signature.areEqual(Array(digits.utf8), Array(code.digits.utf8)) else {
                code.triesLeft -= 1
                codes[visitor] = code
                return code.triesLeft > 0 ? .wrong(triesLeft: code.triesLeft) : .void
            }
            return .proven(email: code.email)
        }
    }

    /// Six digits that nobody can guess.
    @Sendable static func randomDigits() -> String {
        var generator = SystemRandomNumberGenerator()
        let number = String(Int.random(in: 0..<1_000_000, using: &generator))
        return String(repeating: "0", count: 6 - number.count) + number
    }
}
