/// Something in a file that is no call, and why.
struct RowProblem: Error, Sendable, Hashable, CustomStringConvertible {
    /// The line it begins in, counted from 1; nil where it is not known.
    var line: Int?
    /// What is wrong.
    var problem: String
    /// What is allowed.
    var allowed: String

    /// `line 7: what is wrong; what is allowed`.
    var description: String { (line.map { "line \($0): " } ?? "") + "\(problem); \(allowed)" }

    /// A piece of a file in an error: short, and on one line.
    static func quote(_ text: String) -> String {
        let scalars = text.unicodeScalars.prefix(40).map { $0.properties.generalCategory == .control ? " " : $0 }
        return "\"" + String(String.UnicodeScalarView(scalars)) + "\""
    }
}

/// The problems of one file: all are counted, the first ones kept.
struct RowProblems: Sendable {
    /// The most problems that are kept.
    static let most = 1_000

    private(set) var count = 0
    private(set) var first: [RowProblem] = []

    /// Notes a problem.
    mutating func note(_ problem: RowProblem) {
        count += 1
        if first.count < Self.most { first.append(problem) }
    }
}
