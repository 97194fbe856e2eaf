/// How HTML becomes text.
enum TextStyle {
    /// As a person reads it: bullets, link addresses, `>` before quoted lines, rules as lines.
    case readable
    /// The words with their lines and no marks of our own, for search, previews and comparison.
    case bare
}

/// Lays out the text of a document line by line.
struct TextWriter {
    private(set) var bytes: [UInt8] = []
    private(set) var isFull = false
    /// How many quotes are open.
    private(set) var quoteDepth = 0
    /// Where each line with words begins, if that is wanted.
    private(set) var lineStarts: [LineStart] = []
    /// How many of the open quotes may be the sender's own device.
    private var softDepth = 0
    private var pendingMark: QuoteMark?
    private let style: TextStyle
    private let limit: Int
    private let recordsLines: Bool
    private var lists: [(isOrdered: Bool, number: Int)] = []
    private var preformattedDepth = 0
    /// Line ends at the end of what is written.
    private var lineEnds = 2
    /// Line ends to write before the next content.
    private var wantedLineEnds = 0
    private var hasPendingSpace = false
    private var lineDepth = 0
    /// For each open cell, whether anything was written in it and whether that took more than one line.
    private var cells: [(start: Int, hasLines: Bool)] = []
    private var hasPendingCell = false
    private var marker: [UInt8] = []

    /// The place of a line and what its markup says.
    struct LineStart {
        let offset: Int
        let depth: Int
        let isSoft: Bool
        let mark: QuoteMark?
    }

    init(style: TextStyle, limit: Int, recordsLines: Bool = false) {
        self.style = style
        self.limit = limit
        self.recordsLines = recordsLines
    }

    /// The deepest quote and list that still gets its marks.
    private static let maximumDepth = 20

