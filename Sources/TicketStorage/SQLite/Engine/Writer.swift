import ChannelKit
import DeskModel
import Dispatch
import Failpoints
import Foundation
import GRDB

/// The one writer: a thread that commits whatever waits in one transaction and answers each caller after the commit.
///
/// Batches form by themselves while the previous commit runs: a lone caller is served at once, and sixty-four share one write
/// to the disk. Only a burst is let gather, for some milliseconds (``RoutingShare``).
final class Writer: Sendable {
    fileprivate static let batchCount = 256

    private let queue: WriteQueue
    private let finished = DispatchSemaphore(value: 0)

    /// Starts the writer's thread.
    ///
    /// - Parameters:
    ///   - pool: the open database.
    ///   - blobFolder: where large blobs are appended.
    ///   - ids: makes ids.
    ///   - feed: is told what each commit brought.
    ///   - maximumWaiting: how many jobs may wait.
    /// - Throws: never at present; failures are told to the callers of ``write(_:weight:_:)``.
    init(
        pool: DatabasePool,
        blobFolder: String,
        ids: RecordIDSource,
        feed: DeskFeed,
        maximumWaiting: Int
    ) throws {
        let queue = WriteQueue(maximumCount: maximumWaiting, maximumWeight: 64 << 20)
        self.queue = queue
        let finished = finished
        let thread = Thread {
            // Whether the connection and the segments can be had was tried when the store was opened; should it fail here
            // nevertheless, every caller is told so.
            do {
                try pool.writeWithoutTransaction { database in
                    let connection = try Connection(writer: database)
                    let segments = try SegmentWriter(folder: blobFolder, connection: connection)
                    let context = WriteContext(connection: connection, segments: segments, ids: ids)
                    let cleaning = FileCleaning(context: context, folder: blobFolder)
                    // What the last run left is overwritten before a blob is appended in its place.
                    try cleaning.overwriteBlobs()
                    if try cleaning.isDue() { try? cleaning.run() }
                    var committer = BatchCommitter(context: context, queue: queue, feed: feed, cleaning: cleaning)
                    committer.run()
                }
            } catch {
                let reason = SQLiteFailure.storageError(error)
                while let batch = queue.next(count: Self.batchCount, now: Self.now) {
                    for job in batch { job.fail(reason) }
                }
            }
            finished.signal()
        }
        thread.name = "tributary-writer"
        thread.start()
    }

    /// Ends the thread of a store that was dropped without being closed.
    deinit { queue.close() }

    /// Does work inside a transaction, which it may share with others; durable when this returns.
    ///
    /// A canceled task does not take the work back: it is done or fails as a whole.
    ///
    /// - Parameters:
    ///   - kind: what kind of work it is.
    ///   - size: how many arrivals it handles.
    ///   - weight: how many bytes it holds in memory while it waits.
    ///   - work: the work; it may be run again.
    /// - Returns: what the work returned.
    /// - Throws: ``StorageError``, or what the work threw.
    func write<Output: Sendable>(
        _ kind: WriteJob.Kind,
        size: Int = 1,
        weight: Int = 0,
        _ work: @escaping @Sendable (WriteContext) throws -> Output
    ) async throws -> Output {
        let viewer = TicketViewer.current
        return try await withCheckedThrowingContinuation { continuation in
            let job = WriteJob(
                kind: kind,
                size: size,
                weight: weight,
                perform: { context in
                    context.connection.viewer = viewer
                    defer { context.connection.viewer = nil }
                    let output = try work(context)
                    return { continuation.resume(returning: output) }
                },
                fail: { continuation.resume(throwing: SQLiteFailure.storageError($0)) }
            )
            do {
                try queue.add([job])
            } catch {
                continuation.resume(throwing: error)
            }
        }
    }

    /// One step of a chain of work.
    struct Step<Output: Sendable>: Sendable {
        /// How many envelopes it handles.
        let size: Int
        /// How many bytes it holds in memory while it waits.
        let weight: Int
        /// Since when the first of its envelopes waits.
        var waitsSince: Timestamp?
        /// The work; it may be run again.
        let work: @Sendable (WriteContext) throws -> Output
    }

    /// Does work step by step in order, other work coming between the steps; durable when this returns.
    ///
    /// A step that fails ends the chain: what is before it stays, what is behind it is not done.
    ///
    /// - Parameters:
    ///   - kind: what kind of work it is.
    ///   - steps: the work.
    /// - Returns: the outputs of the steps up to the first that failed.
    /// - Throws: why the first step failed.
    func write<Output: Sendable>(_ kind: WriteJob.Kind, steps: [Step<Output>]) async throws -> [Output] {
        guard !steps.isEmpty else { return [] }
        return try await withCheckedThrowingContinuation { continuation in
            let chain = WriteChain(count: steps.count, continuation: continuation)
            let jobs = steps.enumerated().map { index, step in
                WriteJob(
                    kind: kind,
                    size: step.size,
                    weight: step.weight,
                    waitsSince: step.waitsSince,
                    perform: { context in
                        try chain.requireIntact()
                        do {
                            let output = try step.work(context)
                            return { chain.finish(index, with: output) }
                        } catch {
                            // Items run apart are not run again.
                            if context.isolatesItems { chain.breakOff(with: error) }
                            throw error
                        }
                    },
                    fail: { chain.fail(with: SQLiteFailure.storageError($0)) }
                )
            }
            do {
                try queue.add(jobs)
            } catch {
                continuation.resume(throwing: error)
            }
        }
    }

