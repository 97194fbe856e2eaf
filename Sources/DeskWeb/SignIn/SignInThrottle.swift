import ChannelKit
import Synchronization

/// Slows down guessing: each failure makes the next try from the same place, or at the same account, wait longer.
///
/// An account and an address are counted together and apart, so that a stranger who fails at somebody's account delays
/// themselves long before they delay its owner.
final class SignInThrottle: Sendable {
    private enum Subject: Hashable {
        case pair(account: String, address: String)
        case address(String)
        case account(String)

        /// How many failures cost nothing.
        var allowance: Int {
            switch self {
            case .pair: 4
            case .address: 20
            case .account: 50
            }
        }
    }

    private struct Record {
        var failures: Int
        var lastAt: Timestamp
    }

    private static let longest: Int64 = 900_000
    private static let memory: Int64 = 3_600_000
    private static let maximumRecords = 20_000

    private let records = Mutex<[Subject: Record]>([:])

    /// How many seconds a try has to wait; nil when it may be made now.
    func wait(account: String, address: String, at now: Timestamp) -> Int? {
        records.withLock { records in
            let waits = Self.subjects(account, address).compactMap { subject -> Int64? in
                guard let record = records[subject] else { return nil }
                let over = record.failures - subject.allowance
                guard over > 0 else { return nil }
                let delay = min(Self.longest, 1_000 << Int64(min(over, 20)))
                let left = record.lastAt.rawValue + delay - now.rawValue
                return left > 0 ? min(left, delay) : nil
            }
            return waits.max().map { Int(($0 + 999) / 1_000) }
        }
    }

    /// Notes a failure.
    func failed(account: String, address: String, at now: Timestamp) {
        records.withLock { records in
            if records.count > Self.maximumRecords {
                records = records.filter { now.rawValue - $0.value.lastAt.rawValue < Self.memory / 4 }
                if records.count > Self.maximumRecords { records.removeAll() }
            }
            for subject in Self.subjects(account, address) {
                var record = records[subject] ?? Record(failures: 0, lastAt: now)
                if now.rawValue - record.lastAt.rawValue > Self.memory { record.failures = 0 }
                record.failures += 1
                record.lastAt = now
                records[subject] = record
            }
        }
    }

    /// Forgets the failures of whoever has signed in.
    func succeeded(account: String, address: String) {
        records.withLock { records in
            records[.pair(account: account, address: address)] = nil
            records[.account(account)] = nil
        }
    }

    private static func subjects(_ account: String, _ address: String) -> [Subject] {
        [.pair(account: account, address: address), .address(address), .account(account)]
    }
}
