/// Cuts a call log of any format into rows while it comes in.
struct RowReader {
    /// What comes out.
    enum Output: Sendable {
        /// A row, and where it begins in the file.
        case row(CallRow, offset: Int64)
        case problem(RowProblem)
    }

    private enum Cutter {
        /// The first character decides.
        case undecided
        case table(SeparatedReader)
        case json(JSONRecordReader)
        case xml(CallElementReader)
    }

    private let settings: PhoneLogSettings
    private var decoding = TextDecoding()
    private var cutter = Cutter.undecided
    /// The shape of rows below a line of headings.
    private var headed: RowShape?
    private var shapesByCount: [Int: RowShape] = [:]
    private var isFirstRow = true
    /// Where the next row of a table begins.
    private(set) var offset: Int64 = 0
    /// The headings were no headings of this format; the file's rows mean nothing.
    private(set) var isHopeless = false

    init(_ settings: PhoneLogSettings) { self.settings = settings }

    /// What the file is written in; nil until that is known.
    var encoding: TextDecoding.Encoding? { decoding.encoding }

    /// Takes the next octets and hands over what is complete with them.
    mutating func read(_ octets: [UInt8], isLast: Bool = false, _ take: (Output) throws -> Void) rethrows {
        let text = decoding.decode(octets, isLast: isLast)
        guard !isHopeless else { return }
        var rest = text[...]
        if case .undecided = cutter {
            rest = rest.drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
            guard let first = rest.first else { return }
            decide(first)
            // A table's line numbers and offsets count what was skipped.
            if case .table = cutter { rest = text[...] }
        }
        switch cutter {
        case .undecided: break
        case .table(var table):
            // Emptied meanwhile, so that the reader is changed in place and not copied.
            cutter = .undecided
            defer { cutter = .table(table) }
            try table.read(Array(rest)) { try self.take($0, take) }
            if isLast { try table.finish { try self.take($0, take) } }
        case .json(var json):
            cutter = .undecided
            defer { cutter = .json(json) }
            try json.read(Array(rest)) { try self.take($0, take) }
            if isLast { try json.finish { try self.take($0, take) } }
        case .xml(var xml):
            cutter = .undecided
            defer { cutter = .xml(xml) }
            try xml.read(Array(rest)) { try take(self.output(of: $0)) }
            if isLast { try xml.finish { try take(self.output(of: $0)) } }
        }
    }

    /// Goes on at another place of a table whose beginning was read.
    mutating func move(to offset: Int64, line: Int) {
        guard case .table(var table) = cutter else { return }
        table.move(to: offset, line: line)
        cutter = .table(table)
        self.offset = offset
        isFirstRow = false
    }

    private mutating func decide(_ first: UInt8) {
        let isJSON = first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
        switch settings.format.layout {
        case .json: cutter = .json(JSONRecordReader())
        case .jsonOrHeadedTable where isJSON: cutter = .json(JSONRecordReader())
        case .xml: cutter = .xml(CallElementReader())
        case .table, .headedTable, .jsonOrHeadedTable:
            let mark = Int64(decoding.markLength)
            cutter = .table(
                SeparatedReader(separator: settings.separator, rowEnd: settings.format.rowEnd, offset: mark)
            )
            offset = mark
        }
    }

    // MARK: Tables

    private mutating func take(
        _ result: Result<SeparatedRow, RowProblem>,
        _ take: (Output) throws -> Void
    ) rethrows {
        guard !isHopeless else { return }
        switch result {
        case .failure(let problem): try take(.problem(problem))
        case .success(let row):
            let start = offset
            offset = row.end
            let wasFirst = isFirstRow
            isFirstRow = false
            if wasFirst, takeHeadings(row) {
                if let problem = headingProblem(row) {
                    isHopeless = true
                    try take(.problem(problem))
                }
                return
            }
            guard let shape = shape(for: row.fields.count) else {
                try take(.problem(columnProblem(row)))
                return
            }
            try take(.row(CallRow(shape: shape, values: row.fields, line: row.line), offset: start))
        }
    }

