import ChannelKit

/// Speaks LMTP (RFC 2033): octets in, steps out, no clock and no socket.
///
/// Commands may come in one go (PIPELINING, RFC 2920); they are answered in their order. After DATA there is one answer for
/// each recipient that was accepted.
struct LMTPConversation {
    /// What is to be done next.
    enum Step: Hashable {
        /// Send these octets.
        case say([UInt8])
        /// Have a mail taken, and tell the outcome to ``LMTPConversation/answered(_:)``.
        case take(ReceivedMail)
        /// Send these octets and end the line.
        case end([UInt8])
    }

    private let name: String
    private let largestMail: Int
    private let limits: LMTPLimits
    private let accepts: (String) -> Bool

    private var input: [UInt8] = []
    private var head = 0
    /// Up to where no line ends, so that a line that comes in pieces is looked through once.
    private var searched = 0
    private var isGreeted = false
    private var hasSaidHello = false
    private var isEnded = false
    private var mistakes = 0
    private var sender: String?
    /// In the order in which they were accepted; one named twice is answered twice.
    private var recipients: [String] = []
    private var reader: MailDataReader?
    /// How many octets were looked at or moved, for tests of the work done.
    private(set) var work = 0

    /// Creates a conversation.
    ///
    /// - Parameters:
    ///   - name: the host name to greet with.
    ///   - largestMail: the most octets of a mail.
    ///   - limits: the other bounds.
    ///   - accepts: whether an address is one of the channel's.
    init(name: String, largestMail: Int, limits: LMTPLimits, accepts: @escaping (String) -> Bool) {
        self.name = name
        self.largestMail = largestMail
        self.limits = limits
        self.accepts = accepts
    }

    /// Whether a mail has begun and not ended.
    var isAmidMail: Bool { sender != nil }

    /// Whether some octets of a mail were read and its end was not.
    var isAmidData: Bool { reader.map { $0.count > 0 } ?? false }

    /// Adds received octets.
    mutating func receive(_ octets: some Collection<UInt8>) {
        if head > 0 {
            work += input.count - head
            input.removeSubrange(..<head)
            searched = max(0, searched - head)
            head = 0
        }
        work += octets.count
        input.append(contentsOf: octets)
    }

    /// What is to be done next; nil when more octets are needed.
    mutating func next() -> Step? {
        guard !isEnded else { return nil }
        if !isGreeted {
            isGreeted = true
            return .say(Self.line("220 \(name) LMTP Tributary"))
        }
        if reader != nil { return nextOfMail() }
        let start = max(head, searched)
        let found = input[start...].firstIndex(of: 0x0A)
        searched = found ?? input.count
        work += searched - start
        guard let end = found else {
            guard input.count - head > limits.commandOctets else { return nil }
            return ended("500 5.5.2 A line is too long")
        }
        var line = input[head..<end]
        head = end + 1
        if line.last == 0x0D { line.removeLast() }
        guard line.count <= limits.commandOctets else { return ended("500 5.5.2 A line is too long") }
        return answer(String(decoding: line, as: UTF8.self))
    }

    /// Takes the outcome of a mail that was handed out.
    ///
    /// - Returns: the answers, one for each recipient.
    mutating func answered(_ answer: ReceptionAnswer) -> [UInt8] {
        let words =
            switch answer {
            case .taken: "250 2.0.0 Stored"
            case .later(let text): "451 4.3.0 \(Self.shown(text))"
            case .refused(let text): "552 5.3.4 \(Self.shown(text))"
            }
        defer { reset() }
        return recipients.flatMap { Self.line(recipients.count > 1 ? "\(words) (\($0))" : words) }
    }

    private mutating func nextOfMail() -> Step? {
        // Taken out while it reads, or every read would copy what was read before.
        guard var reader = self.reader.take() else { return nil }
        let before = reader.work
        let used = reader.read(input[head...])
        work += reader.work - before
        head = used.map { head + $0 } ?? input.count
        guard used != nil else {
            // What nobody will keep is read for a while, so that the answer can be heard.
            if reader.count > 4 * largestMail + (1 << 20) { return ended("421 4.3.4 The mail has no end") }
            self.reader = reader
            return nil
        }
        if reader.isOver { return .say(answered(.refused("The mail is larger than \(largestMail) bytes"))) }
        var seen: Set<String> = []
        return .take(
            ReceivedMail(
                sender: sender ?? "",
                recipients: recipients.filter { seen.insert($0).inserted },
                octets: reader.octets
            )
        )
    }

