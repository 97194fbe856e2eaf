public import ChannelKit
public import DeskModel
import Dispatch

extension SQLiteTicketStore {
    /// Writes a consistent copy of the database to a new file while work goes on.
    public func copyDatabase(to path: String) async throws {
        let pool = pool
        try await besideEverything { try DatabaseCopy.write(pool, to: path) }
    }

    /// Checks the file's integrity, the desk's invariants and every blob.
    public func verify() async throws -> [String] {
        var findings: [String] = []
        for check in Verification.checks { findings += try await read(check) }
        var last: Int64 = 0
        while true {
            let after = last
            let blobs = try await read { connection in
                try connection.all("SELECT id, digest FROM blob WHERE id > ?1 ORDER BY id LIMIT 100", after) {
                    (try $0.next(Int64.self), try $0.next(BlobDigest.self))
                }
            }
            for (id, digest) in blobs {
                last = id
                let isWhole: Bool
                do {
                    let bytes = try await blob(digest)
                    isWhole = bytes.map { BlobTable.digest(of: $0) == digest } ?? true
                } catch StorageError.corrupt {
                    isWhole = false
                }
                if !isWhole { findings.append("The blob \(digest.rawValue) is not whole.") }
            }
            if blobs.isEmpty { return findings }
        }
    }

    /// Digests of the blobs that are kept beside the database file.
    public func blobDigests() async throws -> [BlobDigest] {
        try await read { connection in
            try connection.all("SELECT digest FROM blob WHERE segment IS NOT NULL ORDER BY id") { try $0.next() }
        }
    }

    /// Puts back the bytes of blobs that the database knows, after its file was restored without them.
    public func restore(_ blobs: [BlobBytes]) async throws {
        try await writer.write(.other, weight: blobs.reduce(0) { $0 + $1.bytes.count }) { context in
            for blob in blobs {
                let connection = context.connection
                guard BlobTable.digest(of: blob.bytes) == blob.digest else {
                    throw StorageError.rejected("the blob \(blob.digest.rawValue) has other bytes than its digest says")
                }
                let isKnown = try connection.exists(
                    "SELECT 1 FROM blob WHERE digest = ?1 AND segment IS NOT NULL",
                    blob.digest
                )
                guard isKnown else { continue }
                let place = try context.segments.append(blob.bytes)
                try connection.run(
                    "UPDATE blob SET segment = ?2, position = ?3 WHERE digest = ?1",
                    blob.digest,
                    place.segment,
                    place.offset
                )
            }
        }
    }

    /// A value of the installation by name.
    public func value(named name: String) async throws -> String? {
        try await read { try InstallationTable(connection: $0).value(name) }
    }

    /// Sets a value of the installation.
    public func setValue(_ value: String?, named name: String) async throws {
        try await writer.write(.other) { try InstallationTable(connection: $0.connection).set(value, named: name) }
    }

    /// Frees blobs that nothing refers to, forgets what is past its time, and writes back the log.
    public func tidy(now: Timestamp) async throws {
        let folder = settings.blobFolder
        try await writer.write(.other) { context in
            try SessionTable(connection: context.connection).removeExpired(at: now)
            try CustomerSessionTable(connection: context.connection).removeExpired(at: now)
            try APIAnswerTable(context: context).removeExpired(at: now)
            try WebhookTable(context: context).removeExpired(at: now)
            try NoticeDeliveryTable(connection: context.connection).removeExpired(at: now)
            // A request is answered again for a week.
            try context.connection.run("DELETE FROM answeredChange WHERE at < ?1", now.rawValue - 604_800_000)
        }
        while true {
            let digests = try await read { try BlobTidying.unreferenced($0, now: now) }
            if digests.isEmpty { break }
            try await writer.write(.other) { try BlobTidying.remove(digests, $0) }
        }
        try await writer.write(.other) { try BlobTidying.removeEmptySegments($0, folder: folder) }
    }

    /// The newest record id in use.
    public func newestID() async throws -> Int64 { try await read { try NewestID.find($0) } }

    /// Takes no more work, finishes what waits, writes back the log and closes the files.
    public func close() async throws {
        let store = self
        try await besideEverything { try store.shutDown() }
    }

    /// Runs work that blocks on a thread of its own, so that no other task waits for it.
    private func besideEverything(_ work: @escaping @Sendable () throws -> Void) async throws {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            DispatchQueue.global().async {
                do {
                    try work()
                    continuation.resume()
                } catch {
                    continuation.resume(throwing: SQLiteFailure.storageError(error))
                }
            }
        }
    }
}