    /// Whether the first row is one of headings; its shape is then that of the rows below.
    private mutating func takeHeadings(_ row: SeparatedRow) -> Bool {
        let shape = RowShape(row.fields, settings.mapping)
        switch settings.format.layout {
        case .table:
            // Some operators write a line of names above a table that has none.
            let isHeading = shape.fieldCount >= 5
            if isHeading { headed = shape }
            return isHeading
        default:
            if settings.order != nil || settings.format == .threeCX, shape.fieldCount < 2 { return false }
            headed = shape
            return true
        }
    }

    private func headingProblem(_ row: SeparatedRow) -> RowProblem? {
        guard let headed, settings.format.layout != .table else { return nil }
        if settings.format == .csv {
            // Compared one by one: a heading that the operator named must be there.
            let present = Set(row.fields.map(ColumnMapping.fold))
            let missing = settings.mapping.names.filter { !present.contains($0.value.first ?? "") }.keys
            guard let first = missing.map(\.rawValue).min() else { return nil }
            let shown = row.fields.prefix(40).map(RowProblem.quote).joined(separator: ", ")
            return RowProblem(
                line: row.line,
                problem: "the file has no column of the heading that `columns.\(first)` names",
                allowed: "one of \(shown)"
            )
        }
        let hasTime = headed.tells(.start) || (headed.tells(.startDate) && headed.tells(.startTime))
        let hasParty = headed.tells(.from) || headed.tells(.number)
        guard !hasTime || !hasParty else { return nil }
        let field: CallField = hasTime ? .from : .start
        let names = settings.mapping.names[field]?.joined(separator: ", ") ?? ""
        return RowProblem(
            line: row.line,
            problem: "no heading tells `\(field.rawValue)`",
            allowed: "a heading such as \(names), or the setting columns.\(field.rawValue)"
        )
    }

    private mutating func shape(for count: Int) -> RowShape? {
        if let headed { return count >= min(2, headed.names.count) && count <= headed.names.count + 1 ? headed : nil }
        if let known = shapesByCount[count] { return known }
        let names: [String]?
        if let order = settings.order {
            names = count == order.count ? order : nil
        } else {
            names = settings.format.columns(count: count)
        }
        guard let names else { return nil }
        let shape = RowShape(names, settings.mapping)
        shapesByCount[count] = shape
        return shape
    }

    private func columnProblem(_ row: SeparatedRow) -> RowProblem {
        let allowed: String
        if let headed {
            allowed = "\(headed.names.count), as the headings say"
        } else if let order = settings.order {
            allowed = "\(order.count), as the setting order says"
        } else {
            let counts = settings.format.columnCounts ?? 1...SeparatedReader.mostFields
            allowed = "\(counts.lowerBound) to \(counts.upperBound), or the setting order"
        }
        return RowProblem(line: row.line, problem: "the row has \(row.fields.count) fields", allowed: allowed)
    }

    // MARK: Records

    private func take(
        _ result: Result<(octets: [UInt8], line: Int), RowProblem>,
        _ take: (Output) throws -> Void
    ) rethrows {
        switch result {
        case .failure(let problem): try take(.problem(problem))
        case .success(let (octets, line)):
            try take(record(octets, line: line))
        }
    }

    private func record(_ octets: [UInt8], line: Int) -> Output {
        let mapping = settings.mapping
        do {
            let scalars = try JSONFlattening.scalars(of: octets) { mapping.knows($0) }
            let shape = RowShape(scalars.map(\.path), mapping)
            return .row(CallRow(shape: shape, values: scalars.map(\.text), line: line), offset: 0)
        } catch {
            return .problem(RowProblem(line: line, problem: error.reason, allowed: "JSON (RFC 8259)"))
        }
    }

    private func output(of result: Result<CallElementReader.Element, RowProblem>) -> Output {
        switch result {
        case .failure(let problem): .problem(problem)
        case .success(let element):
            .row(
                CallRow(
                    shape: RowShape(element.attributes.map(\.name), settings.mapping),
                    values: element.attributes.map(\.value),
                    line: element.line
                ),
                offset: 0
            )
        }
    }
}
