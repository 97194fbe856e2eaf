/// Reads the address lists of RFC 5322 (From, To, Cc, Reply-To …) from what mailers really write.
///
/// One pass, no recursion: groups are opened and closed by a flag, so nested ones cost nothing, and comments by a
/// counter. What cannot be an address is kept as a name with an empty address, so that an agent still sees it.
struct AddressList {
    /// The mailboxes in order, those of groups included.
    private(set) var addresses: [MailAddress] = []
    /// There were more than the limit; the rest is left out.
    private(set) var isCut = false

    private let value: Octets
    private let limit: Int
    private var at: Int
    private var words: [Word] = []
    /// One of the words holds an at sign outside quotes.
    private var hasSign = false
    private var comment: [UInt8] = []
    private var angle: [UInt8]?
    /// A quoted string or an escape was part of the word being read.
    private var pending: [UInt8] = []
    private var pendingIsQuoted = false
    private var spaceBefore = false

    private struct Word {
        var octets: [UInt8]
        var isQuoted: Bool
        var spaceBefore: Bool
    }

    /// Reads an unfolded value.
    ///
    /// - Parameters:
    ///   - value: the value of an address field.
    ///   - limit: the most addresses that are taken.
    init(_ value: Octets, limit: Int) {
        self.value = value
        self.limit = limit
        at = value.startIndex
        read()
    }

    private mutating func read() {
        var inGroup = false
        while at < value.endIndex {
            let octet = value[at]
            switch octet {
            case ASCII.comma, ASCII.semicolon:
                at += 1
                if octet == ASCII.comma, angle == nil, commaBelongsToName() {
                    append(octet)
                    continue
                }
                finishAddress()
                if octet == ASCII.semicolon { inGroup = false }
            case ASCII.colon where !inGroup && angle == nil && !looksLikeAddress:
                // The words so far are a group's name.
                at += 1
                inGroup = true
                startOver()
            case ASCII.quote:
                readQuoted()
            case ASCII.leftParenthesis:
                readComment()
            case ASCII.less:
                readAngle()
            case _ where ASCII.isSpace(octet):
                at += 1
                finishWord()
                spaceBefore = true
            default:
                append(octet)
                at += 1
            }
            if isCut { return }
        }
        finishAddress()
    }

    private var looksLikeAddress: Bool { hasSign || pending.contains(ASCII.at) }

    private mutating func append(_ octet: UInt8) { pending.append(octet) }

    private mutating func finishWord() {
        guard !pending.isEmpty || pendingIsQuoted else { return }
        words.append(Word(octets: pending, isQuoted: pendingIsQuoted, spaceBefore: spaceBefore))
        if !pendingIsQuoted, pending.contains(ASCII.at) { hasSign = true }
        pending = []
        pendingIsQuoted = false
        spaceBefore = false
    }

    private mutating func startOver() {
        words = []
        hasSign = false
        pending = []
        pendingIsQuoted = false
        comment = []
        angle = nil
        spaceBefore = false
    }

    /// `Doe, John <john@example.com>`: a comma in a name that nobody quoted.
    ///
    /// Only where nothing before it is an address and what follows holds one in angle brackets before the next comma.
    private func commaBelongsToName() -> Bool {
        guard !looksLikeAddress, !words.isEmpty || !pending.isEmpty else { return false }
        var index = at
        var steps = 0
        while index < value.endIndex, steps < 128 {
            switch value[index] {
            case ASCII.less: return steps > 0
            case ASCII.at, ASCII.comma, ASCII.semicolon, ASCII.quote, ASCII.colon: return false
            default: break
            }
            index += 1
            steps += 1
        }
        return false
    }

    private mutating func readQuoted() {
        // A quoted string directly behind other characters belongs to the same word (`"a b"@example.com`).
        if !pending.isEmpty, !pendingIsQuoted, pending.last != ASCII.dot { finishWord() }
        if pendingIsQuoted { finishWord() }
        at += 1
        pendingIsQuoted = true
        let start = at
        while at < value.endIndex {
            let octet = value[at]
            at += 1
            if octet == ASCII.backslash, at < value.endIndex {
                pending.append(value[at])
                at += 1
            } else if octet == ASCII.quote {
                break
            } else {
                pending.append(octet)
            }
        }
        if at < value.endIndex, value[at] == ASCII.at {
            // A quoted local part keeps its quotes, or the address would be another one.
            let local = value[start..<(at - 1)]
            if !local.allSatisfy({
                ASCII.isLetter($0) || ASCII.isDigit($0) || $0 == ASCII.dot || $0 == ASCII.hyphen
                    || $0 == ASCII.underscore || $0 == 0x2B
            }) {
                pending = [ASCII.quote] + local + [ASCII.quote]
            }
            pendingIsQuoted = false
        } else if at < value.endIndex, value[at] != ASCII.dot {
            finishWord()
        }
    }

