import ChannelKit
import ProviderKit

/// Keeps a program running and journals what it hands over, for as long as the channel listens.
struct ProgramListening: Sendable {
    /// The name of the program's one stream of events.
    static let stream = "program"

    let channel: ChannelID
    let name: String
    let shared: SharedProgram
    let making: ArrivalMaking
    let patience: ProgramPatience
    let redaction: Redaction

    /// Listens until canceled, starting the program again whenever it ends.
    ///
    /// - Throws: `ChannelBlocked` when it cannot be started, refuses to go on, or ends again and again.
    func listen(into intake: any ArrivalIntake, health: any HealthReporting) async throws {
        defer { shared.stopListening() }
        while !Task.isCancelled {
            health.report(ChannelCondition(line: .connecting))
            let cursor = try await intake.cursor(of: channel, stream: Self.stream)
            do throws(SharedProgram.Absence) {
                let session = try await shared.listen(from: cursor?.value)
                let end = await serve(session, into: intake, health: health)
                shared.forget(session, end)
                if end.isFinal {
                    throw .given(up: Wording("\(name) \(end.words.english).", "\(name) \(end.words.chinese)。"))
                }
                if end != .retired { throw .later(shared.pause() ?? .zero, end) }
            } catch {
                switch error {
                case .canceled: return
                case .given(let words): throw ChannelBlocked(words.map { redaction.line($0, maximumBytes: 1500) })
                case .later(let wait, let end):
                    report(end, wait, health)
                    try? await Task.sleep(for: wait)
                }
            }
        }
    }

    private func report(_ end: ProgramEnd?, _ wait: Duration, _ health: any HealthReporting) {
        let seconds = max(1, wait.components.seconds)
        let end = end?.words ?? Wording("does not run", "未在运行")
        let problem = Wording(
            "\(name) \(end.english); it is started again in \(seconds) s.",
            "\(name) \(end.chinese)；将在 \(seconds) 秒后重新启动。"
        )
        health.report(ChannelCondition(line: .failing, problem: problem.map { redaction.line($0, maximumBytes: 700) }))
    }

    /// Serves one run of the program to its end, or until canceled, when it is asked to end.
    private func serve(
        _ session: ProgramSession,
        into intake: any ArrivalIntake,
        health: any HealthReporting
    ) async -> ProgramEnd {
        if case .success(let handshake)? = await session.handshake.value() {
            health.report(ChannelCondition(line: .ready))
            await withTaskGroup(of: Void.self) { group in
                group.addTask { for await condition in session.conditions { report(condition, to: health) } }
                if handshake.methods.contains(.health) { group.addTask { await keepAsking(session, health) } }
                group.addTask { await journal(session, into: intake) }
                // The streams end with the program, and with the task.
                _ = await session.ended.value()
                group.cancelAll()
            }
        }
        session.retire()
        return await session.ended.valueInAnyCase() ?? .retired
    }

    private func report(_ condition: ChannelCondition, to health: any HealthReporting) {
        // Ending for good is told by what `listen` throws.
        if condition.line != .blocked { health.report(condition) }
    }

    private func journal(_ session: ProgramSession, into intake: any ArrivalIntake) async {
        for await batch in session.batches {
            let cursor = batch.state.map { IntakeCursor(channel: channel, stream: Self.stream, value: $0) }
            do throws(IntakeRefusal) {
                let arrivals = making.arrivals(of: batch.events, .fetched)
                if !arrivals.isEmpty || cursor != nil { _ = try await intake.accept(arrivals, cursor: cursor) }
                session.acknowledge(batch)
            } catch {
                session.refuse(batch.id, BatchRefusal(error))
            }
        }
    }

    /// Asks the program how it is doing, and ends it when it no longer answers.
    private func keepAsking(_ session: ProgramSession, _ health: any HealthReporting) async {
        var missed = 0
        while !Task.isCancelled {
            try? await Task.sleep(for: patience.healthPause)
            guard !Task.isCancelled else { return }
            switch await session.call(.health, [:], limit: patience.health) {
            case .result(let result):
                missed = 0
                health.report(HealthReading.condition(result, redaction))
            case .failure(let error):
                missed = 0
                let words = redaction.line(error.message, maximumBytes: 500)
                health.report(
                    ChannelCondition(
                        line: .failing,
                        problem: Wording("\(name) cannot tell how it is doing: \(words)", "\(name) 无法报告自身状况：\(words)")
                    )
                )
            case .silent(_, .late):
                missed += 1
                health.report(
                    ChannelCondition(
                        line: .failing,
                        problem: Wording(
                            "\(name) does not answer (\(missed) times in a row).",
                            "\(name) 没有应答（连续 \(missed) 次）。"
                        )
                    )
                )
                if missed >= patience.missedHealth {
                    return session.stop(
                        .stopped(reason: Wording("it did not answer \(missed) times in a row", "连续 \(missed) 次没有应答"))
                    )
                }
            case .silent: return
            }
        }
    }
}

/// What answers to `health` and `check` mean.
enum HealthReading {
    /// The condition that an answer to `health` tells of.
    static func condition(_ result: JSONValue, _ redaction: Redaction) -> ChannelCondition {
        ChannelCondition(
            line: ChannelCondition.Line(rawValue: result["line"]?.text ?? "").flatMap { $0 == .blocked ? .failing : $0 }
                ?? .ready,
            problem: problem(in: result, redaction),
            backlog: result["backlog"]?.integer.flatMap { Int(exactly: $0) }
        )
    }

    /// What a program says is wrong, as far as it says it in both languages.
    static func problem(in message: JSONValue, _ redaction: Redaction) -> Wording? {
        func line(_ name: String) -> String? { message[name]?.text.map { redaction.line($0, maximumBytes: 500) } }
        return line("problem").map { Wording($0, line("problem_zh") ?? $0) }
    }

    /// The result that an answer to `check` tells of.
    static func check(_ outcome: CallOutcome, program: String, _ redaction: Redaction) -> HealthCheck {
        switch outcome {
        case .result(let result):
            let lines: [Wording] = (result["findings"]?.array ?? []).prefix(50).compactMap(\.text)
                .map { redaction.line($0, maximumBytes: 1000) }.map {
                    $0.contains(" ") ? .verbatim($0) : Wording("\(program) finds: \($0)", "\(program) 发现：\($0)")
                }
            let isHealthy = result["healthy"]?.boolean ?? false
            let otherwise =
                isHealthy
                ? Wording("\(program) reaches its outside.", "\(program) 可以连通外部。")
                : Wording("\(program) does not reach its outside.", "\(program) 无法连通外部。")
            return HealthCheck(isHealthy: isHealthy, findings: lines.isEmpty ? [otherwise] : lines)
        case .failure(let error):
            let words = redaction.line(error.message, maximumBytes: 500)
            return HealthCheck(
                isHealthy: false,
                findings: [Wording("\(program) could not check its outside: \(words)", "\(program) 无法检查外部：\(words)")]
            )
        case .silent(_, let silence):
            let words = silence.words.map { redaction.line($0, maximumBytes: 500) }
            let finding = Wording("\(program) \(words.english)", "\(program) \(words.chinese)")
            return HealthCheck(isHealthy: false, findings: [finding])
        }
    }
}
