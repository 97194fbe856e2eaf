/// Cuts an mbox file into mails while it is being read, keeping no more than one mail in memory.
///
/// A mail begins at a line that begins with `From `, is the first or follows an empty line, and tells a time; lines of
/// a mail that begin with `From ` behind any number of `>` lose one `>` ("mboxrd"). A mail over the limit is cut and
/// its size told.
struct MboxReader {
    /// A mail of the file.
    struct Mail {
        var octets: [UInt8]
        /// The number of octets it has in the file, more than `octets` when it was cut.
        var fullSize: Int
    }

    private let limit: Int
    private var line: [UInt8] = []
    private var lineSize = 0
    private var current: Mail?
    private var isAfterEmptyLine = true
    private var isFirstLine = true
    /// The longest line that is looked at as a whole; a longer one is no separator and is passed on as it comes.
    private static let longestLine = 1 << 20

    /// Creates a reader.
    ///
    /// - Parameter limit: the most octets kept of a mail.
    init(limit: Int) { self.limit = limit }

    /// Takes the next octets.
    ///
    /// - Parameter octets: what follows, cut anywhere.
    /// - Returns: the mails that are complete now.
    mutating func read(_ octets: [UInt8]) -> [Mail] {
        var complete: [Mail] = []
        var rest = octets[...]
        while let end = rest.firstIndex(of: 0x0A) {
            line += rest[...end]
            lineSize += end - rest.startIndex + 1
            if let mail = endLine() { complete.append(mail) }
            rest = rest[(end + 1)...]
        }
        line += rest
        lineSize += rest.count
        if line.count > Self.longestLine {
            append(line)
            isAfterEmptyLine = false
            isFirstLine = false
            line.removeAll(keepingCapacity: true)
        }
        return complete
    }

    /// Takes the end of the file.
    ///
    /// - Returns: the last mail.
    mutating func finish() -> Mail? {
        let last = line.isEmpty ? nil : endLine()
        // A file that ends without a line end, in a separator, ends the mail before it.
        if let last { return last }
        defer { current = nil }
        return current.map(Self.withoutSeparatingLine)
    }

    private mutating func endLine() -> Mail? {
        defer {
            line.removeAll(keepingCapacity: true)
            lineSize = 0
        }
        // The beginning of an overlong line has been passed on already.
        if lineSize > line.count {
            append(line)
            isAfterEmptyLine = false
            return nil
        }
        defer {
            isAfterEmptyLine = line == [0x0A] || line == [0x0D, 0x0A]
            isFirstLine = false
        }
        if isAfterEmptyLine, line.starts(with: "From ".utf8), isFirstLine || Self.tellsTime(line) {
            defer { current = Mail(octets: [], fullSize: 0) }
            return current.map(Self.withoutSeparatingLine)
        }
        if line.first == UInt8(ascii: ">"), line.drop(while: { $0 == UInt8(ascii: ">") }).starts(with: "From ".utf8) {
            line.removeFirst()
        }
        append(line)
        return nil
    }

    private mutating func append(_ octets: [UInt8]) {
        var mail = current ?? Mail(octets: [], fullSize: 0)
        current = nil
        mail.fullSize += octets.count
        let room = limit - mail.octets.count
        if room >= octets.count { mail.octets += octets } else if room > 0 { mail.octets += octets.prefix(room) }
        current = mail
    }

    /// Whether a separator holds a time such as `10:42` and a year; a sentence that begins with "From" rarely does.
    private static func tellsTime(_ line: [UInt8]) -> Bool {
        let isDigit: (UInt8) -> Bool = { $0 >= 0x30 && $0 <= 0x39 }
        let line = Array(line.prefix(256))
        guard line.count > 10 else { return false }
        let hasTime = (2..<(line.count - 2)).contains { index in
            line[index] == UInt8(ascii: ":") && isDigit(line[index - 1]) && isDigit(line[index + 1])
                && isDigit(line[index + 2])
        }
        let hasYear = (0..<(line.count - 3)).contains { index in
            line[index..<(index + 4)].allSatisfy(isDigit)
                && (index == 0 || line[index - 1] == 0x20) && (index + 4 == line.count || !isDigit(line[index + 4]))
        }
        return hasTime && hasYear
    }

    /// The mail without the empty line that only separates it from the next.
    private static func withoutSeparatingLine(_ mail: Mail) -> Mail {
        var mail = mail
        guard mail.fullSize == mail.octets.count else { return mail }
        for end in [[0x0D, 0x0A, 0x0D, 0x0A], [0x0A, 0x0A]] as [[UInt8]] where mail.octets.suffix(end.count) == end[...]
        {
            mail.octets.removeLast(end.count / 2)
            mail.fullSize = mail.octets.count
            break
        }
        return mail
    }
}
