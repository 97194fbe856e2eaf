import GRDB
import GRDBSQLite

/// SQLite refused something: its code and words, which never hold a stored value.
struct SQLiteFailure: Error {
    /// The extended result code.
    let code: CInt
    /// SQLite's words.
    let message: String

    /// The last failure of a connection.
    init(of connection: OpaquePointer?) {
        code = sqlite3_extended_errcode(connection)
        message = String(cString: sqlite3_errmsg(connection))
    }

    init(code: CInt, message: String) {
        self.code = code
        self.message = message
    }

    /// A column that does not hold what the program stores there.
    static func unreadable(column: CInt, of statement: OpaquePointer) -> SQLiteFailure {
        let name = sqlite3_column_name(statement, column).map { String(cString: $0) } ?? "?"
        return SQLiteFailure(code: SQLITE_MISMATCH, message: "unreadable value in column \(name)")
    }

    /// Whether the storage itself fails, so that a whole batch must fail; otherwise one item is at fault.
    var isStorageFailure: Bool { Self.isStorageFailure(code) }

    private static func isStorageFailure(_ code: CInt) -> Bool {
        switch code & 0xFF {
        case SQLITE_FULL, SQLITE_IOERR, SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_NOMEM, SQLITE_BUSY, SQLITE_LOCKED,
            SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_INTERRUPT:
            true
        default: false
        }
    }

    private static func isDamage(_ code: CInt) -> Bool {
        code & 0xFF == SQLITE_CORRUPT || code & 0xFF == SQLITE_NOTADB
    }

    /// Whether an error says that the storage fails, rather than one item.
    static func isStorageFailure(_ error: any Error) -> Bool {
        switch error {
        case let failure as SQLiteFailure: failure.isStorageFailure
        case let failure as DatabaseError: isStorageFailure(failure.extendedResultCode.rawValue)
        case let error as StorageError: error.isStorageFailure
        default: false
        }
    }

    /// Whether the disk could not make writes durable.
    static func isFailedFlush(_ error: any Error) -> Bool {
        let code =
            switch error {
            case let failure as SQLiteFailure: failure.code
            case let failure as DatabaseError: failure.extendedResultCode.rawValue
            default: SQLITE_OK
            }
        // SQLITE_IOERR_FSYNC and SQLITE_IOERR_DIR_FSYNC, whose macros the importer cannot read.
        return code == SQLITE_IOERR | (4 << 8) || code == SQLITE_IOERR | (5 << 8)
    }

    /// What callers are told.
    static func storageError(_ error: any Error) -> any Error {
        switch error {
        case let failure as SQLiteFailure: translated(failure.code, failure.message)
        case let failure as DatabaseError:
            translated(failure.extendedResultCode.rawValue, failure.message ?? "no further words")
        default: error
        }
    }

    private static func translated(_ code: CInt, _ message: String) -> StorageError {
        if isDamage(code) { return .corrupt(message) }
        if isStorageFailure(code) { return .unavailable(message) }
        return .rejected(message)
    }
}

extension StorageError {
    fileprivate var isStorageFailure: Bool {
        switch self {
        case .rejected: false
        case .busy, .unavailable, .newerSchema, .locked, .corrupt, .closed: true
        }
    }
}
