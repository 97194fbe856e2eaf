/// A mail that somebody forwarded: what they wrote above it, and what it says of itself.
public struct ForwardedMail: Sendable, Hashable {
    /// What whoever forwarded it wrote above; empty when nothing.
    public var comment: String
    /// Its author's name as written; nil when there is none.
    public var name: String?
    /// Its author's address as written.
    public var address: String
    /// Its subject; nil when the forward does not say.
    public var subject: String?
    /// Its words.
    public var text: String

    /// Creates a forwarded mail.
    public init(comment: String, name: String?, address: String, subject: String?, text: String) {
        self.comment = comment
        self.name = name
        self.address = address
        self.subject = subject
        self.text = text
    }

    /// Reads the mail that a text forwards; linear in its length.
    ///
    /// An answer quotes a mail in the same shape, so more is asked for than a block of header lines that names an author: a
    /// line that says so, or a subject that does.
    ///
    /// - Parameters:
    ///   - text: the text of the mail that forwards.
    ///   - subject: its subject.
    /// - Returns: the mail; nil when the text forwards none, or does not say whose it is.
    public static func read(_ text: String, subject: String) -> ForwardedMail? {
        var text = text
        return text.withUTF8 { octets in
            ForwardedBlock(LineReading.lines(of: octets), subject: subject)?.mail
        }
    }
}

/// Finds the header block of a forwarded mail and takes the text apart around it.
private struct ForwardedBlock {
    let mail: ForwardedMail

    /// The most lines a block takes.
    private static let maximumLines = 20
    /// A value that is longer than this may go on in the next line, in octets.
    private static let wrapLength = 60

    init?(_ lines: MessageLines, subject: String) {
        let first = (0..<lines.count).first { lines[$0].header != nil && QuotedHeaders.begin(at: $0, in: lines) }
        guard let first else { return nil }
        let (top, isMarked) = Self.top(above: first, in: lines)
        guard isMarked || ForwardWords.opens(subject: subject) else { return nil }
        let (values, end) = Self.values(from: first, in: lines)
        guard let author = values[.from].flatMap(ForwardedAuthor.init) else { return nil }
        let above = (0..<top).map { lines.text($0) }.joined(separator: "\n")
        let subject = values[.subject].flatMap { $0.isEmpty ? nil : $0 }
        mail = ForwardedMail(
            comment: ReplyTrimmer.split(text: above).reply,
            name: author.name,
            address: author.address,
            subject: subject,
            text: Self.words(from: end, depth: lines[first].depth, in: lines)
        )
    }

    /// Where what stands above the block ends, and whether a line there says that something is forwarded.
    private static func top(above first: Int, in lines: MessageLines) -> (line: Int, isMarked: Bool) {
        var top = first
        var isMarked = false
        var folded = FoldedText()
        var index = first - 1
        var seen = 0
        while index >= 0, seen < 2 {
            let line = lines[index]
            if !line.isBlank {
                seen += 1
                let octets = lines.inner(index)
                let isSeparator = QuoteSeparators.matches(octets, &folded)
                let isRule = octets.allSatisfy { "-_=*".utf8.contains($0) }
                guard isSeparator || isRule else { break }
                if isSeparator, ForwardWords.areIn(String(decoding: octets, as: UTF8.self)) { isMarked = true }
                top = index
            }
            index -= 1
        }
        return (top, isMarked)
    }

    /// The values of the block's lines, and the line behind it.
    private static func values(
        from first: Int,
        in lines: MessageLines
    ) -> (values: [QuotedHeaders.Header.Field: String], end: Int) {
        var values: [QuotedHeaders.Header.Field: String] = [:]
        var last: QuotedHeaders.Header.Field?
        var index = first
        while index < min(first + maximumLines, lines.count) {
            let line = lines[index]
            if line.isBlank {
                let next = index + 1
                guard next < lines.count, let header = lines[next].header, values[header.field] == nil, values.count < 4
                else { break }
            } else if let header = line.header {
                if values[header.field] == nil { values[header.field] = value(of: lines.inner(index)) }
                last = header.field
            } else if let field = last, let known = values[field], goesOn(known, field) {
                values[field] = known + " " + lines.text(inner: index)
            } else {
                break
            }
            index += 1
        }
        return (values, index)
    }

    /// Whether a value is likely to be wrapped: a list of addresses, an author without one yet, a long subject.
    private static func goesOn(_ value: String, _ field: QuotedHeaders.Header.Field) -> Bool {
        switch field {
        case .to, .copy: value.hasSuffix(",") || value.hasSuffix(";") || value.utf8.count > wrapLength
        case .from: !value.utf8.contains(UInt8(ascii: "@"))
        default: value.utf8.count > wrapLength
        }
    }

