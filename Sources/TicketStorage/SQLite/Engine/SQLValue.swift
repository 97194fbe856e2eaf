import ChannelKit
import DeskModel
import GRDBSQLite

/// A value that goes into a statement's parameter and comes out of a result's column.
protocol SQLValue {
    /// Binds the value to a parameter, counted from 1.
    func bind(to statement: OpaquePointer, at index: CInt) -> CInt

    /// Reads the value of a column, counted from 0.
    ///
    /// - Throws: ``SQLiteFailure`` when the column holds nothing of this type.
    static func read(from statement: OpaquePointer, at column: CInt) throws -> Self
}

extension Int64: SQLValue {
    func bind(to statement: OpaquePointer, at index: CInt) -> CInt { sqlite3_bind_int64(statement, index, self) }

    static func read(from statement: OpaquePointer, at column: CInt) throws -> Int64 {
        sqlite3_column_int64(statement, column)
    }
}

extension Int: SQLValue {
    func bind(to statement: OpaquePointer, at index: CInt) -> CInt {
        sqlite3_bind_int64(statement, index, Int64(self))
    }

    static func read(from statement: OpaquePointer, at column: CInt) throws -> Int {
        Int(sqlite3_column_int64(statement, column))
    }
}

extension Bool: SQLValue {
    func bind(to statement: OpaquePointer, at index: CInt) -> CInt {
        sqlite3_bind_int64(statement, index, self ? 1 : 0)
    }

    static func read(from statement: OpaquePointer, at column: CInt) throws -> Bool {
        sqlite3_column_int64(statement, column) != 0
    }
}

extension Double: SQLValue {
    func bind(to statement: OpaquePointer, at index: CInt) -> CInt { sqlite3_bind_double(statement, index, self) }

    static func read(from statement: OpaquePointer, at column: CInt) throws -> Double {
        sqlite3_column_double(statement, column)
    }
}

/// Tells SQLite to copy a bound value before the call returns.
private var copied: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }

extension String: SQLValue {
    func bind(to statement: OpaquePointer, at index: CInt) -> CInt {
        var text = self
        return text.withUTF8 { bytes in
            // An empty buffer may have no address, and a null address would bind NULL.
            guard let start = bytes.baseAddress else { return sqlite3_bind_text(statement, index, "", 0, copied) }
            return start.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
                sqlite3_bind_text64(
                    statement,
                    index,
                    $0,
                    sqlite3_uint64(bytes.count),
                    copied,
                    UInt8(SQLITE_UTF8)
                )
            }
        }
    }

    static func read(from statement: OpaquePointer, at column: CInt) throws -> String {
        guard let start = sqlite3_column_text(statement, column) else {
            throw SQLiteFailure.unreadable(column: column, of: statement)
        }
        // By length, not up to the first NUL: mail may hold one.
        let count = Int(sqlite3_column_bytes(statement, column))
        return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }
}

/// As a list of both languages; words that are the same in both as they are, as far as they do not look like a list themselves.
extension Wording: SQLValue {
    func bind(to statement: OpaquePointer, at index: CInt) -> CInt {
        JSONText.wording(self).bind(to: statement, at: index)
    }

    static func read(from statement: OpaquePointer, at column: CInt) throws -> Wording {
        JSONText.wording(try String.read(from: statement, at: column))
    }
}

extension [UInt8]: SQLValue {
    func bind(to statement: OpaquePointer, at index: CInt) -> CInt {
        withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress, !bytes.isEmpty else {
                return sqlite3_bind_zeroblob(statement, index, 0)
            }
            return sqlite3_bind_blob64(statement, index, start, sqlite3_uint64(bytes.count), copied)
        }
    }

    static func read(from statement: OpaquePointer, at column: CInt) throws -> [UInt8] {
        guard let start = sqlite3_column_blob(statement, column) else { return [] }
        return [UInt8](UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column))))
    }
}

extension Optional: SQLValue where Wrapped: SQLValue {
    func bind(to statement: OpaquePointer, at index: CInt) -> CInt {
        if let self { self.bind(to: statement, at: index) } else { sqlite3_bind_null(statement, index) }
    }

    static func read(from statement: OpaquePointer, at column: CInt) throws -> Wrapped? {
        if sqlite3_column_type(statement, column) == SQLITE_NULL { return nil }
        return try Wrapped.read(from: statement, at: column)
    }
}

extension RecordID: SQLValue {
    func bind(to statement: OpaquePointer, at index: CInt) -> CInt { rawValue.bind(to: statement, at: index) }

    static func read(from statement: OpaquePointer, at column: CInt) throws -> RecordID {
        RecordID(rawValue: sqlite3_column_int64(statement, column))
    }
}

extension Timestamp: SQLValue {
    func bind(to statement: OpaquePointer, at index: CInt) -> CInt { rawValue.bind(to: statement, at: index) }

    static func read(from statement: OpaquePointer, at column: CInt) throws -> Timestamp {
        Timestamp(rawValue: sqlite3_column_int64(statement, column))
    }
}
