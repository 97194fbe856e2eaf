import Synchronization

/// Remembers which keys were used for which submission, so that one key stands for one submission.
///
/// The table is bounded in two generations like the rate limiter's and forgets at a restart. That is enough: an arrival's
/// external id names key and content, so the journal recognizes the same submission for as long as it remembers; only the
/// refusal of *another* submission under a used key needs this table.
final class SubmissionKeys: Sendable {
    /// What a key was found to be.
    enum Claim: Sendable, Hashable {
        /// Unused until now.
        case new
        /// Used for the same submission.
        case same
        /// Used for another submission.
        case taken
    }

    private struct Generations {
        var young: [String: [UInt8]] = [:]
        var old: [String: [UInt8]] = [:]
    }

    private let digests = Mutex(Generations())
    private let generationSize: Int

    /// Creates a table of at most twice `generationSize` keys.
    init(generationSize: Int = 20_000) { self.generationSize = generationSize }

    /// What a key stands for, without claiming it.
    func look(_ key: String, digest: [UInt8]) -> Claim {
        digests.withLock { generations in
            guard let known = generations.young[key] ?? generations.old[key] else { return .new }
            return known == digest ? .same : .taken
        }
    }

    /// Claims a key for a submission.
    func claim(_ key: String, digest: [UInt8]) -> Claim {
        digests.withLock { generations in
            if let known = generations.young[key] ?? generations.old[key] { return known == digest ? .same : .taken }
            if generations.young.count >= generationSize {
                generations.old = generations.young
                generations.young = [:]
            }
            generations.young[key] = digest
            return .new
        }
    }

    /// Gives a key back when its submission was not taken after all.
    func release(_ key: String) {
        digests.withLock { generations in
            generations.young[key] = nil
            generations.old[key] = nil
        }
    }
}