    mutating func text(_ text: UnsafeBufferPointer<UInt8>) {
        guard bytes.count < limit else {
            isFull = true
            return
        }
        var index = 0
        while index < text.count {
            let byte = text[index]
            switch byte {
            case 0x0A where preformattedDepth > 0: lineBreak()
            case 0x20 where preformattedDepth > 0, 0x09 where preformattedDepth > 0: put(byte)
            case 0x20, 0x09, 0x0A, 0x0C, 0x0D: hasPendingSpace = true
            case 0x00...0x1F, 0x7F: break
            case 0xC2 where index + 1 < text.count && text[index + 1] == 0xA0:
                put(0x20)
                index += 1
            default:
                put(byte)
                var end = index + 1
                while end < text.count, text[end] > 0x20, text[end] < 0x7F { end += 1 }
                bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[(index + 1)..<end]))
                index = end - 1
            }
            index += 1
        }
    }

    /// Writes text made here.
    mutating func write(_ words: some Sequence<UInt8>) {
        for byte in words { put(byte) }
    }

    mutating func lineBreak() {
        flushLineEnds()
        endLine()
        if !cells.isEmpty { cells[cells.count - 1].hasLines = true }
    }

    /// Makes sure the next content starts `count` line ends further.
    mutating func separate(_ count: Int) {
        hasPendingSpace = false
        wantedLineEnds = max(wantedLineEnds, count)
    }

    mutating func openQuote(isSoft: Bool = false) {
        separate(2)
        flushSoftly()
        quoteDepth += 1
        if isSoft { softDepth += 1 }
    }

    mutating func closeQuote(isSoft: Bool = false) {
        flushSoftly()
        quoteDepth = max(0, quoteDepth - 1)
        if isSoft { softDepth = max(0, softDepth - 1) }
        separate(2)
    }

    /// Notes what the markup says about the next line.
    mutating func mark(_ mark: QuoteMark) {
        separate(1)
        if pendingMark != .quoteBegins { pendingMark = mark }
    }

    mutating func openPreformatted() {
        separate(2)
        preformattedDepth += 1
    }

    mutating func closePreformatted() {
        preformattedDepth = max(0, preformattedDepth - 1)
        separate(2)
    }

    mutating func openList(isOrdered: Bool, start: Int) {
        separate(lists.isEmpty ? 2 : 1)
        lists.append((isOrdered, start))
    }

    mutating func closeList() {
        if !lists.isEmpty { lists.removeLast() }
        marker = []
        separate(lists.isEmpty ? 2 : 1)
    }

    mutating func openItem() {
        separate(1)
        guard style == .readable else { return }
        guard let list = lists.last else {
            marker = Array("- ".utf8)
            return
        }
        marker = list.isOrdered ? Array("\(list.number). ".utf8) : Array("- ".utf8)
        lists[lists.count - 1].number &+= 1
    }

    mutating func openCell() {
        if let cell = cells.last, cell.hasLines { separate(1) }
        cells.append((bytes.count, false))
    }

    mutating func closeCell() {
        guard let cell = cells.popLast() else { return }
        if cell.hasLines {
            separate(1)
        } else if bytes.count > cell.start {
            wantedLineEnds = 0
            hasPendingSpace = false
            hasPendingCell = true
        }
    }

    mutating func closeRow() {
        hasPendingCell = false
        separate(1)
    }

    mutating func rule() {
        separate(style == .readable ? 2 : 1)
        guard style == .readable else { return }
        write("---".utf8)
        separate(2)
    }

    /// The text without line ends around it.
    mutating func finish() -> String {
        while let last = bytes.last, last <= 0x20 { bytes.removeLast() }
        var start = 0
        while start < bytes.count, bytes[start] == 0x0A { start += 1 }
        return String(decoding: bytes[start...], as: UTF8.self)
    }

    private mutating func put(_ byte: UInt8) {
        if wantedLineEnds > 0 || hasPendingCell || hasPendingSpace || lineEnds > 0 { prepare() }
        bytes.append(byte)
    }

    /// Writes what is due before content: line ends, a gap between cells, a space, the line's prefix.
    private mutating func prepare() {
        if hasPendingCell {
            hasPendingCell = false
            // A paragraph that opens a cell stays on the row's line.
            wantedLineEnds = 0
            hasPendingSpace = false
            if lineEnds == 0 { bytes.append(0x09) }
        } else if let cell = cells.last, wantedLineEnds > 0, lineEnds == 0, bytes.count > cell.start {
            cells[cells.count - 1].hasLines = true
        }
        flushLineEnds()
        if lineEnds > 0 {
            writePrefix()
        } else if hasPendingSpace, bytes.last != 0x20, bytes.last != 0x09 {
            bytes.append(0x20)
        }
        hasPendingSpace = false
    }

    private mutating func writePrefix() {
        lineEnds = 0
        lineDepth = quoteDepth
        if recordsLines {
            let isSoft = softDepth > 0 && softDepth == quoteDepth
            lineStarts.append(
                LineStart(offset: bytes.count, depth: quoteDepth, isSoft: isSoft, mark: pendingMark)
            )
            pendingMark = nil
        }
        if style == .readable {
            for _ in 0..<min(quoteDepth, Self.maximumDepth) { bytes += "> ".utf8 }
            for _ in 0..<min(max(0, lists.count - 1), Self.maximumDepth) { bytes += "  ".utf8 }
            if !marker.isEmpty {
                bytes += marker
                marker = []
            } else if !lists.isEmpty {
                bytes += "  ".utf8
            }
        }
    }

    private mutating func flushLineEnds() {
        let missing = wantedLineEnds - lineEnds
        wantedLineEnds = 0
        if missing > 0 { for _ in 0..<missing { endLine() } }
    }

    /// Ends the open line before the depth of quotes changes.
    private mutating func flushSoftly() {
        if lineEnds == 0, !bytes.isEmpty, !hasPendingCell {
            endLine()
        }
    }

    private mutating func endLine() {
        while let last = bytes.last, last == 0x20 || last == 0x09 { bytes.removeLast() }
        if lineEnds >= 3 { return }
        if lineEnds > 0, style == .readable {
            for _ in 0..<min(quoteDepth, lineDepth, Self.maximumDepth) { bytes.append(UInt8(ascii: ">")) }
        }
        bytes.append(0x0A)
        lineEnds += 1
        hasPendingSpace = false
    }
}
