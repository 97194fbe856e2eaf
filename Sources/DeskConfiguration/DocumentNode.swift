import Yams

/// One value of a YAML document, with its place.
///
/// Depth, count, keys and tags have been checked.
struct DocumentNode {
    /// The deepest nesting taken.
    static let maximumDepth = 32
    /// The most values taken.
    static let maximumCount = 20_000

    /// What a node holds.
    enum Content {
        /// Text as written; `isPlain` is text without quotes, which may stand for a number, `true` or nothing.
        case scalar(String, isPlain: Bool)
        case list([DocumentNode])
        case mapping([Entry])
    }

    /// A key with its value.
    struct Entry {
        var key: String
        var keyPosition: SourcePosition
        var value: DocumentNode
    }

    var position: SourcePosition
    var content: Content

    /// Whether nothing was written: `key:`, `key: ~` or `key: null`.
    var isNothing: Bool {
        guard case .scalar(let text, isPlain: true) = content else { return false }
        return text.isEmpty || text == "~" || text == "null" || text == "Null" || text == "NULL"
    }

    /// What a person would call the node, without its value.
    var shape: String {
        switch content {
        case .scalar where isNothing: "has no value"
        case .scalar(_, isPlain: true): "is a plain value"
        case .scalar: "is text"
        case .list: "is a list"
        case .mapping: "is a group of keys"
        }
    }

    /// The text of a scalar that says something.
    var text: String? {
        if case .scalar(let text, _) = content, !isNothing { text } else { nil }
    }

    /// The entries of a mapping.
    var entries: [Entry]? {
        if case .mapping(let entries) = content { entries } else { nil }
    }

    /// The value behind a key of a mapping.
    subscript(key: String) -> DocumentNode? { entries?.first { $0.key == key }?.value }

    /// Reads a document that is one mapping.
    static func readMapping(octets: [UInt8]) throws(UnreadableDocument) -> DocumentNode {
        let text = try DocumentText(octets: octets)
        guard let root = try parse(text) else { throw refusal("is empty", "keys with values") }
        var builder = DocumentNodeBuilder()
        let node = builder.node(from: root, depth: 1)
        guard builder.problems.isEmpty else { throw UnreadableDocument(problems: builder.problems) }
        guard node.entries != nil else {
            throw node.isNothing
                ? refusal("is empty", "keys with values")
                : refusal("\(node.shape) as a whole", "keys with values", at: node.position)
        }
        return node
    }

    private static func refusal(
        _ problem: String,
        _ allowed: String,
        at position: SourcePosition = .start
    ) -> UnreadableDocument {
        UnreadableDocument(problems: [DocumentProblem(position: position, problem: problem, allowed: allowed)])
    }

    /// Runs the parser with the resolver that gives no meaning to scalars: meaning comes from the settings' types.
    private static func parse(_ text: DocumentText) throws(UnreadableDocument) -> Node? {
        do {
            return try Parser(yaml: text.text, resolver: .basic, encoding: .utf8).singleRoot()
        } catch let error as YamlError {
            throw UnreadableDocument(problems: [problem(of: error, in: text)])
        } catch {
            throw refusal("cannot be parsed as YAML", "valid YAML")
        }
    }

    /// The parser's own words without its excerpt of the document, which could show a secret.
    private static func problem(of error: YamlError, in text: DocumentText) -> DocumentProblem {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _):
            if let tab = text.firstIndentingTab(upToLine: mark.line) {
                return DocumentProblem(position: tab, problem: "has a tab in the indentation", allowed: "spaces")
            }
            let isTooDeep = problem.contains("nesting level")
            return DocumentProblem(
                position: SourcePosition(mark),
                problem: isTooDeep ? "is nested too deeply" : "is not valid YAML here: \(problem)",
                allowed: isTooDeep ? "at most \(maximumDepth) levels" : "valid YAML"
            )
        case .composer(_, let problem, let mark, _):
            let isSecondDocument = problem.contains("another document")
            return DocumentProblem(
                position: SourcePosition(mark),
                problem: isSecondDocument ? "holds more than one document" : "is not valid YAML here: \(problem)",
                allowed: isSecondDocument ? "one document, without a second `---`" : "valid YAML"
            )
        case .duplicatedKeysInMapping(let duplicates, let context):
            let first = SourcePosition(context.mark)
            let key = duplicates.min() ?? ""
            return DocumentProblem(
                position: text.nextPlace(ofKey: key, after: first) ?? first,
                problem: "has the key \(key.isShowableKey ? "`\(key)`" : "here") more than once in one group",
                allowed: "each key once"
            )
        default:
            return DocumentProblem(position: .start, problem: "cannot be parsed as YAML", allowed: "valid YAML")
        }
    }
}

extension SourcePosition {
    /// The place of a parser's mark.
    init(_ mark: Mark) { self.init(line: mark.line, column: mark.column) }
}

extension String {
    /// Whether a key looks like a setting's name, so that it may be repeated in an error.
    var isShowableKey: Bool {
        utf8.count <= 40
            && utf8.first.map { UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 | 0x20 } == true
            && utf8.allSatisfy { octet in
                switch octet {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"): true
                default: false
                }
            }
    }
}
