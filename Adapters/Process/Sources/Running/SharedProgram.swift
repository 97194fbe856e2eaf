import ChannelKit
import ProviderKit
import Synchronization

/// The one running program of a channel, for whoever needs it.
///
/// Listening keeps it for good. A delivery, a call or a check that comes while nobody listens starts it for a moment, and
/// what comes next goes on with it; so there are never two of one channel. Starting waits as ``RestartPolicy`` says.
final class SharedProgram: Sendable {
    /// Why there is no program to ask.
    enum Absence: Error {
        /// It is started again after that time.
        case later(Duration, ProgramEnd?)
        /// It is not started until somebody acts.
        case given(up: Wording)
        /// The task was canceled meanwhile.
        case canceled
    }

    private struct State {
        var session: ProgramSession?
        var users = 0
        /// Whether somebody listens, or waits for the program to do so.
        var isListening = false
        /// Whether the program that runs is the listener's.
        var isForListening = false
        var policy = RestartPolicy()
        var lastEnd: ProgramEnd?
    }

    private let make: @Sendable (_ state: String?, _ isListening: Bool) throws(ProgramEnd) -> ProgramSession
    private let name: String
    private let patience: ProgramPatience
    private let notes: NoteRelay
    private let state = Mutex(State())

    /// Shares a program that is made when it is needed.
    init(
        name: String,
        patience: ProgramPatience,
        notes: NoteRelay,
        make: @escaping @Sendable (_ state: String?, _ isListening: Bool) throws(ProgramEnd) -> ProgramSession
    ) {
        self.name = name
        self.patience = patience
        self.notes = notes
        self.make = make
    }

    deinit { state.withLock { $0.session }?.retire() }

    // MARK: - For a moment

    /// Lends the program, started and initialized.
    ///
    /// - Throws: ``Absence``.
    func use<Result: Sendable>(
        _ body: (ProgramSession, Handshake) async -> Result
    ) async throws(Absence) -> Result {
        let session = try await borrow()
        defer { giveBack(session) }
        guard let result = await session.handshake.value() else { throw .canceled }
        switch result {
        case .success(let handshake): return await body(session, handshake)
        case .failure(let end): throw absence(after: end)
        }
    }

    private func borrow() async throws(Absence) -> ProgramSession {
        while true {
            switch try borrowed() {
            case .running(let session): return session
            case .ending(let session):
                // The next one can only be started once this one has ended, which does not take long.
                guard let end = await session.ended.value() else { throw .canceled }
                forget(session, end)
            }
        }
    }

    /// What a borrower finds.
    private enum Loan {
        case running(ProgramSession)
        case ending(ProgramSession)
    }

    private func borrowed() throws(Absence) -> Loan {
        let now = ContinuousClock.now
        let result = state.withLock { state -> Swift.Result<Loan, Absence> in
            if let session = state.session {
                // Who waits to listen comes first, or might wait for ever.
                guard state.isForListening || !state.isListening else {
                    return .failure(.later(.seconds(1), state.lastEnd))
                }
                guard session.keep() else { return .success(.ending(session)) }
                state.users += 1
                return .success(.running(session))
            }
            switch state.policy.decision(at: now) {
            case .never(let failures): return .failure(.given(up: explanation(of: failures, state.lastEnd)))
            case .after(let wait): return .failure(.later(wait, state.lastEnd))
            // Whoever listens is about to start it.
            case .now where state.isListening: return .failure(.later(.seconds(1), state.lastEnd))
            case .now: break
            }
            do throws(ProgramEnd) {
                let session = try make(nil, false)
                state.session = session
                state.isForListening = false
                state.users = 1
                return .success(.running(session))
            } catch {
                return .failure(
                    .given(up: Wording("\(name) \(error.words.english).", "\(name) \(error.words.chinese)。"))
                )
            }
        }
        return try result.get()
    }

    private func giveBack(_ session: ProgramSession) {
        if let end = session.ended.current { forget(session, end) }
        state.withLock { state in
            guard state.session === session else { return }
            state.users -= 1
            guard state.users == 0, !state.isForListening else { return }
            session.retire(after: state.isListening ? .zero : patience.idle)
        }
        // The last of a moment: nobody else takes note of its end.
        if session.handshake.current.map({ if case .failure = $0 { true } else { false } }) == true {
            session.retire()
        }
    }

    private func absence(after end: ProgramEnd) -> Absence {
        end.isFinal
            ? .given(up: Wording("\(name) \(end.words.english).", "\(name) \(end.words.chinese)。"))
            : .later(.seconds(5), end)
    }

    // MARK: - For good

    /// Starts the program for listening, once no other runs.
    ///
    /// - Throws: ``Absence``.
    func listen(from cursor: String?) async throws(Absence) -> ProgramSession {
        while let other = occupant() {
            guard let end = await other.ended.value() else {
                stopListening()
                throw .canceled
            }
            forget(other, end)
        }
        let now = ContinuousClock.now
        let result = state.withLock { state -> Swift.Result<ProgramSession, Absence> in
            switch state.policy.decision(at: now) {
            case .never(let failures): return .failure(.given(up: explanation(of: failures, state.lastEnd)))
            case .after(let wait): return .failure(.later(wait, state.lastEnd))
            case .now: break
            }
            do throws(ProgramEnd) {
                let session = try make(cursor, true)
                state.session = session
                state.isForListening = true
                state.users = 0
                return .success(session)
            } catch {
                return .failure(
                    .given(
                        up: Wording(
                            "\(name) \(error.words.english). Correct the channel's settings.",
                            "\(name) \(error.words.chinese)。请更正该渠道的设置。"
                        )
                    )
                )
            }
        }
        return try result.get()
    }

    /// The program that runs for others, which is asked to end as soon as they are done with it.
    private func occupant() -> ProgramSession? {
        state.withLock { state in
            state.isListening = true
            if state.users == 0 { state.session?.retire() }
            return state.session
        }
    }

    /// Takes note of the end of a program.
    func forget(_ session: ProgramSession, _ end: ProgramEnd) {
        let now = ContinuousClock.now
        let isNews = state.withLock { state in
            guard state.session === session else { return false }
            state.session = nil
            state.users = 0
            guard end != .retired else { return false }
            state.policy.failed(startedAt: session.startedAt, endedAt: now)
            state.lastEnd = end
            return true
        }
        if isNews { notes.say("A program ended", ["reason": end.words.english], at: now) }
    }

    /// Says that nobody listens any more.
    func stopListening() { state.withLock { $0.isListening = false } }

    /// When the program may be started again; nil is at once.
    func pause() -> Duration? {
        let now = ContinuousClock.now
        return state.withLock { if case .after(let wait) = $0.policy.decision(at: now) { wait } else { nil } }
    }

    private func explanation(of failures: Int, _ last: ProgramEnd?) -> Wording {
        let end = last?.words ?? Wording("ended", "已退出")
        let note = notes.last
        return Wording(
            "\(name) failed \(failures) times within 10 minutes and is not started for now; the last time it "
                + "\(end.english). Look at its log and repair it.\(note.isEmpty ? "" : " Its last words: \(note)")",
            "\(name) 在 10 分钟内失败了 \(failures) 次，暂不再启动；最近一次\(end.chinese)。请查看其日志并修复。"
                + (note.isEmpty ? "" : "它最后的输出：\(note)")
        )
    }
}
