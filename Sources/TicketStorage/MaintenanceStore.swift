public import ChannelKit
public import DeskModel

/// Backup, checks and the life of the store itself.
public protocol MaintenanceStore: Sendable {
    /// Writes a consistent copy of the database to a new file while work goes on.
    func copyDatabase(to path: String) async throws

    /// Whether the process that had the store before ended without closing it, so that a check is due.
    var stoppedUncleanly: Bool { get }

    /// Checks the file's integrity and the desk's invariants; each finding is one sentence. Empty is good.
    func verify() async throws -> [String]

    /// Digests of the blobs that are kept beside the database file, for a backup: the file holds the others itself.
    func blobDigests() async throws -> [BlobDigest]

    /// Puts back the bytes of blobs that the database knows, after its file was restored without them.
    func restore(_ blobs: [BlobBytes]) async throws

    /// A value of the installation by name (the applied configuration's fingerprint, and the like).
    func value(named name: String) async throws -> String?

    /// Sets a value of the installation.
    func setValue(_ value: String?, named name: String) async throws

    /// Frees blobs that nothing refers to, writes back the log, and the like; called now and then.
    func tidy(now: Timestamp) async throws

    /// The newest record id in use.
    func newestID() async throws -> Int64

    /// Takes no more work, finishes what waits, writes back the log and closes the files.
    func close() async throws
}

/// Why the storage did not do its work.
public enum StorageError: Error, Sendable, Hashable {
    /// More waits than is allowed; nothing was stored.
    case busy
    /// The disk is full or fails; nothing of the batch was stored. The text is for the operator.
    case unavailable(String)
    /// The file is of a newer program: both versions.
    case newerSchema(found: Int, known: Int)
    /// Another process owns the data folder.
    case locked(path: String)
    /// The file is damaged; the text says how and names the newest backup.
    case corrupt(String)
    /// It was closed.
    case closed
    /// What was to be stored breaks a rule of the storage, and no other item of the batch is affected.
    case rejected(String)
}
