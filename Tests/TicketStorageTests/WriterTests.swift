import ChannelKit
import DeskModel
import Synchronization
import Testing

@testable import TicketStorage

/// Something went wrong with one item.
private struct Fault: Error {}

/// The order in which work was done.
private final class Order: Sendable {
    private let done = Mutex<[String]>([])

    var names: [String] { done.withLock { $0 } }

    func note(_ name: String) { done.withLock { $0.append(name) } }

    /// Steps that note their names.
    func steps(_ names: [String], size: Int) -> [Writer.Step<String>] {
        names.map { name in
            Writer.Step(size: size, weight: 0) { _ in
                self.note(name)
                return name
            }
        }
    }
}

/// How the writer shares its transactions out.
struct WriterTests {
    @Test func `of many at once only the one at fault fails`() async throws {
        try await TemporaryStore.run { store in
            let failures = try await withThrowingTaskGroup(of: Int.self) { group in
                for index in 0..<200 {
                    group.addTask {
                        do {
                            try await store.writer.write(.other) { context in
                                try InstallationTable(connection: context.connection).set("yes", named: "n\(index)")
                                if index % 50 == 7 { throw Fault() }
                            }
                            return 0
                        } catch is Fault {
                            return 1
                        }
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(failures == 4)
            let stored = try await store.read {
                try $0.value("SELECT count(*) FROM installation WHERE value = 'yes'", as: Int.self)
            }
            #expect(stored == 196)
        }
    }

    @Test func `a storage failure fails the whole batch and stores nothing of it`() async throws {
        try await TemporaryStore.run { store in
            let gate = Gate()
            // Holds the writer, so that the two writes behind it share a batch.
            async let first: Void = store.writer.write(.other) { _ in gate.wait() }
            await gate.reached()
            async let second: Void = store.writer.write(.other) {
                try InstallationTable(connection: $0.connection).set("1", named: "innocent")
            }
            async let third: Void = store.writer.write(.other) { _ in throw StorageError.unavailable("disk full") }
            await store.writer.waiting(2)
            gate.open()
            try await first
            var errors: [StorageError?] = []
            do { try await second } catch { errors.append(error as? StorageError) }
            do { try await third } catch { errors.append(error as? StorageError) }
            #expect(errors == [.unavailable("disk full"), .unavailable("disk full")])
            #expect(try await store.value(named: "innocent") == nil)
        }
    }

    @Test func `what is awaited outside overtakes routing, which still has its share of the commit`() async throws {
        try await TemporaryStore.run { store in
            let order = Order()
            let gate = Gate()
            async let held: Void = store.writer.write(.other) { _ in gate.wait() }
            await gate.reached()
            async let routed = store.writer.write(.ingest, steps: order.steps(["r1", "r2", "r3"], size: 32))
            await store.writer.waiting(3)
            async let journaled: Void = store.writer.write(.journal) { _ in order.note("journal") }
            await store.writer.waiting(4)
            gate.open()
            try await held
            try await journaled
            let outputs = try await routed
            #expect(outputs == ["r1", "r2", "r3"])
            #expect(order.names == ["journal", "r1", "r2", "r3"])
        }
    }

    @Test func `a chain ends at the step that the storage fails, and what is before it stays`() async throws {
        try await TemporaryStore.run { store in
            let order = Order()
            var steps = order.steps(["1", "2", "3", "4"], size: 256)
            steps[2] = Writer.Step(size: 256, weight: 0) { _ in throw StorageError.unavailable("disk full") }
            let stored = try await store.writer.write(.ingest, steps: steps)
            #expect(stored == ["1", "2"])
            #expect(order.names == ["1", "2"])
            let rest = Array(steps.dropFirst(2))
            await #expect(throws: StorageError.unavailable("disk full")) {
                let outputs: [String] = try await store.writer.write(.ingest, steps: rest)
                Issue.record("\(outputs)")
            }
            #expect(order.names == ["1", "2"])
        }
    }

    @Test func `more than may wait is refused and not stored`() async throws {
        try await TemporaryStore.inFolder { folder in
            let store = try SQLiteTicketStore.open(SQLiteStoreSettings(folder: folder, maximumWaiting: 2))
            let gate = Gate()
            async let held: Void = store.writer.write(.other) { _ in gate.wait() }
            await gate.reached()
            async let one: Void = store.setValue("1", named: "one")
            async let two: Void = store.setValue("2", named: "two")
            await store.writer.waiting(2)
            await #expect(throws: StorageError.busy) { try await store.setValue("3", named: "three") }
            gate.open()
            try await held
            try await one
            try await two
            #expect(try await store.value(named: "two") == "2")
            #expect(try await store.value(named: "three") == nil)
            try await store.close()
        }
    }

    @Test func `blobs of a rolled-back batch are written over`() async throws {
        try await TemporaryStore.run { store in
            let lost = BlobBytes.made([UInt8](repeating: 1, count: 60_000))
            let kept = BlobBytes.made([UInt8](repeating: 2, count: 50_000))
            let now = Timestamp(seconds: 1_790_000_000)
            await #expect(throws: Fault.self) {
                try await store.writer.write(.other) { context in
                    try BlobTable(context: context).put(lost, at: now)
                    throw Fault()
                }
            }
            try await store.keep([kept], at: now)
            #expect(try await store.blob(kept.digest) == kept.bytes)
            #expect(try await store.blob(lost.digest) == nil)
            let place = try await store.read {
                try $0.value("SELECT position FROM blob WHERE digest = ?1", kept.digest, as: Int64.self)
            }
            #expect(place == 0)
        }
    }

    @Test func `a digest is the SHA-256 in lower-case hexadecimal`() {
        // The example of FIPS 180-4.
        let digest = BlobTable.digest(of: Array("abc".utf8))
        #expect(digest.rawValue == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    @Test func `the writer's connection is durable`() async throws {
        try await TemporaryStore.run { store in
            let level = try await store.writer.write(.other) {
                try $0.connection.value("PRAGMA synchronous", as: Int.self)
            }
            #expect(level == 2)
        }
    }
}

extension Writer {
    /// Returns when that many jobs wait.
    fileprivate func waiting(_ count: Int) async {
        while waitingCount < count { await Task.yield() }
    }
}
