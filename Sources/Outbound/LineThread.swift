import ChannelKit
import Foundation

/// A thread of its own for one line to a mailbox, since waiting on it must not take a thread that runs tasks.
///
/// What is asked of the line is done one after the other; a canceled task has what is under way ended.
final class LineThread<Conversation>: Sendable {
    typealias Job = @Sendable (inout Conversation?, Doorbell) -> Void

    private let jobs = BlockingQueue<Job>()

    /// Starts the thread.
    ///
    /// - Throws: ``MailboxFailure`` when the process has no file descriptor left.
    init() throws(MailboxFailure) {
        guard let bell = Doorbell() else { throw .unreachable(detail: "too many open files") }
        let jobs = jobs
        // The thread holds the queue and not this value: one that is forgotten closes it.
        Thread.detachNewThread {
            var conversation: Conversation?
            while let job = jobs.pop() { job(&conversation, bell) }
        }
    }

    deinit { jobs.close() }

    /// Connects, secures and signs in, and has the thread speak on the line.
    func open(
        _ speech: LineOpening.Speech,
        _ server: MailServer,
        _ converse: @escaping @Sendable (SecuredLine) -> Conversation
    ) async throws(MailboxFailure) {
        try await run { conversation, bell, cancellation throws(MailboxFailure) in
            do throws(LineFailure) {
                let line = try LineOpening(speech: speech, server: server)
                    .open(bell: bell, cancellation: cancellation, until: .now.advanced(by: LineOpening.openingLimit))
                conversation = converse(line)
            } catch {
                throw MailboxOutcome.failure(error)
            }
        }
    }

    /// Has the thread do something, and waits for it.
    private func run<Value: Sendable>(
        _ work: @escaping @Sendable (inout Conversation?, Doorbell, Cancellation) throws(MailboxFailure) -> Value
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

    /// Has the thread do something with an open conversation.
    func use<Value: Sendable>(
        _ work: @escaping @Sendable (inout Conversation, Cancellation) throws(MailboxFailure) -> Value
    ) async throws(MailboxFailure) -> Value {
        try await run { conversation, _, cancellation throws(MailboxFailure) in
            guard var open = conversation.take() else { throw .unreachable(detail: "the line is closed") }
            defer { conversation = open }
            return try work(&open, cancellation)
        }
    }

    /// Ends the conversation and the thread.
    func close(_ farewell: @escaping @Sendable (inout Conversation) -> Void) async {
        await withCheckedContinuation { continuation in
            let isTaken = jobs.push { conversation, _ in
                if var open = conversation.take() { farewell(&open) }
                continuation.resume()
            }
            jobs.close()
            if !isTaken { continuation.resume() }
        }
    }
}
