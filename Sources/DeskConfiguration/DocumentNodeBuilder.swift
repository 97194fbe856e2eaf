import Yams

/// Turns the parser's tree into ``DocumentNode``s and collects what is wrong with it.
struct DocumentNodeBuilder {
    private(set) var problems: [DocumentProblem] = []
    private var count = 0
    private var isStopped = false

    /// The node of a parser's node; once a bound is broken, what follows comes out empty.
    mutating func node(from source: Node, depth: Int) -> DocumentNode {
        let position = source.mark.map(SourcePosition.init) ?? .start
        count += 1
        guard !isStopped, count <= DocumentNode.maximumCount, depth <= DocumentNode.maximumDepth else {
            stop(at: position, isTooDeep: depth > DocumentNode.maximumDepth)
            return DocumentNode(position: position, content: .scalar("", isPlain: true))
        }
        switch source {
        case .scalar(let scalar):
            refuseTag(scalar.tag, at: position)
            return DocumentNode(position: position, content: .scalar(scalar.string, isPlain: scalar.style == .plain))
        case .sequence(let sequence):
            refuseTag(sequence.tag, at: position)
            return DocumentNode(position: position, content: .list(sequence.map { node(from: $0, depth: depth + 1) }))
        case .mapping(let mapping):
            refuseTag(mapping.tag, at: position)
            return DocumentNode(position: position, content: .mapping(entries(of: mapping, depth: depth)))
        case .alias:
            problems.append(
                DocumentProblem(position: position, problem: "uses a YAML alias", allowed: "values written out")
            )
            return DocumentNode(position: position, content: .scalar("", isPlain: true))
        }
    }

    private mutating func entries(of mapping: Node.Mapping, depth: Int) -> [DocumentNode.Entry] {
        var seen: Set<String> = []
        var entries: [DocumentNode.Entry] = []
        for (key, value) in mapping {
            let position = key.mark.map(SourcePosition.init) ?? .start
            guard case .scalar(let scalar) = key, !scalar.string.isEmpty else {
                problems.append(
                    DocumentProblem(position: position, problem: "has a key that is no name", allowed: "names as keys")
                )
                continue
            }
            refuseTag(scalar.tag, at: position)
            guard seen.insert(scalar.string).inserted else {
                let name = scalar.string.isShowableKey ? "`\(scalar.string)`" : "here"
                problems.append(
                    DocumentProblem(
                        position: position,
                        problem: "has the key \(name) more than once in one group",
                        allowed: "each key once"
                    )
                )
                continue
            }
            entries.append(
                .init(key: scalar.string, keyPosition: position, value: node(from: value, depth: depth + 1))
            )
        }
        return entries
    }

    private mutating func stop(at position: SourcePosition, isTooDeep: Bool) {
        guard !isStopped else { return }
        isStopped = true
        problems.append(
            isTooDeep
                ? DocumentProblem(
                    position: position,
                    problem: "is nested too deeply",
                    allowed: "at most \(DocumentNode.maximumDepth) levels"
                )
                : DocumentProblem(
                    position: position,
                    problem: "holds too many values",
                    allowed: "at most \(DocumentNode.maximumCount) values"
                )
        )
    }

    /// Tags change the meaning of values behind the reader's back, so only those that change nothing may stand.
    private mutating func refuseTag(_ tag: Tag, at position: SourcePosition) {
        guard
            !["", "!", "tag:yaml.org,2002:str", "tag:yaml.org,2002:seq", "tag:yaml.org,2002:map"]
                .contains(tag.rawValue)
        else { return }
        problems.append(
            DocumentProblem(position: position, problem: "uses a YAML tag", allowed: "values without `!` tags")
        )
    }
}
