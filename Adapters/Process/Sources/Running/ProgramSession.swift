import CSpawn
import ChannelKit
import Foundation
import ProviderKit
import Synchronization

/// One running program, from its start to its end.
///
/// A thread of its own does all that touches the process: it writes lines, reads lines, keeps deadlines, and ends the
/// program; what it decides by is ``SessionState``. Everybody else puts requests on their way and waits.
final class ProgramSession: Sendable {
    /// Batches to be journaled; at most ``ProgramBatch/credit`` wait.
    let batches: AsyncStream<ProgramBatch>
    /// What the program says about its line, the newest; the stream ends with the program.
    let conditions: AsyncStream<ChannelCondition>
    /// How the program ended.
    let ended = OneShot<ProgramEnd>()
    /// What came of the handshake.
    let handshake = OneShot<Result<Handshake, ProgramEnd>>()
    /// How the process itself ended, whatever the reason.
    let exit = OneShot<ProgramEnd>()
    let startedAt = ContinuousClock.now

    private let process: SpawnedProgram
    private let bell: Int32
    private let patience: ProgramPatience
    private let notes: NoteRelay
    private let redaction: Redaction
    private let trace: (@Sendable (String) -> Void)?
    private let state = Mutex(SessionState())
    private let batchSink: AsyncStream<ProgramBatch>.Continuation
    private let conditionSink: AsyncStream<ChannelCondition>.Continuation

