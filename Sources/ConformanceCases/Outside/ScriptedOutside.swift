public import ChannelKit
import Synchronization

/// An outside that answers as scripted, counts what it is asked, and touches no network.
///
/// It takes every mail unless told otherwise, and has no mailbox unless it is lent some.
public final class ScriptedOutside: MailSubmitting, MailboxOpening {
    private struct State {
        var submissions: [MailSubmission] = []
        var timeLimits: [Duration] = []
        var answers: [Result<String, MailRefusal>] = []
        var stalled: Stall?
        var openings = 0
        var bells: [AsyncStream<Void>.Continuation] = []
    }

    /// How an attempt that is kept waiting ends once it is canceled.
    public enum Stall: Sendable, Hashable {
        /// The mail went out whole, and the answer was not read.
        case unanswered
        /// The server took it all the same, and the answer was read.
        case answered(String)
    }

    /// What stands in for providers.
    public let provider: ScriptedProvider

    private let mailboxes: (any MailboxOpening)?
    private let state = Mutex(State())

    /// Creates an outside, with mailboxes and a provider where the subject lends some.
    public init(mailboxes: (any MailboxOpening)? = nil, provider: ScriptedProvider = ScriptedProvider()) {
        self.mailboxes = mailboxes
        self.provider = provider
    }

    /// The mails that were handed over, in order; each is one attempt.
    public var submissions: [MailSubmission] { state.withLock { $0.submissions } }

    /// How long each attempt was allowed to take.
    public var timeLimits: [Duration] { state.withLock { $0.timeLimits } }

    /// How often anything at all was asked of the outside.
    public var calls: Int { state.withLock { $0.submissions.count + $0.openings } + provider.requests.count }

    /// Scripts the answer to the next mail that has none yet.
    public func answerNext(_ answer: Result<String, MailRefusal>) { state.withLock { $0.answers.append(answer) } }

    /// Keeps attempts waiting until they are canceled.
    public func stall(_ stall: Stall = .unanswered) { state.withLock { $0.stalled = stall } }

    /// Waits until so many mails were handed over.
    ///
    /// - Returns: whether that came true before the limit.
    func waitForSubmissions(_ count: Int, limit: Duration) async -> Bool {
        let (changes, bell) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        state.withLock { $0.bells.append(bell) }
        return await Patience.wait(for: changes, bell: bell, limit: limit) { self.submissions.count >= count }
    }

    /// Takes a mail as scripted.
    public func submit(
        _ mail: MailSubmission,
        to server: MailServer,
        timeLimit: Duration
    ) async throws(MailRefusal) -> String {
        let (answer, stall, bells) = state.withLock { state in
            state.submissions.append(mail)
            state.timeLimits.append(timeLimit)
            let answer = state.answers.isEmpty ? nil : state.answers.removeFirst()
            return (answer, state.stalled, state.bells)
        }
        for bell in bells { bell.yield() }
        if let stall {
            await Patience.untilCanceled()
            switch stall {
            case .unanswered: throw .unanswered(detail: "canceled while waiting for the answer")
            case .answered(let text): return text
            }
        }
        return try (answer ?? .success("250 2.0.0 Ok: queued as SCRIPTED")).get()
    }

    /// Opens a line to the mailboxes that were lent.
    public func open(_ server: MailServer) async throws(MailboxFailure) -> any MailboxLine {
        state.withLock { $0.openings += 1 }
        guard let mailboxes else { throw .unreachable(detail: "there is no mailbox in this trial") }
        return try await mailboxes.open(server)
    }
}
