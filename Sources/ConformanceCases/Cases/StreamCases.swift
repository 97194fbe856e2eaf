import ChannelKit

/// Listening and pulling: everything is taken once, from wherever the cursor says, and nothing is lost by a stop.
enum StreamCases {
    static let all = [
        ConformanceCase("everything that waits is taken, under the same ids each time", needs: .stream) { run in
            try await inEachMode(run) { mode, trial in
                let first = try await take(3, mode, trial, ScriptedIntake(), putting: 0..<3, run)
                for arrival in first.journaled { try ArrivalRules.require(arrival, "a taken arrival", run) }
                let again = try await take(3, mode, run.trial(), ScriptedIntake(), putting: 0..<3, run)
                let ids = (ids(first), ids(again))
                try run.require(ids.0 == ids.1, "the same arrivals come as \(ids.0.sorted()) and as \(ids.1.sorted())")
            }
        },
        ConformanceCase("what comes while it listens is taken", needs: .listening) { run in
            let trial = try run.trial()
            let intake = ScriptedIntake()
            let work = StreamWork(.listening, trial, into: intake)
            for number in 0..<3 {
                try trial.source?.put(number)
                try await requireJournaled(number + 1, intake, work, run)
            }
            try await work.stop(run)
        },
        ConformanceCase("a committed cursor goes on where it stopped", needs: .stream) { run in
            try await inEachMode(run) { mode, trial in
                let intake = try await take(3, mode, trial, ScriptedIntake(), putting: 0..<3, run)
                try requireSmallCursors(intake, run)
                let restarted = try run.trial(onPlaceOf: trial)
                _ = try await take(5, mode, restarted, intake, putting: 3..<5, run)
                try run.require(intake.journaled.count == 5, "\(intake.journaled.count) arrivals were taken for 5")
            }
        },
        ConformanceCase("a cursor from the future loses nothing", needs: .stream) { run in
            try await inEachMode(run) { mode, trial in
                // As after the place was restored from a backup that is older than the journal.
                let ahead = try await take(5, mode, trial, ScriptedIntake(), putting: 0..<5, run).cursors
                run.note("\(mode): ahead by \(ahead.values.map(\.value))")
                let behind = ScriptedIntake(cursors: ahead)
                _ = try await take(2, mode, run.trial(), behind, putting: 0..<2, run)
            }
        },
        ConformanceCase("a corrupt cursor loses nothing", needs: .stream) { run in
            try await inEachMode(run) { mode, trial in
                let good = try await take(2, mode, trial, ScriptedIntake(), putting: 0..<2, run).cursors
                if good.isEmpty { run.note("\(mode): it commits no cursor") }
                for broken in corruptions(of: good) {
                    run.note("\(mode): \(broken.values.map { $0.value.prefix(40) })")
                    _ = try await take(2, mode, run.trial(), ScriptedIntake(cursors: broken), putting: 0..<2, run)
                }
            }
        },
        ConformanceCase("what a busy journal refuses is offered again", needs: .stream) { run in
            try await inEachMode(run) { mode, trial in
                let intake = ScriptedIntake()
                intake.refuse(.busy(retryAfter: .milliseconds(1)), .unavailable("scripted"))
                _ = try await take(3, mode, trial, intake, putting: 0..<3, run)
            }
        },
        ConformanceCase("what the journal never took is there after a restart", needs: .stream) { run in
            try await inEachMode(run) { mode, trial in
                let full = ScriptedIntake()
                full.refuseEverything()
                for number in 0..<3 { try trial.source?.put(number) }
                let work = StreamWork(mode, trial, into: full)
                try run.require(await full.waitForOffered(1), "\(mode): nothing was offered")
                try await work.stop(run)
                let restarted = try run.trial(onPlaceOf: trial)
                _ = try await take(3, mode, restarted, ScriptedIntake(), putting: 3..<3, run)
            }
        },
        ConformanceCase("a canceled adapter stops, waiting or with the journal busy", needs: .stream) { run in
            try await inEachMode(run) { mode, trial in
                let idle = StreamWork(mode, trial, into: ScriptedIntake())
                try await idle.stop(run)
                let intake = ScriptedIntake()
                intake.hold()
                let busy = try run.trial()
                for number in 0..<3 { try busy.source?.put(number) }
                let work = StreamWork(mode, busy, into: intake)
                try run.require(await intake.waitForOffered(1), "\(mode): nothing was offered")
                work.cancel()
                intake.release()
                try await work.stop(run)
                // What the journal took meanwhile is not lost, and neither is the rest.
                _ = try await take(3, mode, run.trial(onPlaceOf: busy), intake, putting: 3..<3, run)
            }
        },
        ConformanceCase("a broken line is opened again", needs: .listening) { run in
            let trial = try run.trial()
            let intake = ScriptedIntake()
            try trial.source?.put(0)
            let work = StreamWork(.listening, trial, into: intake)
            try await requireJournaled(1, intake, work, run)
            if trial.source?.breakLine() == true {
                try trial.source?.put(1)
                try await requireJournaled(2, intake, work, run)
            } else {
                run.note("there is no line to break")
            }
            try await work.stop(run)
        },
        ConformanceCase("a refused account blocks the channel and says what to do", needs: .stream) { run in
            try await inEachMode(run) { mode, trial in
                guard trial.source?.refuseAccount() == true else {
                    run.note("\(mode): there is no account")
                    return
                }
                let work = StreamWork(mode, trial, into: ScriptedIntake())
                guard case .blocked(let problem) = await work.end() else {
                    work.cancel()
                    throw CaseFailure("\(mode): it does not end with ChannelBlocked")
                }
                run.note("\(mode): \(problem)")
                try run.require(problem.english.split(separator: " ").count >= 3, "\(mode): it does not say what to do")
            }
        },
    ]

