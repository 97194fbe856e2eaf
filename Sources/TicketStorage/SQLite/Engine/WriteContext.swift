import DeskModel

/// What a job may use while it runs on the writer.
final class WriteContext {
    /// The writer's connection, inside the batch's transaction.
    let connection: Connection
    /// Where large blobs are appended.
    let segments: SegmentWriter
    /// Makes ids.
    let ids: RecordIDSource
    /// What the batch brings, for those who listen once it is committed.
    var news: [DeskNews] = []
    /// Whether something was erased, so that the files are to be cleaned behind the commit.
    var wantsFileCleaning = false
    /// Whether the batch is run again with a savepoint for each job, because one of its items failed.
    var isolatesItems = false

    /// Whether anything was ever erased; nil before somebody asked.
    private var hasErased: Bool?

    init(connection: Connection, segments: SegmentWriter, ids: RecordIDSource) {
        self.connection = connection
        self.segments = segments
        self.ids = ids
    }

    /// Whether anything was ever erased, so that what comes in may be something that was.
    func knowsErasures() throws -> Bool {
        if let hasErased { return hasErased }
        let known = try InstallationTable(connection: connection).value(Self.erasures) != nil
        hasErased = known
        return known
    }

    /// Notes that something is erased.
    func noteErasure() throws {
        hasErased = true
        try InstallationTable(connection: connection).set("some", named: Self.erasures)
    }

    /// The installation's value that is set once something was erased.
    private static let erasures = "erasures"

    /// Runs work that is undone as a whole when it throws, while the transaction goes on.
    func savepoint<Output>(_ work: () throws -> Output) throws -> Output {
        try connection.run("SAVEPOINT item")
        let place = segments.place
        let newsCount = news.count
        do {
            let output = try work()
            try connection.run("RELEASE item")
            return output
        } catch {
            // After a full disk SQLite may have rolled back everything already; the first error is the one to tell.
            try? connection.run("ROLLBACK TO item")
            try? connection.run("RELEASE item")
            segments.rewind(to: place)
            news.removeLast(news.count - newsCount)
            throw error
        }
    }
}
