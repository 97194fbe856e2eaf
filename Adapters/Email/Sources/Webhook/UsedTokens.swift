import ChannelKit
import Crypto
import Synchronization

/// Remembers which body came with a token that signs no body, so that nobody puts another body behind it.
///
/// The same call again is no attack: providers repeat what was not answered in time, and the journal takes it once.
final class UsedTokens: Sendable {
    /// The most tokens that are remembered; beyond, the oldest are forgotten.
    static let most = 20_000

    private struct Memory {
        var bodies: [String: SHA256Digest] = [:]
        var order: [String] = []
        var next = 0
    }

    private let memory = Mutex(Memory())

    /// Notes that a body came with a token; false when another body came with it before.
    func admit(_ token: String, body: [UInt8]) -> Bool {
        let digest = SHA256.hash(data: body)
        return memory.withLock { memory in
            if let known = memory.bodies[token] { return known == digest }
            memory.bodies[token] = digest
            if memory.order.count < Self.most {
                memory.order.append(token)
            } else {
                memory.bodies[memory.order[memory.next]] = nil
                memory.order[memory.next] = token
                memory.next = (memory.next + 1) % Self.most
            }
            return true
        }
    }
}