    private mutating func answer(_ line: String) -> Step {
        let verb = line.prefix { $0 != " " }.uppercased()
        let rest = line.dropFirst(verb.count)
        switch verb {
        case "LHLO": return hello(rest)
        case "HELO", "EHLO": return mistake("500 5.5.1 This is LMTP; say LHLO")
        case "MAIL": return begin(rest)
        case "RCPT": return add(rest)
        case "DATA": return data()
        case "RSET":
            reset()
            return .say(Self.line("250 2.0.0 Forgotten"))
        case "NOOP": return .say(Self.line("250 2.0.0 Fine"))
        case "VRFY": return .say(Self.line("252 2.1.5 Send a mail and see"))
        case "QUIT": return ended("221 2.0.0 Good-bye")
        default: return mistake("500 5.5.2 No such command")
        }
    }

    private mutating func hello(_ rest: Substring) -> Step {
        guard rest.contains(where: { $0 != " " }) else { return mistake("501 5.5.4 LHLO needs a name") }
        reset()
        hasSaidHello = true
        let offers = ["PIPELINING", "8BITMIME", "ENHANCEDSTATUSCODES"].map { "250-\($0)\r\n" }.joined()
        return .say(Array("250-\(name)\r\n\(offers)250 SIZE \(largestMail)\r\n".utf8))
    }

    private mutating func begin(_ rest: Substring) -> Step {
        guard hasSaidHello else { return mistake("503 5.5.1 Say LHLO first") }
        guard sender == nil else { return mistake("503 5.5.1 One mail after the other") }
        guard let path = Self.path(rest, behind: "FROM:") else { return mistake("501 5.1.7 No usable sender") }
        for (name, value) in path.parameters {
            switch name {
            case "SIZE":
                guard let size = Int(value), size >= 0 else { return mistake("501 5.5.4 SIZE needs a number") }
                guard size <= largestMail else {
                    return mistake("552 5.3.4 The mail is larger than \(largestMail) bytes")
                }
            case "BODY":
                guard ["7BIT", "8BITMIME"].contains(value.uppercased()) else {
                    return mistake("501 5.5.4 BODY is 7BIT or 8BITMIME")
                }
            default: return mistake("555 5.5.4 No such parameter")
            }
        }
        sender = path.address
        return .say(Self.line("250 2.1.0 Sender taken"))
    }

    private mutating func add(_ rest: Substring) -> Step {
        guard sender != nil else { return mistake("503 5.5.1 Say MAIL first") }
        guard let path = Self.path(rest, behind: "TO:"), !path.address.isEmpty, path.parameters.isEmpty else {
            return mistake("501 5.1.3 No usable recipient")
        }
        guard recipients.count < limits.recipients else {
            return .say(Self.line("452 4.5.3 Too many recipients; bring the others with another mail"))
        }
        // Not a mistake: a mail server may ask for many addresses that are none of ours.
        guard accepts(path.address) else { return .say(Self.line("550 5.1.1 No such address here")) }
        recipients.append(path.address)
        return .say(Self.line("250 2.1.5 Recipient taken"))
    }

    private mutating func data() -> Step {
        guard !recipients.isEmpty else { return mistake("503 5.5.1 No recipient was taken") }
        reader = MailDataReader(limit: largestMail)
        return .say(Self.line("354 Go on; end with a dot"))
    }

    private mutating func reset() {
        sender = nil
        recipients = []
        reader = nil
    }

    private mutating func mistake(_ words: String) -> Step {
        mistakes += 1
        return mistakes > limits.mistakes ? ended("421 4.7.0 Too many mistakes") : .say(Self.line(words))
    }

    /// Ends the line with words.
    mutating func ended(_ words: String) -> Step {
        isEnded = true
        return .end(Self.line(words))
    }

    private static func path(_ rest: Substring, behind word: String) -> LMTPPath? {
        let text = rest.drop { $0 == " " }
        guard text.prefix(word.count).uppercased() == word else { return nil }
        return LMTPPath(text.dropFirst(word.count))
    }

    private static func line(_ words: String) -> [UInt8] { Array("\(words)\r\n".utf8) }

    /// Words of ours on one line of ASCII.
    private static func shown(_ text: String) -> String {
        String(decoding: text.utf8.prefix(300).map { $0 >= 0x20 && $0 < 0x7F ? $0 : UInt8(ascii: " ") }, as: UTF8.self)
    }
}
