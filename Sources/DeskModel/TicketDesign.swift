/// What admins have designed about tickets: their fields and types.
public struct TicketDesign: Sendable, Hashable {
    /// All fields in their order, retired ones included.
    public var fields: [TicketField]
    /// The types of the admins' own in their order, retired ones included.
    public var types: [CustomTicketType]

    /// Creates a design; that of a fresh desk is empty.
    public init(fields: [TicketField] = [], types: [CustomTicketType] = []) {
        self.fields = fields
        self.types = types
    }

    /// The field of a key.
    public subscript(key: String) -> TicketField? { fields.first { $0.key == key } }

    /// The field of an id.
    public subscript(id: TicketFieldID) -> TicketField? { fields.first { $0.id == id } }

    /// The keys of the types that can be chosen, those of the product first.
    public var activeTypes: [String] { BuiltInTicketType.all + types.filter { !$0.isRetired }.map(\.key) }

    /// The type that somebody named by its key or a name of it, when it can be chosen.
    public func activeType(named words: String) -> String? {
        let key = words.lowercased()
        if BuiltInTicketType.all.contains(key) { return key }
        return types.first { !$0.isRetired && ($0.key == key || $0.name.isNamed(words)) }?.key
    }

    /// The fields that a ticket has: those of its type that are in use, and those that it has a value of.
    public func fields(type: String?, values: [TicketFieldID: String]) -> [TicketField] {
        fields.filter { (!$0.isRetired && $0.isOn(type: type)) || values[$0.id] != nil }
    }

    /// The fields that agents have to fill in before they solve a ticket.
    public func missing(type: String?, values: [TicketFieldID: String]) -> [TicketField] {
        fields.filter { field in
            guard !field.isRetired, field.definition.isNeededToSolve, field.isOn(type: type), values[field.id] == nil
            else { return false }
            // A select that offers nothing under the value above asks nothing.
            return field.kind != .select || !field.choices(under: parentValue(of: field, in: values)).isEmpty
        }
    }

    /// The value of the field that a select's choices depend on.
    public func parentValue(of field: TicketField, in values: [TicketFieldID: String]) -> String? {
        field.definition.parent.flatMap { self[$0] }.flatMap { values[$0.id] }
    }

    /// What values become by changes.
    ///
    /// Each is read under the values that it goes with, and what no longer goes with a changed value above it is taken away.
    ///
    /// - Parameters:
    ///   - changes: what is to be changed.
    ///   - values: the values now.
    /// - Returns: the values after.
    /// - Throws: ``FieldRefusal`` for the first value that cannot be.
    public func applying(
        _ changes: [FieldChange],
        to values: [TicketFieldID: String]
    ) throws(FieldRefusal) -> [TicketFieldID: String] {
        var values = values
        var open: [TicketFieldID: String?] = [:]
        for change in changes {
            guard let field = self[change.field] else { throw .unknown }
            if field.isRetired, change.value != nil { throw .retired(field) }
            open[change.field] = .some(change.value)
        }
        for field in inOrderOfDependence {
            let parent = parentValue(of: field, in: values)
            if let wanted = open[field.id] {
                switch wanted.map({ field.read($0, under: parent) }) ?? .nothing {
                case .nothing: values[field.id] = nil
                case .value(let value): values[field.id] = value
                case .wrong(let problem): throw .wrong(field, problem)
                }
            } else if field.kind == .select, field.definition.parent != nil, let value = values[field.id],
                !field.choices(under: parent).contains(where: { $0.value == value })
            {
                values[field.id] = nil
            }
        }
        return values
    }

    /// The values that a customer's answers to a form make: those named by the key of a field that customers see, as far as
    /// they can be values of it.
    public func values(fromAnswers answers: [(name: String, value: String)]) -> [TicketFieldID: String] {
        var values: [TicketFieldID: String] = [:]
        for field in inOrderOfDependence where !field.isRetired && field.definition.audience == .customers {
            guard let answer = answers.first(where: { $0.name == field.key }) else { continue }
            if case .value(let value) = field.read(answer.value, under: parentValue(of: field, in: values)) {
                values[field.id] = value
            }
        }
        return values
    }

    /// Whether a field may depend on another: a select, above it in no ring, and not itself.
    public func mayDepend(_ key: String, on parent: String) -> Bool {
        var next: String? = parent
        for _ in 0...fields.count {
            guard let current = next else { return self[parent]?.kind == .select }
            if current == key { return false }
            next = self[current]?.definition.parent
        }
        return false
    }

    /// Every field behind the one that it depends on; chains are short and have no rings.
    public var inOrderOfDependence: [TicketField] {
        func depth(_ field: TicketField) -> Int {
            var (depth, next) = (0, field.definition.parent)
            while let key = next, depth <= fields.count {
                depth += 1
                next = self[key]?.definition.parent
            }
            return depth
        }
        return fields.map { (depth($0), $0) }.sorted { $0.0 < $1.0 }.map(\.1)
    }
}

/// Why fields of a ticket are not changed.
public enum FieldRefusal: Error, Sendable, Hashable {
    /// There is no such field.
    case unknown
    /// The field is retired.
    case retired(TicketField)
    /// The value cannot be one.
    case wrong(TicketField, FieldValueProblem)

    /// What is wrong and what is allowed, in English, with the field's key.
    public var detail: String {
        switch self {
        case .unknown: "there is no such field"
        case .retired(let field): "the field \(field.key) is retired"
        case .wrong(let field, let problem): "the field \(field.key) cannot have this value: \(problem.detail)"
        }
    }
}
