public import ChannelKit
import Foundation

/// A signed-in IMAP line with a thread of its own, since waiting on it must not take a thread that runs tasks.
///
/// A command ends early when its task is canceled; the line is lost then. An IDLE ends in good order.
public final class ImapSession: MailboxLine {
    typealias Job = @Sendable (inout ImapConversation?, Doorbell) -> Void

    private let jobs = BlockingQueue<Job>()
    private let limits: MailboxLimits

    private init(limits: MailboxLimits) { self.limits = limits }

    deinit { jobs.close() }

    static func open(_ server: MailServer, limits: MailboxLimits) async throws(MailboxFailure) -> ImapSession {
        let session = ImapSession(limits: limits)
        guard let bell = Doorbell() else { throw .unreachable(detail: "too many open files") }
        let jobs = session.jobs
        // The thread holds the queue and not the session: a session that is forgotten closes it.
        Thread.detachNewThread {
            var conversation: ImapConversation?
            while let job = jobs.pop() { job(&conversation, bell) }
        }
        try await session.run { conversation, bell, cancellation throws(MailboxFailure) in
            do throws(LineFailure) {
                let line = try LineOpening(speech: .imap, server: server)
                    .open(bell: bell, cancellation: cancellation, until: .now.advanced(by: LineOpening.openingLimit))
                conversation = ImapConversation(line: line, server: server, limits: limits)
            } catch {
                throw MailboxOutcome.failure(error)
            }
        }
        return session
    }

    /// Sends a command and collects its untagged responses.
    public func command(_ text: String) async throws(MailboxFailure) -> [MailboxResponse] {
        let limit = limits.collectedOctets
        return try await run { conversation, _, _ throws(MailboxFailure) in
            var collected: [MailboxResponse] = []
            var octets = 0
            try Self.opened(&conversation) { conversation throws(MailboxFailure) in
                try conversation.command(text) { response in
                    // What an array element costs counts too: a million empty responses are not free.
                    octets += 64 + response.line.utf8.count + response.literals.reduce(0) { $0 + 32 + $1.count }
                    collected.append(response)
                    return octets <= limit
                }
            }
            return collected
        }
    }

    /// Sends a command and hands over each untagged response as it is read, on the line's own thread.
    public func command(
        _ text: String,
        each: @escaping @Sendable (MailboxResponse) -> Void
    ) async throws(MailboxFailure) {
        try await run { conversation, _, _ throws(MailboxFailure) in
            try Self.opened(&conversation) { conversation throws(MailboxFailure) in
                try conversation.command(text) { response in
                    each(response)
                    return true
                }
            }
        }
    }

    /// Waits with IDLE; a server without IDLE refuses it.
    public func idle(limit: Duration) async throws(MailboxFailure) -> Bool {
        try await run { conversation, _, cancellation throws(MailboxFailure) in
            var isChanged = false
            try Self.opened(&conversation) { conversation throws(MailboxFailure) in
                isChanged = try conversation.idle(limit: limit, cancellation)
            }
            return isChanged
        }
    }

    /// Signs out and closes the line; waits at most a few seconds for the server.
    public func close() async {
        await withCheckedContinuation { continuation in
            let isTaken = jobs.push { conversation, _ in
                conversation?.logout()
                conversation = nil
                continuation.resume()
            }
            jobs.close()
            if !isTaken { continuation.resume() }
        }
    }

    private static func opened(
        _ conversation: inout ImapConversation?,
        _ body: (inout ImapConversation) throws(MailboxFailure) -> Void
    ) throws(MailboxFailure) {
        guard var open = conversation.take() else { throw .unreachable(detail: "the line is closed") }
        defer { conversation = open }
        try body(&open)
    }

    private func run<Value: Sendable>(
        _ work:
            @escaping @Sendable (
                inout ImapConversation?, Doorbell, Cancellation
            ) throws(MailboxFailure) -> Value
    ) async throws(MailboxFailure) -> Value {
        let cancellation = Cancellation()
        let result: Result<Value, MailboxFailure> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isTaken = jobs.push { conversation, bell in
                    cancellation.attach(bell)
                    var result: Result<Value, MailboxFailure> = .failure(.unreachable(detail: "canceled"))
                    if !cancellation.isCanceled {
                        do throws(MailboxFailure) {
                            result = .success(try work(&conversation, bell, cancellation))
                        } catch {
                            result = .failure(error)
                        }
                    }
                    cancellation.detach()
                    continuation.resume(returning: result)
                }
                if !isTaken { continuation.resume(returning: .failure(.unreachable(detail: "the line is closed"))) }
            }
        } onCancel: {
            cancellation.cancel()
        }
        return try result.get()
    }
}