    private static func value(of line: Octets) -> String {
        let text = String(decoding: line, as: UTF8.self)
        guard let colon = text.firstIndex(where: { $0 == ":" || $0 == "：" }) else { return "" }
        return text[text.index(after: colon)...].trimmingOrnaments()
    }

    /// The forwarded words, without the marks of the depth they are quoted in.
    private static func words(from start: Int, depth: Int, in lines: MessageLines) -> String {
        var words: [String] = []
        for index in start..<max(start, lines.count) {
            let line = lines[index]
            if line.isBlank {
                if !words.isEmpty { words.append("") }
            } else if depth > 0 {
                // What follows outside of the quote is no part of the mail: a signature that was set below.
                guard line.depth >= depth else { continue }
                let marks = String(repeating: ">", count: line.depth - depth)
                words.append((marks.isEmpty ? "" : marks + " ") + lines.text(inner: index))
            } else {
                words.append(lines.text(index))
            }
        }
        while words.last?.isEmpty == true { words.removeLast() }
        return words.joined(separator: "\n")
    }
}

/// The author that a line of a block names: `Ada <ada@x.org>`, `Ada [mailto:ada@x.org]`, `ada@x.org`.
private struct ForwardedAuthor {
    let name: String?
    let address: String

    init?(_ value: String) {
        let octets = Array(value.utf8)
        let marked = octets.lastIndex(of: UInt8(ascii: "<")).flatMap { open in
            octets[open...].contains(UInt8(ascii: "@")) ? open : nil
        }
        guard let at = octets[(marked ?? 0)...].firstIndex(of: UInt8(ascii: "@")) else { return nil }
        var start = at
        while start > 0, Self.isLocal(octets[start - 1]) { start -= 1 }
        var end = at + 1
        while end < octets.count, Self.isDomain(octets[end]) { end += 1 }
        while end > at + 1, octets[end - 1] == UInt8(ascii: ".") { end -= 1 }
        guard start < at, end > at + 1 else { return nil }
        address = String(decoding: octets[start..<end], as: UTF8.self)
        let before = octets[..<start].prefix { $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: "[") }
        let name = String(decoding: before, as: UTF8.self).trimmingOrnaments()
        self.name = name.isEmpty || name.contains("@") || name.lowercased() == "mailto:" ? nil : name
    }

    private static func isLocal(_ octet: UInt8) -> Bool { isDomain(octet) || "+_%'=&~!#$/?^`{|}*".utf8.contains(octet) }

    private static func isDomain(_ octet: UInt8) -> Bool {
        switch octet {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), 0x80...:
            true
        default: false
        }
    }
}

/// Words by which mail programs say that a mail is forwarded.
private enum ForwardWords {
    /// Whether a subject begins with a program's mark for forwarded mail.
    static func opens(subject: String) -> Bool {
        let subject = subject.prefix(40).lowercased().drop { $0.isWhitespace || $0 == "[" }
        return prefixes.contains { prefix in
            guard subject.hasPrefix(prefix) else { return false }
            let next = subject.dropFirst(prefix.count).drop { $0 == " " }.first
            return next == ":" || next == "："
        }
    }

    /// Whether a line between dashes, or one that opens a quote, speaks of forwarding.
    static func areIn(_ line: String) -> Bool {
        let line = line.lowercased()
        return stems.contains { line.contains($0) }
    }

    private static let prefixes = [
        "fw", "fwd", "wg", "tr", "rv", "enc", "i", "inoltro", "doorst", "pd", "vb", "vs", "vl", "fs", "ilt",
        "továbbítás",
        "转发", "轉寄", "轉發", "転送", "전달", "пересл", "перенаправлено",
    ]

    private static let stems = [
        "forward", "weitergeleitet", "réexpédié", "transféré", "reenviado", "encaminhad", "reencaminhad", "inoltrat",
        "doorgestuurd", "пересыла", "пересла", "переадрес", "перенаправ", "przekaz", "vidarebefordra", "videresend",
        "välitet", "přepos", "továbbít", "ilet", "转发", "轉寄", "轉發", "転送", "전달", "chuyển tiếp", "terusan", "diteruskan",
        "προωθ", "הועבר", "توجيه", "ส่งต่อ",
    ]
}

extension MessageLines {
    /// A line as it came.
    fileprivate func text(_ index: Int) -> String { String(decoding: octets.part(lines[index].whole), as: UTF8.self) }

    /// A line without quote marks.
    fileprivate func text(inner index: Int) -> String { String(decoding: inner(index), as: UTF8.self) }
}

extension StringProtocol {
    /// The text without white space, emphasis and quotation marks around it.
    fileprivate func trimmingOrnaments() -> String {
        let isOrnament: (Character) -> Bool = { $0.isWhitespace || "*\"'“”„«»_|,;".contains($0) }
        guard let first = firstIndex(where: { !isOrnament($0) }), let last = lastIndex(where: { !isOrnament($0) })
        else {
            return ""
        }
        return String(self[first...last])
    }
}
