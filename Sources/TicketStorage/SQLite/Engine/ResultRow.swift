/// One row of a result, read column by column from the left.
struct ResultRow {
    private let statement: OpaquePointer
    private var column: CInt = 0

    init(_ statement: OpaquePointer) { self.statement = statement }

    /// The next column, as the type that is asked for.
    mutating func next<Value: SQLValue>(_ type: Value.Type = Value.self) throws -> Value {
        defer { column += 1 }
        return try Value.read(from: statement, at: column)
    }
}