    @Sendable fileprivate static func now() -> Timestamp {
        Timestamp(rawValue: Int64(Date().timeIntervalSince1970 * 1_000))
    }

    /// How much waits.
    var waitingCount: Int { queue.count }

    /// Takes no more work, finishes what waits and ends the thread.
    ///
    /// Blocks until then.
    func stop() {
        queue.close()
        finished.wait()
        finished.signal()
    }
}

/// Commits batches on the writer's thread.
private struct BatchCommitter {
    let context: WriteContext
    let queue: WriteQueue
    let feed: DeskFeed
    let cleaning: FileCleaning
    /// Why nothing is written any more; nil while the disk keeps its word.
    private var breach: StorageError?

    init(context: WriteContext, queue: WriteQueue, feed: DeskFeed, cleaning: FileCleaning) {
        self.context = context
        self.queue = queue
        self.feed = feed
        self.cleaning = cleaning
    }

    mutating func run() {
        while let batch = queue.next(count: Writer.batchCount, now: Writer.now) {
            if let breach {
                for job in batch { job.fail(breach) }
            } else {
                commit(batch)
                clean()
            }
        }
    }

    /// Cleans the files after an erasure; what fails is remembered in the database and done at the next start.
    private func clean() {
        guard context.wantsFileCleaning else { return }
        context.wantsFileCleaning = false
        try? cleaning.run()
    }

    /// Remembers a disk that could not make writes durable.
    ///
    /// After a failed fsync the system may forget what it had not written, so that trying again would "succeed" and lose it
    /// (PostgreSQL's "fsyncgate"). Only a new process, which reads the file anew, can go on.
    private mutating func note(_ error: any Error) {
        guard SQLiteFailure.isFailedFlush(error) else { return }
        breach = .unavailable("the disk failed to make writes durable; look at the disk, then start Tributary again")
    }

    private mutating func commit(_ batch: [WriteJob]) {
        do {
            let answers = try transaction(batch) { job in try job.perform(context) }
            answer(batch, answers)
        } catch  where SQLiteFailure.isStorageFailure(error) || batch.isEmpty {
            note(error)
            for job in batch { job.fail(error) }
        } catch {
            commitApart(batch)
        }
    }

    /// Runs a batch again, one item of which failed, so that only that item fails: a savepoint each and one commit.
    private mutating func commitApart(_ batch: [WriteJob]) {
        context.isolatesItems = true
        defer { context.isolatesItems = false }
        do {
            let answers = try transaction(batch) { job in
                do {
                    return try context.savepoint { try job.perform(context) }
                } catch  where !SQLiteFailure.isStorageFailure(error) {
                    return { job.fail(error) }
                }
            }
            answer(batch, answers)
        } catch {
            note(error)
            for job in batch { job.fail(error) }
        }
    }

    private typealias Answer = @Sendable () -> Void

    private func transaction(_ batch: [WriteJob], _ perform: (WriteJob) throws -> Answer) throws -> [Answer] {
        try context.connection.run("BEGIN IMMEDIATE")
        context.segments.begin()
        context.news.removeAll(keepingCapacity: true)
        do {
            let answers = try batch.map(perform)
            try context.segments.makeDurable()
            for job in batch { Self.reachBeforeCommit(job.kind) }
            try context.connection.run("COMMIT")
            context.segments.keep()
            for job in batch { Self.reachAfterCommit(job.kind) }
            return answers
        } catch {
            // SQLite rolls back by itself after some failures; then this one has nothing to do and may say so.
            try? context.connection.run("ROLLBACK")
            context.segments.discard()
            throw error
        }
    }

    private func answer(_ batch: [WriteJob], _ answers: [Answer]) {
        // Before the answers: who listens once a change has returned does not hear of that change again.
        feed.publish(context.news)
        for answer in answers { answer() }
    }

    private static func reachBeforeCommit(_ kind: WriteJob.Kind) {
        switch kind {
        case .journal: failpoint("journal-before-commit")
        case .ingest: failpoint("ingest-before-commit")
        case .change: failpoint("change-before-commit")
        case .claim: failpoint("claim-before-commit")
        case .record: failpoint("record-before-commit")
        case .index, .other: break
        }
    }

    private static func reachAfterCommit(_ kind: WriteJob.Kind) {
        switch kind {
        case .journal: failpoint("journal-after-commit")
        case .ingest: failpoint("ingest-after-commit")
        case .change: failpoint("change-after-commit")
        case .claim: failpoint("claim-after-commit")
        case .record: failpoint("record-after-commit")
        case .index, .other: break
        }
    }
}