    private static func inEachMode(
        _ run: CaseRun,
        _ body: (StreamMode, Trial) async throws -> Void
    ) async throws {
        for mode in StreamMode.all(of: try run.trial().adapter) { try await body(mode, try run.trial()) }
    }

    /// Puts arrivals there and lets the adapter work until so many are journaled in all.
    private static func take(
        _ count: Int,
        _ mode: StreamMode,
        _ trial: Trial,
        _ intake: ScriptedIntake,
        putting numbers: Range<Int>,
        _ run: CaseRun
    ) async throws -> ScriptedIntake {
        let source = try run.require(trial.source, "there is no place to take arrivals from")
        for number in numbers { try source.put(number) }
        let work = StreamWork(mode, trial, into: intake)
        try await requireJournaled(count, intake, work, run)
        try await work.stop(run)
        return intake
    }

    private static func requireJournaled(
        _ count: Int,
        _ intake: ScriptedIntake,
        _ work: StreamWork,
        _ run: CaseRun
    ) async throws {
        guard await intake.waitForJournaled(count) else {
            work.cancel()
            let told = work.health.conditions.last?.problem.map { "; it says: \($0)" } ?? ""
            throw CaseFailure("\(intake.journaled.count) arrivals were taken, not \(count)\(told)")
        }
        try run.require(intake.journaled.count == count, "\(intake.journaled.count) arrivals were taken, not \(count)")
    }

    private static func ids(_ intake: ScriptedIntake) -> Set<String> {
        Set(intake.journaled.map(\.externalID.rawValue))
    }

    private static func requireSmallCursors(_ intake: ScriptedIntake, _ run: CaseRun) throws {
        for cursor in intake.cursors.values {
            try run.require(cursor.value.utf8.count <= 64 << 10, "a cursor has \(cursor.value.utf8.count) bytes")
            try run.require(cursor.stream.utf8.count <= 512, "a stream's name has \(cursor.stream.utf8.count) bytes")
        }
    }

    /// Cursors that no adapter ever committed.
    private static func corruptions(of good: [String: IntakeCursor]) -> [[String: IntakeCursor]] {
        var values = ["", "\0", "{", "null", "[]", "{}", "-1", "😀", String(repeating: "x", count: 64 << 10)]
        for cursor in good.values {
            values.append(String(cursor.value.prefix(cursor.value.count / 2)))
            values.append(String(cursor.value.dropFirst()))
            values.append(cursor.value + cursor.value)
        }
        return values.map { value in
            good.mapValues { IntakeCursor(channel: $0.channel, stream: $0.stream, value: value) }
        }
    }
}
