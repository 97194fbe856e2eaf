/// Cuts separated values (RFC 4180 and what programs make of it) into rows while they come in.
///
/// SwiftCSV, the usual library, takes a whole text and indexes it before it gives the first row, so its memory grows with
/// the file; a call log of a year has no bound. This reader holds one row. It takes commas, semicolons, tabs and bars
/// (whichever the first line has most of, or the one in a line `sep=;`), LF and CRLF, doubled quotation marks, and marks
/// that somebody forgot to double.
struct SeparatedReader {
    /// The longest row, in bytes.
    static let longestRow = 64 << 10
    /// The most fields of a row.
    static let mostFields = 512

    private enum Place {
        case fieldStart
        case plain
        case quoted
        case quoteInQuoted
    }

    private let rowEnd: RowEnd
    private var separator: UInt8?
    private var row: [UInt8] = []
    private var place = Place.fieldStart
    private var line = 1
    private var rowLine = 1
    private var end: Int64
    private var isOverlong = false
    /// Up to there every line end ends a row, because a quotation mark before was never closed.
    private var strictEnd: Int64 = -1

    /// Creates a reader.
    ///
    /// - Parameters:
    ///   - separator: what separates fields; nil finds it out from the first line.
    ///   - rowEnd: what ends a row.
    ///   - offset: how many octets of the file stand before the first one read.
    ///   - line: the number of the first line read.
    init(separator: UInt8?, rowEnd: RowEnd, offset: Int64 = 0, line: Int = 1) {
        self.separator = separator
        self.rowEnd = rowEnd
        self.end = offset
        self.line = line
        rowLine = line
    }

    /// Where the row that is being read begins, as octets from the file's beginning.
    var offset: Int64 { end - Int64(row.count) }

    /// Goes on at another place of the same file, with the separator that was found.
    mutating func move(to offset: Int64, line: Int) {
        end = offset
        self.line = line
        startRow()
    }

    /// Takes the next octets and hands over each row that is complete with them.
    mutating func read(_ octets: [UInt8], _ take: (Result<SeparatedRow, RowProblem>) throws -> Void) rethrows {
        for octet in octets { try read(octet, take) }
    }

    /// Takes the end of the file: a last row without a line end.
    mutating func finish(_ take: (Result<SeparatedRow, RowProblem>) throws -> Void) rethrows {
        // A quotation mark that never closes: the row with it is bad, the lines behind it may be good.
        if place == .quoted { _ = try dropFirstLine(take) }
        if !row.isEmpty || isOverlong { try endRow(take) }
    }

    private mutating func read(_ octet: UInt8, _ take: (Result<SeparatedRow, RowProblem>) throws -> Void) rethrows {
        end += 1
        if octet == UInt8(ascii: "\n") {
            line += 1
            if rowEnd == .everyLineEnd || place != .quoted || end <= strictEnd {
                if !isOverlong { row.append(octet) }
                try endRow(take)
                return
            }
        }
        if isOverlong { return }
        row.append(octet)
        step(octet)
        guard row.count > Self.longestRow else { return }
        if place == .quoted, try dropFirstLine(take) { return }
        isOverlong = true
        row = []
    }

    /// Follows the quotation marks.
    private mutating func step(_ octet: UInt8) {
        let isSeparator = separator.map { $0 == octet } ?? Self.separators.contains(octet)
        switch place {
        case .fieldStart:
            place = octet == UInt8(ascii: "\"") ? .quoted : isSeparator ? .fieldStart : .plain
        case .plain: if isSeparator { place = .fieldStart }
        case .quoted: if octet == UInt8(ascii: "\"") { place = .quoteInQuoted }
        case .quoteInQuoted:
            // Behind a closing mark comes a separator or the line's end; anything else was a mark nobody doubled.
            place = isSeparator ? .fieldStart : octet == UInt8(ascii: "\r") ? .quoteInQuoted : .quoted
        }
    }

    /// Gives up the first line of a row that never closes its quotation marks, and reads the lines behind it anew.
    ///
    /// Those are each taken for a row, so no octet is read more than twice however the marks are strewn.
    ///
    /// - Returns: whether there was more than one line.
    private mutating func dropFirstLine(
        _ take: (Result<SeparatedRow, RowProblem>) throws -> Void
    ) rethrows -> Bool {
        guard let lineEnd = row.firstIndex(of: UInt8(ascii: "\n")) else { return false }
        let rest = Array(row[(lineEnd + 1)...])
        let problem = RowProblem(
            line: rowLine,
            problem: "a quotation mark is never closed",
            allowed: "fields in quotation marks, marks within them doubled"
        )
        strictEnd = end
        end -= Int64(rest.count)
        line = rowLine + 1
        startRow()
        try take(.failure(problem))
        try read(rest, take)
        return true
    }

