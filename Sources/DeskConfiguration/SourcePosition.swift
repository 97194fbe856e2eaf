/// A place in a file.
struct SourcePosition: Sendable, Hashable {
    /// The line, from 1.
    var line: Int
    /// The column in Unicode scalars, from 1.
    var column: Int

    /// Where a file begins.
    static let start = SourcePosition(line: 1, column: 1)
}

/// Something wrong at a place of a document, before the name of the file is added.
struct DocumentProblem: Error, Sendable, Hashable {
    var position: SourcePosition
    var keyPath = "document"
    var problem: String
    var allowed: String

    /// The problem as an error of a file.
    func error(in file: String) -> ConfigurationError {
        ConfigurationError(
            file: file,
            line: position.line,
            column: position.column,
            keyPath: keyPath,
            problem: problem,
            allowed: allowed
        )
    }
}

/// Problems of a document that could not be read.
struct UnreadableDocument: Error {
    var problems: [DocumentProblem]
}
