import ChannelKit
import Synchronization

/// A mail server nearby that brings mails by LMTP and brings again what was not taken.
final class ReceptionFake: MailReception {
    private struct State {
        var waiting: [[UInt8]] = []
        var isBroken = false
        var bell: AsyncStream<Void>.Continuation?
    }

    private let recipient: String
    private let state = Mutex(State())

    init(recipient: String) { self.recipient = recipient }

    /// Puts a mail into the server's queue.
    func bring(_ octets: [UInt8]) {
        let bell = state.withLock { state in
            state.waiting.append(octets)
            return state.bell
        }
        bell?.yield()
    }

    /// Ends the place that is listened at, once.
    func breakPlace() {
        let bell = state.withLock { state in
            state.isBroken = true
            return state.bell
        }
        bell?.yield()
    }

    func serve(
        at place: ReceptionPlace,
        largestMail: Int,
        receiver: any MailReceiver,
        onReady: @escaping @Sendable () -> Void
    ) async throws(ReceptionFailure) {
        let (changes, bell) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        state.withLock { $0.bell = bell }
        bell.yield()
        onReady()
        for await _ in changes {
            while !Task.isCancelled, let mail = try next() {
                guard receiver.accepts(recipient: recipient), mail.count <= largestMail else { continue }
                let received = ReceivedMail(sender: "ada@example.net", recipients: [recipient], octets: mail)
                guard case .later = await receiver.take(received) else { continue }
                // It goes back to the front, and its turn comes again.
                state.withLock { $0.waiting.insert(mail, at: 0) }
                try? await Task.sleep(for: .milliseconds(1))
            }
        }
    }

    /// The mail whose turn it is; nil when none waits.
    private func next() throws(ReceptionFailure) -> [UInt8]? {
        let next: Result<[UInt8]?, ReceptionFailure> = state.withLock { state in
            if state.isBroken {
                state.isBroken = false
                return .failure(ReceptionFailure("scripted: the place is gone"))
            }
            return .success(state.waiting.isEmpty ? nil : state.waiting.removeFirst())
        }
        return try next.get()
    }
}