    /// Starts a program and asks it to initialize; `trace` is told what is said, with secrets.
    ///
    /// - Throws: ``ProgramEnd/neverStarted(reason:)``.
    init(
        _ command: ProgramCommand,
        initialize: JSONValue,
        needsReplies: Bool,
        patience: ProgramPatience,
        notes: NoteRelay,
        redaction: Redaction,
        trace: (@Sendable (String) -> Void)? = nil
    ) throws(ProgramEnd) {
        process = try SpawnedProgram(command)
        bell = eventfd(0, Int32(TRIBUTARY_CLOSE_ON_EXEC | TRIBUTARY_NONBLOCKING))
        self.patience = patience
        self.notes = notes
        self.redaction = redaction
        self.trace = trace
        (batches, batchSink) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(ProgramBatch.credit))
        (conditions, conditionSink) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        // A thread and not a task: it waits in poll(2).
        let thread = Thread { self.work() }
        thread.name = "program"
        start(.initialize, initialize, limit: patience.start) { self.initialized($0, needsReplies: needsReplies) }
        thread.start()
    }

    // MARK: - What others ask for

    /// Makes a request and waits for its answer, at most for a time; a canceled task stops waiting.
    func call(_ method: ProgramMethod, _ params: JSONValue, limit: Duration) async -> CallOutcome {
        let number = OneShot<Int>()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if let id = start(method, params, limit: limit, finish: { continuation.resume(returning: $0) }) {
                    number.set(id)
                    // Canceled before there was a number to give up.
                    if Task.isCancelled { giveUp(id) }
                }
            }
        } onCancel: {
            if let id = number.current { giveUp(id) }
        }
    }

    /// Tells the program that a batch is journaled.
    func acknowledge(_ batch: ProgramBatch) {
        notify(.ack, ["batch_id": batch.id]) { $0.unacknowledged.remove(batch.id) }
    }

    /// Tells the program that nothing of a batch was taken.
    func refuse(_ batch: JSONValue, _ reason: BatchRefusal) {
        notify(.nack, reason.params(of: batch)) { $0.unacknowledged.remove(batch) }
    }

    /// Ends the program in peace, at once or after a time unless ``keep()`` is called before.
    func retire(after delay: Duration = .zero) {
        let now = ContinuousClock.now
        state.withLock { state in
            if delay > .zero { state.retireAt = now.advanced(by: delay) } else { state.retire(at: now, patience) }
        }
        ring()
    }

    /// Takes a retirement back that was announced for later.
    ///
    /// - Returns: whether the program goes on.
    func keep() -> Bool {
        state.withLock { state in
            state.retireAt = nil
            return state.isRunning
        }
    }

    /// Ends the program because of what it did or did not do.
    func stop(_ reason: ProgramEnd) {
        let now = ContinuousClock.now
        state.withLock { $0.stop(reason, at: now, patience) }
        ring()
    }

    /// Tells the program something, known or unknown to it.
    func tell(_ method: String, _ params: JSONValue) {
        trace?("host  \(method) \(params.document.prefix(200))")
        state.withLock { $0.send(RPCMessage.notification(method, params)) }
        ring()
    }

    /// Ends the process at once, as a crash would.
    func kill() {
        state.withLock { if !$0.hasEnded { process.signal(SIGKILL) } }
    }

    /// Closes the program's standard input without a word.
    func hangUp() {
        let now = ContinuousClock.now
        state.withLock { if $0.isRunning { $0.phase = .asked(until: now) } }
        ring()
    }

    private func notify(_ method: HostNotification, _ params: JSONValue, _ change: (inout SessionState) -> Void) {
        trace?("host  \(method.rawValue) \(params.document.prefix(200))")
        state.withLock { state in
            change(&state)
            state.send(RPCMessage.notification(method.rawValue, params))
        }
        ring()
    }

    @discardableResult
    private func start(
        _ method: ProgramMethod,
        _ params: JSONValue,
        limit: Duration,
        finish: @escaping @Sendable (CallOutcome) -> Void
    ) -> Int? {
        trace?("host  \(method.rawValue) \(method == .initialize ? "…" : String(params.document.prefix(200)))")
        let deadline = ContinuousClock.now.advanced(by: limit)
        switch state.withLock({ $0.call(method, params, deadline: deadline, finish: finish) }) {
        case .success(let id):
            ring()
            return id
        case .failure(let silence):
            finish(.silent(wasWritten: false, silence))
            return nil
        }
    }

    private func giveUp(_ id: Int) {
        let steps = state.withLock { $0.giveUp(id, .canceled) }
        for (finish, outcome) in steps?.finished ?? [] { finish(outcome) }
        ring()
    }

    private func initialized(_ outcome: CallOutcome, needsReplies: Bool) {
        let result: Result<Handshake, ProgramEnd>
        switch outcome {
        case .result(let value):
            result = Result { () throws(ProgramEnd) in try Handshake(value, needsReplies: needsReplies) }
        case .failure(let error) where error.code == RPCError.Code.blocked:
            result = .failure(.refused(reason: Wording("says: \(clean(error.message))", "表示：\(clean(error.message))")))
        case .failure(let error):
            result = .failure(
                .stopped(
                    reason: Wording(
                        "it answered `initialize` with an error: \(clean(error.message))",
                        "它对 `initialize` 应答了错误：\(clean(error.message))"
                    )
                )
            )
        case .silent(_, .ended(let end)): result = .failure(end)
        case .silent(_, let silence):
            result = .failure(.stopped(reason: Wording("it \(silence.words.english)", "它\(silence.words.chinese)")))
        }
        if case .failure(let end) = result { stop(end) }
        handshake.set(result)
    }

    private func clean(_ text: String) -> String { redaction.line(text, maximumBytes: 500) }

    /// Wakes the thread; the descriptor is there as long as the program is.
    private func ring() {
        state.withLock { state in
            guard !state.hasEnded else { return }
            var one: UInt64 = 1
            _ = write(bell, &one, 8)
        }
    }

    // MARK: - The thread

    /// Serves the process to its end.
    private func work() {
        var lines = ProgramLines(process: process, bell: bell)
        var gone: ProgramEnd?
        // When the program is ended for having closed its output, and when its last words are read no longer.
        var patienceEnd: ContinuousClock.Instant?
        while true {
            let now = ContinuousClock.now
            let (steps, due) = state.withLock { ($0.steps(at: now, patience), $0.nextDue) }
            for (finish, outcome) in steps.finished { finish(outcome) }
            if steps.closesInput { lines.closeInput() }
            if let signal = steps.signal, gone == nil { process.signal(signal) }
            if let gone, lines.isDrained || patienceEnd.map({ now >= $0 }) == true {
                finish(gone, &lines)
                return
            }
            lines.wait(until: [due, patienceEnd].compactMap { $0 }.min(), wantsToWrite: wantsToWrite)
            if lines.canWrite { state.withLock { lines.write(&$0) } }
            for line in lines.read() { take(line) }
            for note in lines.readNotes() { notes.take(note, at: now) }
            guard gone == nil else { continue }
            if lines.hasExited() {
                // What it leaves behind in its group goes with it; what it wrote is still read for a moment.
                process.signal(SIGKILL)
                gone = process.reap()
                patienceEnd = now.advanced(by: .seconds(1))
            } else if lines.isOutputClosed {
                // One that ends closes its output just before.
                if let end = patienceEnd, now >= end { closedItsOutput(at: now) }
                if patienceEnd.map({ now >= $0 }) ?? true { patienceEnd = now.advanced(by: .milliseconds(500)) }
            }
        }
    }

    private func closedItsOutput(at now: ContinuousClock.Instant) {
        state.withLock { state in
            if state.isRunning {
                state.stop(.stopped(reason: Wording("it closed its standard output", "它关闭了标准输出")), at: now, patience)
            }
        }
    }

    private var wantsToWrite: Bool { state.withLock { !$0.outgoing.isEmpty } }

    private func finish(_ processEnd: ProgramEnd, _ lines: inout ProgramLines) {
        for line in lines.rest() { take(line) }
        let (end, steps) = state.withLock { state in
            lines.close()
            return state.end(processEnd)
        }
        for (finish, outcome) in steps.finished { finish(outcome) }
        handshake.set(.failure(end))
        batchSink.finish()
        conditionSink.finish()
        exit.set(processEnd)
        ended.set(end)
    }

    // MARK: - What the program says

    private func take(_ line: LineSplitter.Line) {
        switch line {
        case .tooLong(let octets):
            complain(
                Wording(
                    "a line has \(octets) bytes, and \(RPCMessage.longestLine) is the most",
                    "有一行长 \(octets) 字节，上限为 \(RPCMessage.longestLine) 字节"
                )
            )
        case .whole(let octets):
            guard !octets.isEmpty else { return }
            trace?("said  \(String(decoding: octets.prefix(300), as: UTF8.self))")
            do { take(try RPCMessage(octets)) } catch { complain(error.words) }
        }
    }

    private func take(_ message: RPCMessage) {
        switch message {
        case .result(let id, let value): answer(id, .result(value))
        case .failure(let id, let error): answer(id, .failure(error))
        case .notification(let name, let params):
            switch ProgramNotification(rawValue: name) {
            case .batch: take(batch: params)
            case .condition: take(condition: params)
            case nil where name.hasPrefix("$/"): break
            case nil:
                complain(
                    Wording(
                        "there is no message `\(name)`; there are `batch` and `condition`",
                        "没有名为 `\(name)` 的消息；只有 `batch` 和 `condition`"
                    )
                )
            }
        case .request(let id, let name, _):
            let error = RPCError(code: RPCError.Code.methodNotFound, message: "the gateway answers no requests")
            state.withLock { $0.send(RPCMessage.refusal(of: id, error)) }
            complain(
                Wording(
                    "it asks `\(name)`; `batch` and `condition` are sent without an `id`",
                    "它请求了 `\(name)`；`batch` 和 `condition` 发送时不带 `id`"
                )
            )
        }
    }

    private func answer(_ id: Int, _ outcome: CallOutcome) {
        let (waiting, isLate) = state.withLock { state in
            let found = state.take(id)
            if found.waiting?.method == .shutdown { state.isShutdownAnswered = true }
            return found
        }
        if let waiting {
            waiting.finish(outcome)
        } else if !isLate {
            complain(Wording("nobody asked request \(id)", "没有发出过请求 \(id)"))
        }
    }

    private func take(batch params: JSONValue) {
        let batch: ProgramBatch
        do { batch = try ProgramBatch(params) } catch {
            if let id = params["batch_id"] { refuse(id, .invalid(error.words.english)) }
            complain(
                Wording("a batch is not taken: \(error.words.english)", "有一批数据未被接收：\(error.words.chinese)")
            )
            return
        }
        let isWithinCredit = state.withLock { state in
            if state.unacknowledged.count < ProgramBatch.credit || state.unacknowledged.contains(batch.id) {
                return state.unacknowledged.insert(batch.id).inserted
            }
            return false
        }
        guard isWithinCredit, case .enqueued = batchSink.yield(batch) else {
            refuse(batch.id, .credit)
            return complain(
                Wording(
                    "more than \(ProgramBatch.credit) batches wait for their `ack`",
                    "超过 \(ProgramBatch.credit) 批数据在等待 `ack`"
                )
            )
        }
    }

    private func take(condition params: JSONValue) {
        let line = ChannelCondition.Line(rawValue: params["line"]?.text ?? "") ?? .ready
        let problem = HealthReading.problem(in: params, redaction)
        if line == .blocked {
            let words = problem ?? Wording("somebody must act", "需要有人处理")
            stop(.refused(reason: Wording("says: \(words.english)", "表示：\(words.chinese)")))
        }
        conditionSink.yield(
            ChannelCondition(
                line: line,
                problem: problem,
                backlog: params["backlog"]?.integer.flatMap { Int(exactly: $0) }
            )
        )
    }

    /// Notes what the program does wrong, in the log and in the channel's condition.
    private func complain(_ words: Wording) {
        let words = words.map { redaction.line($0, maximumBytes: 500) }
        notes.say("A program does not keep to the protocol", ["problem": words.english], at: .now)
        conditionSink.yield(
            ChannelCondition(
                line: .ready,
                problem: Wording(
                    "The program does not keep to the protocol: \(words.english).",
                    "程序不遵守协议：\(words.chinese)。"
                )
            )
        )
    }
}
