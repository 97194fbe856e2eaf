/// Where and how the SQLite engine keeps the desk.
public struct SQLiteStoreSettings: Sendable, Hashable {
    /// The data folder; made when it does not exist.
    public var folder: String
    /// How many writes may wait before callers are told ``StorageError/busy``.
    public var maximumWaiting: Int
    /// How many reads run at once.
    public var readerCount: Int

    /// Creates settings.
    public init(folder: String, maximumWaiting: Int = 4_096, readerCount: Int = 4) {
        self.folder = folder
        self.maximumWaiting = maximumWaiting
        self.readerCount = readerCount
    }

    /// The database file.
    var databasePath: String { folder + "/tributary.sqlite" }
    /// The folder of the blobs' segment files.
    var blobFolder: String { folder + "/blobs" }
    /// The file whose lock owns the folder.
    var lockPath: String { folder + "/lock" }
    /// The file that says that the store was closed in order.
    var cleanMarkPath: String { folder + "/clean" }
}
