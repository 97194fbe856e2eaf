import DeskModel
import GRDB
import GRDBSQLite

/// One SQLite connection as the engine uses it: prepared statements with bound parameters.
///
/// Statements are `StaticString` literals, so no value can ever become part of one, and the literal's address is a key that
/// costs nothing to look up. A row's closure only decodes; it must not run statements.
final class Connection {
    private let handle: OpaquePointer
    private let database: Database?
    private var statements: [Int: OpaquePointer] = [:]
    /// The account whose limits hold for what is read and changed; see ``TicketViewer``.
    var viewer: AgentID?

    /// The writer's connection, kept as long as the writer runs.
    ///
    /// It owns its statements.
    init(writer database: Database) throws {
        guard let handle = database.sqliteConnection else { throw StorageError.closed }
        self.handle = handle
        self.database = nil
    }

    /// A connection lent for one read; statements belong to the reader's own cache.
    init(reader database: Database, viewer: AgentID? = nil) throws {
        guard let handle = database.sqliteConnection else { throw StorageError.closed }
        self.handle = handle
        self.database = database
        self.viewer = viewer
    }

    deinit {
        if database == nil {
            for statement in statements.values { sqlite3_finalize(statement) }
        }
    }

    /// Does work that is the desk's own: nobody's limits hold.
    func asDesk<Output>(_ work: () throws -> Output) rethrows -> Output {
        let before = viewer
        viewer = nil
        defer { viewer = before }
        return try work()
    }

    /// Whether an account sees a ticket; whoever is not limited sees all.
    func isSeen(_ ticket: TicketID, by viewer: AgentID?) throws -> Bool {
        guard let viewer else { return true }
        return try exists("SELECT 1 FROM ticketSeen WHERE agent = ?1 AND ticket = ?2", viewer, ticket)
    }

    /// How many rows the last statement changed.
    var changes: Int { Int(sqlite3_changes(handle)) }

    /// Runs a statement that gives no rows.
    func run<each Value: SQLValue>(_ sql: StaticString, _ values: repeat each Value) throws {
        let statement = try prepared(sql)
        var index: CInt = 0
        for value in repeat each values {
            index += 1
            try check(value.bind(to: statement, at: index))
        }
        defer {
            sqlite3_reset(statement)
            // A bound mail of 25 MB is not kept until the statement runs again.
            sqlite3_clear_bindings(statement)
        }
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW: continue
            case SQLITE_DONE: return
            default: throw SQLiteFailure(of: handle)
            }
        }
    }

    /// All rows of a query.
    func all<each Value: SQLValue, Output>(
        _ sql: StaticString,
        _ values: repeat each Value,
        row decode: (inout ResultRow) throws -> Output
    ) throws -> [Output] {
        var outputs: [Output] = []
        try rows(sql, repeat each values) {
            outputs.append(try decode(&$0))
            return true
        }
        return outputs
    }

    /// The first row of a query; nil when there is none.
    func first<each Value: SQLValue, Output>(
        _ sql: StaticString,
        _ values: repeat each Value,
        row decode: (inout ResultRow) throws -> Output
    ) throws -> Output? {
        var output: Output?
        try rows(sql, repeat each values) {
            output = try decode(&$0)
            return false
        }
        return output
    }

    /// The first column of the first row; nil when there is none.
    func value<each Value: SQLValue, Output: SQLValue>(
        _ sql: StaticString,
        _ values: repeat each Value,
        as type: Output.Type
    ) throws -> Output? {
        try first(sql, repeat each values) { try $0.next(Output.self) }
    }

    /// Whether a query has a row.
    func exists<each Value: SQLValue>(_ sql: StaticString, _ values: repeat each Value) throws -> Bool {
        var found = false
        try rows(sql, repeat each values) { _ in
            found = true
            return false
        }
        return found
    }

    /// Runs statements one after the other, for schema changes.
    func script(_ sql: StaticString) throws {
        let code = sql.withUTF8Buffer { bytes in
            bytes.withMemoryRebound(to: CChar.self) { sqlite3_exec(handle, $0.baseAddress, nil, nil, nil) }
        }
        try check(code)
    }

    /// Sets the schema's version; a pragma takes no parameters, and a number is no text.
    func setSchemaVersion(_ version: Int) throws {
        guard sqlite3_exec(handle, "PRAGMA user_version = \(version)", nil, nil, nil) == SQLITE_OK else {
            throw SQLiteFailure(of: handle)
        }
    }

    private func rows<each Value: SQLValue>(
        _ sql: StaticString,
        _ values: repeat each Value,
        until take: (inout ResultRow) throws -> Bool
    ) throws {
        let statement = try prepared(sql)
        var index: CInt = 0
        for value in repeat each values {
            index += 1
            try check(value.bind(to: statement, at: index))
        }
        defer { sqlite3_reset(statement) }
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW:
                var row = ResultRow(statement)
                if try !take(&row) { return }
            case SQLITE_DONE: return
            default: throw SQLiteFailure(of: handle)
            }
        }
    }

    private func check(_ code: CInt) throws {
        guard code == SQLITE_OK else { throw SQLiteFailure(of: handle) }
    }

    private func prepared(_ sql: StaticString) throws -> OpaquePointer {
        let key = Int(bitPattern: sql.utf8Start)
        if let statement = statements[key] { return statement }
        let statement = try compile(sql)
        statements[key] = statement
        return statement
    }

    private func compile(_ sql: StaticString) throws -> OpaquePointer {
        if let database { return try database.cachedStatement(sql: sql.description).sqliteStatement }
        var statement: OpaquePointer?
        let code = sql.withUTF8Buffer { bytes in
            bytes.withMemoryRebound(to: CChar.self) {
                sqlite3_prepare_v3(
                    handle,
                    $0.baseAddress,
                    CInt($0.count),
                    UInt32(SQLITE_PREPARE_PERSISTENT),
                    &statement,
                    nil
                )
            }
        }
        guard code == SQLITE_OK, let statement else { throw SQLiteFailure(of: handle) }
        return statement
    }
}
