/// Waits that end: what an adapter under test never does must fail a case, not hang it.
enum Patience {
    /// How long anything is waited for that a sound adapter does at once; only broken ones take so long.
    @TaskLocal static var limit = Duration.seconds(30)

    /// Waits until a condition holds, looking again whenever the stream rings.
    ///
    /// - Returns: whether it came true before the limit.
    static func wait(
        for changes: AsyncStream<Void>,
        bell: AsyncStream<Void>.Continuation,
        limit: Duration,
        until isTrue: @Sendable () -> Bool
    ) async -> Bool {
        if isTrue() { return true }
        // Unstructured, because the wait below ends by this task's finishing the stream and must not wait for it in turn.
        let clock = Task {
            await pass(limit)
            bell.finish()
        }
        defer { clock.cancel() }
        for await _ in changes where isTrue() { return true }
        return isTrue()
    }

    /// Lets a time pass in small steps: when a busy machine runs nobody for a while, that counts as one step for all.
    private static func pass(_ limit: Duration) async {
        let step = Duration.milliseconds(20)
        for _ in 0..<max(1, Int(limit / step)) {
            if (try? await Task.sleep(for: step)) == nil { return }
        }
    }

    /// Suspends until the task is canceled.
    static func untilCanceled() async {
        while !Task.isCancelled { try? await Task.sleep(for: .seconds(3600)) }
    }

    /// The value of a task, or nil when it has none before the limit.
    static func value<Value: Sendable>(of task: Task<Value, Never>, limit: Duration) async -> Value? {
        let (values, end) = AsyncStream.makeStream(of: Value.self, bufferingPolicy: .bufferingOldest(1))
        // Both unstructured: a task that ignores its cancellation would hold a group open for ever.
        let watch = Task {
            end.yield(await task.value)
            end.finish()
        }
        let clock = Task {
            await pass(limit)
            end.finish()
        }
        defer {
            clock.cancel()
            watch.cancel()
        }
        for await value in values { return value }
        return nil
    }
}
