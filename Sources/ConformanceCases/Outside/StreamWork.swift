import ChannelKit

/// The ways an adapter takes arrivals from a place by itself.
enum StreamMode: String, Sendable, CaseIterable {
    case listening
    case pulling

    /// The ways of an adapter.
    static func all(of adapter: any ChannelAdapter) -> [StreamMode] {
        allCases.filter { mode in
            switch mode {
            case .listening: adapter is any Listening
            case .pulling: adapter is any Pulling
            }
        }
    }
}

/// An adapter at work on its place, as the host keeps it.
struct StreamWork: Sendable {
    /// How the work ended.
    enum End: Sendable {
        case finished
        case blocked(Wording)
        case failed(String)
    }

    let intake: ScriptedIntake
    let health = RecordedHealth()
    private let task: Task<End, Never>

    /// Starts an adapter; a pulling one is asked again and again.
    init(_ mode: StreamMode, _ trial: Trial, into intake: ScriptedIntake) {
        self.intake = intake
        let health = health
        // Unstructured, because a case goes on beside it and must outlive an adapter that ignores its cancellation.
        task = Task {
            do {
                switch (mode, trial.adapter) {
                case (.listening, let adapter as any Listening): try await adapter.listen(into: intake, health: health)
                case (.pulling, let adapter as any Pulling): try await Self.pull(adapter, into: intake, health: health)
                default: break
                }
                return .finished
            } catch let blocked as ChannelBlocked {
                return .blocked(blocked.problem)
            } catch is CancellationError {
                return .finished
            } catch {
                return .failed(CaseRun.words(of: error))
            }
        }
    }

    private static func pull(
        _ adapter: any Pulling,
        into intake: any ArrivalIntake,
        health: any HealthReporting
    ) async throws {
        while !Task.isCancelled {
            do { try await adapter.pull(into: intake, health: health) } catch let blocked as ChannelBlocked {
                throw blocked
            } catch {
                // Whatever else went wrong is tried again, as the host does.
            }
            // The schedule; nothing depends on its length.
            try await Task.sleep(for: .milliseconds(2))
        }
    }

    /// Asks the work to stop, without waiting.
    func cancel() { task.cancel() }

    /// How the work ended; nil when it did not end in time.
    func end() async -> End? { await Patience.value(of: task, limit: Patience.limit) }

    /// Stops the work.
    ///
    /// - Throws: `CaseFailure` when it does not stop, or stopped with an error.
    func stop(_ run: CaseRun) async throws {
        task.cancel()
        switch await end() {
        case .finished: break
        case .blocked(let problem): throw CaseFailure("it is blocked: \(CaseRun.oneLine(problem.english))")
        case .failed(let words): throw CaseFailure("it ended with an error: \(words)")
        case nil: throw CaseFailure("it goes on although it was canceled")
        }
    }
}
