/// A list with headings, after RFC 4180.
public struct CSVTable: Sendable, Hashable {
    /// Why a text is no such list.
    public struct Problem: Error, Sendable, Hashable {
        /// What is wrong.
        public enum Kind: Sendable, Hashable {
            /// It is not UTF-8.
            case notText
            /// There is no line, or only headings.
            case empty
            /// A quotation mark is opened and never closed.
            case openQuote
            /// More rows than are taken.
            case tooManyRows(maximum: Int)
            /// More columns than are taken.
            case tooManyColumns(maximum: Int)
        }

        /// What is wrong.
        public let kind: Kind
        /// The line, counted from 1.
        public let line: Int
    }

    /// One row.
    public struct Row: Sendable, Hashable {
        /// The line it begins in, counted from 1.
        public let line: Int
        /// Its fields; may be fewer or more than there are headings.
        public let fields: [String]

        /// A field without white space around it; empty when the row has none there.
        public func field(_ column: Int) -> String {
            guard fields.indices.contains(column) else { return "" }
            let text = fields[column]
            guard let first = text.firstIndex(where: { !$0.isWhitespace }),
                let last = text.lastIndex(where: { !$0.isWhitespace })
            else { return "" }
            return String(text[first...last])
        }
    }

    /// How many columns are taken.
    public static let maximumColumns = 60

    /// The headings.
    public let headings: [String]
    /// The rows behind them.
    public let rows: [Row]

    /// Reads a list; fields are separated by commas, or by semicolons or tabs where the headings are.
    ///
    /// - Parameters:
    ///   - octets: the list in UTF-8.
    ///   - maximumRows: how many rows are taken, without the headings.
    /// - Throws: ``Problem``.
    public init(_ octets: some Collection<UInt8>, maximumRows: Int) throws {
        let bytes = octets.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(octets.dropFirst(3)) : Array(octets)
        guard String(validating: bytes, as: UTF8.self) != nil else { throw Problem(kind: .notText, line: 1) }
        let head = bytes.prefix { $0 != 0x0A && $0 != 0x0D }
        let separator =
            [UInt8(ascii: ","), UInt8(ascii: ";"), 0x09]
            .max { first, second in head.count { $0 == first } < head.count { $0 == second } } ?? UInt8(ascii: ",")
        var records = try Self.records(of: bytes, separator: separator, maximumRows: maximumRows + 1)
        guard records.count > 1 else { throw Problem(kind: .empty, line: 1) }
        headings = records.removeFirst().fields
        rows = records
    }

    private static func records(of bytes: [UInt8], separator: UInt8, maximumRows: Int) throws -> [Row] {
        var rows: [Row] = []
        var fields: [String] = []
        var field: [UInt8] = []
        var quotedSince: Int?
        var line = 1
        var start = 1
        var index = 0
        func endField() throws {
            guard fields.count < maximumColumns else {
                throw Problem(kind: .tooManyColumns(maximum: maximumColumns), line: line)
            }
            fields.append(String(decoding: field, as: UTF8.self))
            field.removeAll(keepingCapacity: true)
        }
        func endRecord() throws {
            try endField()
            if fields != [""] {
                guard rows.count < maximumRows else {
                    throw Problem(kind: .tooManyRows(maximum: maximumRows - 1), line: start)
                }
                rows.append(Row(line: start, fields: fields))
            }
            fields.removeAll(keepingCapacity: true)
        }
        while index < bytes.count {
            let byte = bytes[index]
            let next = index + 1 < bytes.count ? bytes[index + 1] : 0
            index += 1
            switch byte {
            case UInt8(ascii: "\"") where quotedSince != nil && next == UInt8(ascii: "\""):
                field.append(byte)
                index += 1
            case UInt8(ascii: "\"") where quotedSince != nil: quotedSince = nil
            // A quotation mark inside a field that is not quoted is part of it.
            case UInt8(ascii: "\"") where field.isEmpty: quotedSince = line
            case separator where quotedSince == nil: try endField()
            case 0x0D where next == 0x0A && quotedSince == nil: continue
            case 0x0A, 0x0D:
                // CR and LF inside quotes are one line's end.
                if byte == 0x0A || next != 0x0A { line += 1 }
                guard quotedSince == nil else {
                    field.append(byte)
                    continue
                }
                try endRecord()
                start = line
            default: field.append(byte)
            }
        }
        if let quotedSince { throw Problem(kind: .openQuote, line: quotedSince) }
        try endRecord()
        return rows
    }
}
