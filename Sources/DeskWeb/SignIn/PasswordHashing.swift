import CArgon2
import Dispatch
import Synchronization

/// Hashes and checks passwords with argon2id, away from the threads that answer requests, a few at a time.
///
/// Parameters after the OWASP password storage sheet: 19 MiB, 2 passes, 1 lane; 16 bytes of salt, 32 of hash.
final class PasswordHashing: Sendable {
    /// More wait already than is sensible; ask again in a moment.
    struct Busy: Error {}

    private static let memory: UInt32 = 19_456
    private static let passes: UInt32 = 2
    private static let maximumWaiting = 64

    private let lanes: [DispatchQueue]
    private let state = Mutex((next: 0, waiting: 0))

    /// A hash that no password is known for, checked for unknown accounts so that they take as long as known ones.
    private static let nobody = encode(Array(RandomText.make().utf8))

    /// Creates lanes; 19 MiB of memory are in use for each while it works.
    init(lanes: Int = 2) { self.lanes = (0..<lanes).map { DispatchQueue(label: "password-\($0)") } }

    /// The encoded hash of a password.
    ///
    /// - Throws: ``Busy``.
    func hash(_ password: String) async throws -> String {
        try await run { Self.encode(Array(password.utf8)) }
    }

    /// Whether a password is the one of an encoded hash; never for nil, which takes as long.
    ///
    /// - Throws: ``Busy``.
    func verify(_ password: String, against encoded: String?) async throws -> Bool {
        try await run {
            let octets = Array(password.utf8)
            return argon2id_verify(encoded ?? Self.nobody, octets, octets.count) == 0
        }
    }

    private static func encode(_ password: [UInt8]) -> String {
        var generator = SystemRandomNumberGenerator()
        let salt = (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        var encoded = [CChar](repeating: 0, count: 128)
        let status = argon2id_hash_encoded(
            passes,
            memory,
            1,
            password,
            password.count,
            salt,
            salt.count,
            32,
            &encoded,
            encoded.count
        )
        precondition(status == 0, "argon2id failed with \(status)")
        return String(decoding: encoded.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private func run<Result: Sendable>(_ work: @escaping @Sendable () -> Result) async throws -> Result {
        let lane = state.withLock { state -> DispatchQueue? in
            guard state.waiting < Self.maximumWaiting else { return nil }
            state.waiting += 1
            state.next = (state.next + 1) % lanes.count
            return lanes[state.next]
        }
        guard let lane else { throw Busy() }
        defer { state.withLock { $0.waiting -= 1 } }
        return await withCheckedContinuation { continuation in
            lane.async { continuation.resume(returning: work()) }
        }
    }
}
