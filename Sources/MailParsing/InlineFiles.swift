/// Files that old mailers write into the text itself, between the lines `begin` and `end` of uuencode (POSIX).
struct InlineFiles {
    /// The text without the files; nil when there are none.
    private(set) var text: String?
    /// The files in the order of the text.
    private(set) var files: [MailAttachment] = []

    /// The most files of one mail.
    private static let limit = 100

    /// Looks for files; text that only looks like one stays where it is.
    init(_ source: String) {
        guard Self.hasBeginning(source) else { return }
        let octets = Array(source.utf8)[...]
        var kept: [UInt8] = []
        var keptFrom = octets.startIndex
        var at = octets.startIndex
        while at < octets.endIndex, files.count < Self.limit {
            let lineEnd = octets[at...].firstIndex(of: ASCII.lineFeed) ?? octets.endIndex
            guard let name = Self.name(in: octets[at..<lineEnd]) else {
                at = lineEnd + 1
                continue
            }
            let block = Self.blockEnd(octets, from: lineEnd + 1)
            guard block.isWhole else {
                // Every line that was looked at is data, so none of them begins a file.
                at = max(block.end, lineEnd + 1)
                continue
            }
            kept += octets[keptFrom..<at]
            files.append(Self.file(named: name, octets[at..<block.end]))
            at = block.end
            keptFrom = at
        }
        guard !files.isEmpty else { return }
        if keptFrom < octets.endIndex { kept += octets[keptFrom...] }
        text = String(decoding: kept, as: UTF8.self)
    }

    /// Whether a line begins as a file does: over octets, for searching a text by characters costs more than parsing the mail.
    private static func hasBeginning(_ source: String) -> Bool {
        var source = source
        return source.withUTF8 { octets in
            var at = octets.startIndex
            while at < octets.endIndex {
                let line = octets[at...]
                if line.starts(with: "begin ".utf8) { return true }
                guard let feed = line.firstIndex(of: ASCII.lineFeed) else { return false }
                at = feed + 1
            }
            return false
        }
    }

    /// The name in a line such as `begin 644 note.txt`; nil for every other line.
    private static func name(in line: Octets) -> String? {
        guard line.count <= 300, line.starts(with: "begin ".utf8) else { return nil }
        let mode = line.dropFirst(6).prefix { $0 >= 0x30 && $0 <= 0x37 }
        guard mode.count == 3 || mode.count == 4 else { return nil }
        let rest = line.dropFirst(6 + mode.count)
        guard rest.first == ASCII.space else { return nil }
        let name = rest.trimmed()
        return name.isEmpty ? nil : AttachmentName.sanitized(String(decoding: name, as: UTF8.self))
    }

    /// Goes over lines of data to the one that says `end`; a line of another shape ends the search.
    private static func blockEnd(_ octets: Octets, from start: Int) -> (end: Int, isWhole: Bool) {
        var at = start
        var hasData = false
        while at < octets.endIndex {
            let lineEnd = octets[at...].firstIndex(of: ASCII.lineFeed) ?? octets.endIndex
            let line = octets[at..<lineEnd]
            let next = min(lineEnd + 1, octets.endIndex)
            if hasData, line.trimmed().elementsEqual("end".utf8) { return (next, true) }
            guard isData(line) else { return (at, false) }
            hasData = true
            at = next
        }
        return (at, false)
    }

    /// The first character tells how many octets follow; mailers drop spaces at the end or add a sum.
    private static func isData(_ line: Octets) -> Bool {
        guard let first = line.first, line.allSatisfy({ $0 >= ASCII.space && $0 <= 0x60 }) else { return false }
        let count = Int((first - ASCII.space) & 63)
        let characters = (count + 2) / 3 * 4
        return line.count - 1 <= characters + 2 && (line.count - 1) * 3 + 12 >= count * 4 - 12
    }

    private static func file(named name: String, _ block: Octets) -> MailAttachment {
        MailAttachment(
            filename: name,
            contentType: MediaType.refined("application/octet-stream", filename: name),
            bytes: UUEncoding.decode(block),
            contentID: nil,
            isInline: false
        )
    }
}
