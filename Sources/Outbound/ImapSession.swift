public import ChannelKit

/// A signed-in IMAP line with a thread of its own.
///
/// A command ends early when its task is canceled; the line is lost then. An IDLE ends in good order.
public final class ImapSession: MailboxLine {
    private let thread: LineThread<ImapConversation>
    private let limits: MailboxLimits

    private init(limits: MailboxLimits) throws(MailboxFailure) {
        self.limits = limits
        thread = try LineThread()
    }

    static func open(_ server: MailServer, limits: MailboxLimits) async throws(MailboxFailure) -> ImapSession {
        let session = try ImapSession(limits: limits)
        try await session.thread.open(.imap, server) { ImapConversation(line: $0, server: server, limits: limits) }
        return session
    }

    /// Sends a command and collects its untagged responses.
    public func command(_ text: String) async throws(MailboxFailure) -> [MailboxResponse] {
        let limit = limits.collectedOctets
        return try await thread.use { conversation, _ throws(MailboxFailure) in
            var collected: [MailboxResponse] = []
            var octets = 0
            try conversation.command(text) { response in
                // What an array element costs counts too: a million empty responses are not free.
                octets += 64 + response.line.utf8.count + response.literals.reduce(0) { $0 + 32 + $1.count }
                collected.append(response)
                return octets <= limit
            }
            return collected
        }
    }

    /// Sends a command and hands over each untagged response as it is read, on the line's own thread.
    public func command(
        _ text: String,
        each: @escaping @Sendable (MailboxResponse) -> Void
    ) async throws(MailboxFailure) {
        try await thread.use { conversation, _ throws(MailboxFailure) in
            try conversation.command(text) { response in
                each(response)
                return true
            }
        }
    }

    /// Waits with IDLE; a server without IDLE refuses it.
    public func idle(limit: Duration) async throws(MailboxFailure) -> Bool {
        try await thread.use { conversation, cancellation throws(MailboxFailure) in
            try conversation.idle(limit: limit, cancellation)
        }
    }

    /// Signs out and closes the line; waits at most a few seconds for the server.
    public func close() async { await thread.close { $0.logout() } }
}
