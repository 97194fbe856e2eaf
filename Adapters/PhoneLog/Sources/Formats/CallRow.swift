/// The names of a table's columns, or of a record's members, and which of them tell what.
struct RowShape: Sendable, Hashable {
    let names: [String]
    private let places: [CallField: [Int]]

    /// The shape of rows with those names.
    init(_ names: [String], _ mapping: ColumnMapping) {
        self.names = names
        var byName: [String: Int] = [:]
        for (index, name) in names.enumerated() {
            let folded = ColumnMapping.fold(name)
            if byName[folded] == nil { byName[folded] = index }
        }
        places = mapping.names.compactMapValues { candidates in
            let found = candidates.compactMap { byName[$0] }
            return found.isEmpty ? nil : found
        }
    }

    /// Whether rows tell of a field.
    func tells(_ field: CallField) -> Bool { places[field] != nil }

    /// How many fields rows tell.
    var fieldCount: Int { places.count }

    fileprivate func places(of field: CallField) -> [Int] { places[field] ?? [] }
}

/// One row of a call log, as it stands there.
struct CallRow: Sendable, Hashable {
    let shape: RowShape
    let values: [String]
    /// The line it begins in; nil once it is out of its file.
    var line: Int?

    /// What the row says of a field; nil when that is nothing.
    subscript(field: CallField) -> String? {
        for place in shape.places(of: field) where place < values.count {
            let value = values[place]
            if !value.isEmpty, value != "null" { return value }
        }
        return nil
    }
}