    private mutating func startRow() {
        row.removeAll(keepingCapacity: true)
        place = .fieldStart
        isOverlong = false
        rowLine = line
    }

    private mutating func endRow(_ take: (Result<SeparatedRow, RowProblem>) throws -> Void) rethrows {
        defer { startRow() }
        if isOverlong {
            try take(.failure(problem("the row is too long", "at most \(Self.longestRow) bytes")))
            return
        }
        var content = row[...]
        if content.last == UInt8(ascii: "\n") { content.removeLast() }
        if content.last == UInt8(ascii: "\r") { content.removeLast() }
        if content.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0 }) { return }
        guard let separator else {
            self.separator = Self.separator(of: content)
            // Excel's first line that says nothing but the separator.
            if content.count == 5, content.starts(with: Array("sep=".utf8)) { return }
            try take(fields(of: content, self.separator ?? UInt8(ascii: ",")))
            return
        }
        try take(fields(of: content, separator))
    }

    private func problem(_ problem: String, _ allowed: String) -> RowProblem {
        RowProblem(line: rowLine, problem: problem, allowed: allowed)
    }

    private func fields(
        of content: ArraySlice<UInt8>,
        _ separator: UInt8
    ) -> Result<SeparatedRow, RowProblem> {
        var fields: [String] = []
        var rest = content
        while true {
            guard fields.count < Self.mostFields else {
                return .failure(problem("the row has too many fields", "at most \(Self.mostFields)"))
            }
            let isQuoted = rest.first == UInt8(ascii: "\"")
            let fieldEnd = isQuoted ? Self.quotedEnd(in: rest, separator) : rest.firstIndex(of: separator)
            let raw = rest[..<(fieldEnd ?? rest.endIndex)]
            fields.append(isQuoted ? Self.unquoted(raw) : String(decoding: raw, as: UTF8.self))
            guard let fieldEnd else { break }
            rest = rest[(fieldEnd + 1)...]
        }
        return .success(SeparatedRow(fields: fields, line: rowLine, end: end))
    }

    /// The separator behind a quoted field; nil when the row ends with it.
    private static func quotedEnd(in text: ArraySlice<UInt8>, _ separator: UInt8) -> Int? {
        var index = text.startIndex + 1
        while index < text.endIndex {
            guard text[index] == UInt8(ascii: "\"") else {
                index += 1
                continue
            }
            if index + 1 == text.endIndex { return nil }
            if text[index + 1] == separator { return index + 1 }
            // A doubled mark, or one that nobody doubled.
            index += text[index + 1] == UInt8(ascii: "\"") ? 2 : 1
        }
        return nil
    }

    /// A quoted field's text: without its marks, doubled ones single.
    private static func unquoted(_ raw: ArraySlice<UInt8>) -> String {
        var raw = raw.dropFirst()
        if raw.last == UInt8(ascii: "\"") { raw.removeLast() }
        guard raw.contains(UInt8(ascii: "\"")) else { return String(decoding: raw, as: UTF8.self) }
        var text: [UInt8] = []
        var isDoubled = false
        for octet in raw {
            if octet == UInt8(ascii: "\""), !isDoubled {
                isDoubled = true
                text.append(octet)
                continue
            }
            if octet != UInt8(ascii: "\"") { text.append(octet) }
            isDoubled = false
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static let separators = Array(",;\t|".utf8)

    /// Whichever separator a line has most of, outside of quotation marks.
    private static func separator(of line: ArraySlice<UInt8>) -> UInt8 {
        if line.count == 5, line.starts(with: Array("sep=".utf8)), let last = line.last { return last }
        var isQuoted = false
        var counts = [UInt8: Int]()
        for octet in line {
            if octet == UInt8(ascii: "\"") { isQuoted.toggle() }
            if !isQuoted, separators.contains(octet) { counts[octet, default: 0] += 1 }
        }
        return separators.max { counts[$0, default: 0] < counts[$1, default: 0] } ?? UInt8(ascii: ",")
    }
}
