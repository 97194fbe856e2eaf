import ChannelKit

/// Cuts what an IMAP server sends into responses (RFC 9051, 7).
///
/// Pure: octets in, responses out, linear in the octets. A literal is taken by its count alone, so that nothing in a mail can be mistaken for an answer of the server.
struct ImapResponseReader {
    /// One thing a server says.
    enum Response: Hashable {
        /// Data, behind `* `.
        case untagged(MailboxResponse)
        /// The request to go on, behind `+ `.
        case continuation(String)
        /// The answer to a command.
        case tagged(tag: String, status: String, text: String)
    }

    private let limits: MailboxLimits
    private var scanner = LineScanner()
    private var text: [UInt8] = []
    private var literals: [[UInt8]] = []
    private var literal: [UInt8] = []
    private var literalRest = 0
    private var isAmidLiteral = false
    private var octetCount = 0

    init(limits: MailboxLimits) { self.limits = limits }

    /// Whether everything received has been handed out.
    var isEmpty: Bool { scanner.isEmpty && text.isEmpty && !isAmidLiteral }

    /// Adds received octets.
    mutating func append(_ octets: UnsafeRawBufferPointer) { scanner.append(octets) }

    /// The next response, or nil while it is not complete.
    ///
    /// - Throws: ``LineFailure/broken(_:)``; the line is of no use afterwards.
    mutating func next() throws(LineFailure) -> Response? {
        while true {
            if isAmidLiteral {
                literalRest -= scanner.move(upTo: literalRest, to: &literal)
                guard literalRest == 0 else { return nil }
                literals.append(literal)
                literal = []
                isAmidLiteral = false
            }
            guard let line = try nextLine() else { return nil }
            guard text.count + line.count <= limits.lineOctets else { throw broken("a line is too long") }
            text.append(contentsOf: line)
            if let count = Self.literalCount(line) {
                try begin(literalOf: count)
            } else {
                return try whole()
            }
        }
    }

    private mutating func nextLine() throws(LineFailure) -> [UInt8]? {
        do { return try scanner.line(maximum: limits.lineOctets) } catch { throw broken("a line is too long") }
    }

    private mutating func begin(literalOf count: Int) throws(LineFailure) {
        guard count <= limits.literalOctets, octetCount <= limits.responseOctets - count,
            literals.count < limits.literalCount
        else { throw broken("a literal of \(count) octets is over the limit") }
        octetCount += count
        isAmidLiteral = true
        literalRest = count
        // Room is made for what has come, never for what is only announced.
        literal.reserveCapacity(min(count, 64 * 1024))
    }

    private mutating func whole() throws(LineFailure) -> Response {
        defer {
            text = []
            literals = []
            octetCount = 0
        }
        if text.starts(with: [UInt8(ascii: "*"), UInt8(ascii: " ")]) {
            let line = String(decoding: text.dropFirst(2), as: UTF8.self)
            return .untagged(MailboxResponse(line: line, literals: literals))
        }
        if text.first == UInt8(ascii: "+") {
            return .continuation(String(decoding: text.dropFirst(2), as: UTF8.self))
        }
        let words = text.split(separator: UInt8(ascii: " "), maxSplits: 2, omittingEmptySubsequences: false)
        guard words.count >= 2 else { throw broken("a line is no response") }
        return .tagged(
            tag: String(decoding: words[0], as: UTF8.self),
            status: String(decoding: words[1], as: UTF8.self).uppercased(),
            text: words.count > 2 ? String(decoding: words[2], as: UTF8.self) : ""
        )
    }

    /// The count of the literal that a line announces at its end: `{n}`, `{n+}` or `~{n}`.
    static func literalCount(_ line: [UInt8]) -> Int? {
        guard line.last == UInt8(ascii: "}") else { return nil }
        var index = line.count - 2
        if index >= 0, line[index] == UInt8(ascii: "+") { index -= 1 }
        let end = index
        while index >= 0, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(line[index]) { index -= 1 }
        guard index >= 0, index < end, line[index] == UInt8(ascii: "{") else { return nil }
        // A count that does not fit is over every limit.
        return Int(String(decoding: line[(index + 1)...end], as: UTF8.self)) ?? .max
    }

    private func broken(_ detail: String) -> LineFailure { .broken(detail) }
}
