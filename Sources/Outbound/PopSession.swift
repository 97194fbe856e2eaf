public import ChannelKit
import Failpoints
import Synchronization

/// A signed-in POP3 line with a thread of its own.
///
/// A command ends early when its task is canceled; the line is lost then.
public final class PopSession: MaildropLine {
    private let thread: LineThread<PopConversation>
    /// Whether this line's good-bye deletes something: only such a good-bye is a place to be killed at.
    private let hasMarked = Atomic(false)

    private init() throws(MailboxFailure) { thread = try LineThread() }

    static func open(_ server: MailServer, limits: MailboxLimits) async throws(MailboxFailure) -> PopSession {
        let session = try PopSession()
        try await session.thread.open(.pop3, server) { PopConversation(line: $0, server: server, limits: limits) }
        return session
    }

    /// Sends a command and reads its one line of an answer.
    public func command(_ text: String) async throws(MailboxFailure) -> String {
        let deletes = text == "QUIT" && hasMarked.load(ordering: .relaxed)
        if deletes { failpoint("maildrop-before-quit") }
        let answer = try await thread.use { conversation, _ throws(MailboxFailure) in try conversation.command(text) }
        if text.hasPrefix("DELE ") {
            hasMarked.store(true, ordering: .relaxed)
            failpoint("maildrop-marked")
        }
        if deletes { failpoint("maildrop-after-quit") }
        return answer
    }

    /// Sends a command whose answer goes on to a line with a single dot.
    public func content(of text: String, keeping limit: Int) async throws(MailboxFailure) -> [UInt8] {
        try await thread.use { conversation, _ throws(MailboxFailure) in
            try conversation.content(of: text, keeping: limit)
        }
    }

    /// Closes the line without a good-bye.
    public func close() async { await thread.close { _ in } }
}