    private mutating func readComment() {
        finishWord()
        at += 1
        var depth = 1
        var text: [UInt8] = []
        while at < value.endIndex {
            let octet = value[at]
            at += 1
            if octet == ASCII.backslash, at < value.endIndex {
                text.append(value[at])
                at += 1
                continue
            }
            if octet == ASCII.leftParenthesis { depth += 1 }
            if octet == ASCII.rightParenthesis {
                depth -= 1
                if depth == 0 { break }
            }
            text.append(octet)
        }
        if !comment.isEmpty { comment.append(ASCII.space) }
        comment += text[...].trimmed()
        spaceBefore = true
    }

    private mutating func readAngle() {
        finishWord()
        at += 1
        var text: [UInt8] = []
        var isQuoted = false
        var depth = 0
        while at < value.endIndex {
            let octet = value[at]
            if octet == ASCII.quote { isQuoted.toggle() }
            if !isQuoted {
                if octet == ASCII.leftParenthesis { depth += 1 }
                if depth == 0 {
                    if octet == ASCII.greater {
                        at += 1
                        break
                    }
                    // No closing bracket before the next address: this one ends here.
                    if octet == ASCII.comma, !text.starts(with: [ASCII.at]), !text.isEmpty { break }
                    if octet == ASCII.less { text = [] } else if !ASCII.isSpace(octet) { text.append(octet) }
                }
                if octet == ASCII.rightParenthesis, depth > 0 { depth -= 1 }
            } else {
                text.append(octet)
            }
            at += 1
        }
        // A later bracket wins only when the first was empty (`<> <a@example.com>`).
        if angle?.isEmpty ?? true {
            angle = Self.withoutRoute(text)
        } else if !text.contains(ASCII.at) {
            words.append(Word(octets: text, isQuoted: false, spaceBefore: true))
        }
        spaceBefore = true
    }

    /// Takes off a source route: `@a,@b:user@example.com`.
    private static func withoutRoute(_ text: [UInt8]) -> [UInt8] {
        guard text.first == ASCII.at, let colon = text.lastIndex(of: ASCII.colon) else { return text }
        return Array(text[(colon + 1)...])
    }

    private mutating func finishAddress() {
        finishWord()
        defer { startOver() }
        guard angle != nil || !words.isEmpty || !comment.isEmpty else { return }
        guard addresses.count < limit else {
            isCut = true
            return
        }
        var address: [UInt8] = []
        if let angle {
            address = angle
        } else if let index = words.lastIndex(where: {
            $0.octets.contains(ASCII.at) && !($0.isQuoted && words.count > 1)
        }) {
            address = takeAddress(around: index)
        } else if words.count == 1, comment.isEmpty == false || isLocalName(words[0]) {
            // A bare local name such as `root`, or a list's `NO (posting not allowed)`.
            address = words[0].octets
            words = []
        }
        var name = text(of: words)
        if name.isEmpty, !comment.isEmpty { name = EncodedWords.decode(comment[...]).onOneLine }
        var written = AddressText.decode(address[...])
        if written.isEmpty, angle != nil, let index = words.lastIndex(where: { $0.octets.contains(ASCII.at) }) {
            written = AddressText.decode(takeAddress(around: index)[...])
            name = text(of: words)
        }
        addresses.append(MailAddress(name: name.isEmpty ? nil : name, address: written))
    }

    private func isLocalName(_ word: Word) -> Bool {
        !word.isQuoted && word.octets.allSatisfy { $0 < 0x80 }
            && !word.octets.starts(with: [ASCII.equals, ASCII.question])
    }

    /// Takes the address out of the words, together with neighbors that spaces cut off (`user @ example.com`).
    private mutating func takeAddress(around index: Int) -> [UInt8] {
        var first = index
        var last = index
        while first > 0,
            words[first].octets.first == ASCII.at || words[first].octets.first == ASCII.dot
                || words[first - 1].octets.last == ASCII.dot
        {
            first -= 1
        }
        while last + 1 < words.count,
            words[last].octets.last == ASCII.at || words[last].octets.last == ASCII.dot
                || words[last + 1].octets.first == ASCII.dot
        {
            last += 1
        }
        let joined = words[first...last].flatMap(\.octets)
        words.removeSubrange(first...last)
        return joined
    }

    private func text(of words: [Word]) -> String {
        var octets: [UInt8] = []
        for word in words {
            if !octets.isEmpty, word.spaceBefore { octets.append(ASCII.space) }
            octets += word.octets
        }
        return EncodedWords.decode(octets[...]).onOneLine
    }
}

/// An address as text.
enum AddressText {
    /// The octets of an address without quotes around the whole, decoded where a mailer encoded it.
    static func decode(_ octets: Octets) -> String {
        var octets = octets.trimmed()
        while octets.last == ASCII.greater { octets.removeLast() }
        if octets.count > 2, octets.first == ASCII.quote, octets.last == ASCII.quote {
            octets = octets.dropFirst().dropLast()
        }
        if octets.count > 2, octets.first == 0x27, octets.last == 0x27 { octets = octets.dropFirst().dropLast() }
        return EncodedWords.decode(octets).onOneLine
    }
}
