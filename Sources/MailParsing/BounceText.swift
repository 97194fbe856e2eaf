/// The words of a bounce itself, without the mail that it returns: which addresses failed and what is said of each.
struct BounceText {
    /// The addresses that the text calls undeliverable, as sure as it can be told.
    private(set) var recipients: [String] = []
    private var passages: [String: String] = [:]

    private enum Rank: Int {
        /// The line is nothing but the address, or begins with it.
        case alone
        /// The line names the address and says why it failed.
        case explained
        /// The address stands somewhere.
        case mentioned
        /// The address is the bounce's sender or reader: the failed one only where no other stands.
        case known
    }

    /// Looks through a text.
    ///
    /// - Parameters:
    ///   - text: the bounce's own words.
    ///   - known: addresses in lower case that cannot be the failed one: the bounce's sender and reader.
    init(_ text: String, exceptFor known: Set<String>) {
        var found: [(address: String, rank: Rank, line: Int)] = []
        let lines = text.split(separator: "\n", maxSplits: 3000, omittingEmptySubsequences: false)
        for (number, line) in lines.enumerated() where line.utf8.contains(ASCII.at) {
            let content = Array(line.utf8.prefix(2000))
            let lower = PreparedText(String(decoding: content, as: UTF8.self), limit: 2000)
            let ranges = Self.addresses(in: content[...]).prefix(20)
            guard let first = ranges.first else { continue }
            if !Self.standsAlone(content, first), Self.asides.occurs(in: lower) { continue }
            for range in ranges {
                let address = String(decoding: content[range], as: UTF8.self)
                if Self.isRole(address) { continue }
                let isKnown = known.contains(address.lowercased())
                found.append((address, isKnown ? .known : Self.rank(content, range, lower), number))
            }
        }
        guard let best = found.map(\.rank.rawValue).min() else { return }
        for entry in found where entry.rank.rawValue == best {
            let key = entry.address.lowercased()
            guard passages[key] == nil else { continue }
            recipients.append(entry.address)
            let next = found.first {
                $0.line > entry.line && $0.rank.rawValue == best && $0.address.lowercased() != key
            }
            let end = min(next?.line ?? lines.count, entry.line + 15)
            passages[key] = lines[entry.line..<max(end, entry.line + 1)].joined(separator: "\n")
        }
    }

    /// What the text says of an address; empty when nothing.
    func passage(of address: String) -> String { passages[address.lowercased()] ?? "" }

    /// The subject that a text without a returned mail names (`Subject: …` on a line of its own).
    static func subject(toldIn text: String) -> String? {
        for line in text.split(separator: "\n").prefix(200) {
            let content = Array(line.utf8)[...].trimmed()
            if content.startsLowercased(with: "subject:") {
                let subject = EncodedWords.decode(content.dropFirst(8)).onOneLine
                return subject.isEmpty ? nil : subject
            }
        }
        return nil
    }

    /// Phrases of lines whose address is somebody else's.
    private static let asides = PhraseSet([
        "generated from", "contact ", "assistance", "send mail to", "please send", "mailto:", "envelope-from",
        "helo=", "sender:", "from:", "from <", "for further", "reply-to", "message-id", "postmaster at", "report this",
        "mail from", "http://", "https://", "questions",
    ])

    private static func rank(_ line: [UInt8], _ range: Range<Int>, _ lower: PreparedText) -> Rank {
        if standsAlone(line, range) { return .alone }
        let isExplained =
            BounceWords.explains(lower) || StatusCode.reply(in: String(decoding: line, as: UTF8.self)) != nil
        return isExplained ? .explained : .mentioned
    }

    private static func isRole(_ address: String) -> Bool {
        let local = address.prefix { $0 != "@" }.lowercased()
        return local == "postmaster" || local == "mailer-daemon" || local == "abuse" || local == "helpdesk"
    }

    /// What stands before an address in a list of failed ones: brackets, bullets, quotes.
    private static let marks: Set<UInt8> = [ASCII.less, ASCII.greater, 0x2A, ASCII.hyphen, ASCII.quote, 0x5B, 0x2B]

    private static func standsAlone(_ line: [UInt8], _ range: Range<Int>) -> Bool {
        let before = line[..<range.lowerBound].filter { !ASCII.isSpace($0) }
        return before.count <= 4 && before.allSatisfy(marks.contains)
    }

    /// Where addresses stand in a line.
    static func addresses(in line: Octets) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var at = line.startIndex
        while let sign = line[at...].firstIndex(of: ASCII.at) {
            at = sign + 1
            var start = sign
            let floor = max(ranges.last?.upperBound ?? line.startIndex, sign - 64)
            while start > floor, isLocal(line[start - 1]) { start -= 1 }
            var end = sign + 1
            while end < line.endIndex, end - sign < 255, isDomain(line[end]) { end += 1 }
            while end > sign + 1, line[end - 1] == ASCII.dot || line[end - 1] == ASCII.hyphen { end -= 1 }
            guard start < sign, end > sign + 2, line[(sign + 1)..<end].contains(ASCII.dot) else { continue }
            ranges.append(start..<end)
            at = end
        }
        return ranges
    }

    private static func isLocal(_ octet: UInt8) -> Bool {
        ASCII.isLetter(octet) || ASCII.isDigit(octet) || octet >= 0x80 || "!#$%&'*+-/=?^_`{|}~.".utf8.contains(octet)
    }

    private static func isDomain(_ octet: UInt8) -> Bool {
        ASCII.isLetter(octet) || ASCII.isDigit(octet) || octet >= 0x80 || octet == ASCII.dot || octet == ASCII.hyphen
    }
}
