/// One thing that is wrong in a configuration or manifest, with its place.
///
/// Warnings have the same form. Values are never repeated: the place says where to look, and a misplaced password stays out of every log.
public struct ConfigurationError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The file as it was named.
    public var file: String
    /// The line, from 1.
    public var line: Int
    /// The column in characters, from 1.
    public var column: Int
    /// The path of the key, such as `channels.mail.imap.port`; `document` when it is about the file as a whole.
    public var keyPath: String
    /// What is wrong.
    public var problem: String
    /// What is allowed.
    public var allowed: String

    /// Creates an error.
    public init(file: String, line: Int, column: Int, keyPath: String, problem: String, allowed: String) {
        self.file = file
        self.line = line
        self.column = column
        self.keyPath = keyPath
        self.problem = problem
        self.allowed = allowed
    }

    /// `file:line:column: key.path: what is wrong; what is allowed`, in one line.
    public var description: String { "\(file):\(line):\(column): \(keyPath): \(problem); \(allowed)" }
}

/// A configuration that was refused, with everything that is wrong with it in the order of the file.
public struct InvalidConfiguration: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong; never empty.
    public var errors: [ConfigurationError]

    /// Creates the refusal; puts the errors into the order of the file and caps their number at 200.
    public init(_ errors: [ConfigurationError]) { self.errors = Array(errors.inFileOrder.prefix(200)) }

    /// One line for each error.
    public var description: String { errors.map(\.description).joined(separator: "\n") }
}

extension [ConfigurationError] {
    /// The errors by line and column; those of one place keep their order.
    var inFileOrder: [ConfigurationError] {
        enumerated().sorted {
            ($0.element.line, $0.element.column, $0.offset) < ($1.element.line, $1.element.column, $1.offset)
        }.map(\.element)
    }
}
