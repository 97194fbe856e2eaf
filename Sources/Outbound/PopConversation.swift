import ChannelKit

/// Speaks POP3 (RFC 1939) over a line that is signed in: one command after the other, on one thread.
struct PopConversation {
    private let line: SecuredLine
    private let limits: MailboxLimits
    private let words: ServerWords
    private var scanner = LineScanner()
    private var isUsable = true

    /// The longest first line of an answer; RFC 1939 allows 512 octets.
    private static let answerLimit = 4096
    /// The most octets of a mail's line that are taken at once: nobody's line may be too long to read what comes after it.
    private static let pieceLimit = 64 << 10

    /// Takes over a line.
    init(line: SecuredLine, server: MailServer, limits: MailboxLimits) {
        self.line = line
        self.limits = limits
        words = ServerWords(server)
    }

    /// Sends a command and reads its one line of an answer.
    mutating func command(_ text: String) throws(MailboxFailure) -> String {
        try speaking { conversation throws(LineFailure) in
            let deadline = conversation.end
            return try conversation.ask(text, deadline)
        }
    }

    /// Sends a command whose answer goes on to a line with a single dot, and keeps at most `limit` octets of it.
    mutating func content(of text: String, keeping limit: Int) throws(MailboxFailure) -> [UInt8] {
        try speaking { conversation throws(LineFailure) in
            let deadline = conversation.end
            let answer = try conversation.ask(text, deadline)
            guard case .success = answer else { return answer.map { _ in [] } }
            return .success(try conversation.content(keeping: limit, deadline))
        }
    }

    private mutating func content(
        keeping limit: Int,
        _ deadline: ContinuousClock.Instant
    ) throws(LineFailure) -> [UInt8] {
        var kept: [UInt8] = []
        var count = 0
        var isLineStart = true
        while true {
            let (piece, endsLine) = try nextPiece(deadline)
            if isLineStart, endsLine, piece == [UInt8(ascii: ".")] { return kept }
            // A dot at the beginning of a line was doubled (RFC 1939, 3).
            let isDotted = isLineStart && piece.first == UInt8(ascii: ".")
            isLineStart = endsLine
            count += piece.count + 2
            guard count <= limits.responseOctets else { throw .broken("a mail is too long") }
            guard kept.count < limit else { continue }
            kept += piece.dropFirst(isDotted ? 1 : 0)
            if endsLine { kept += [0x0D, 0x0A] }
            if kept.count > limit { kept.removeLast(kept.count - limit) }
        }
    }

    private mutating func ask(
        _ text: String,
        _ deadline: ContinuousClock.Instant
    ) throws(LineFailure) -> Result<String, MailboxFailure> {
        guard text.utf8.count <= 255, text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else {
            return .failure(.refused(text: "a command is one line of ASCII"))
        }
        try line.send(Array("\(text)\r\n".utf8), until: min(deadline, silence))
        let answer = try nextAnswer(deadline)
        if answer.starts(with: Array("+OK".utf8)) { return .success(words.shown(answer.dropFirst(3))) }
        guard answer.starts(with: Array("-ERR".utf8)) else { throw .broken("an answer is neither +OK nor -ERR") }
        return .failure(.refused(text: words.shown(answer.dropFirst(4))))
    }

    private mutating func nextAnswer(_ deadline: ContinuousClock.Instant) throws(LineFailure) -> [UInt8] {
        while true {
            do {
                if let line = try scanner.line(maximum: Self.answerLimit) { return line }
            } catch {
                throw .broken("a line is too long")
            }
            scanner.append(try line.receive(until: min(deadline, silence)))
        }
    }

    private mutating func nextPiece(
        _ deadline: ContinuousClock.Instant
    ) throws(LineFailure) -> (octets: [UInt8], endsLine: Bool) {
        while true {
            if let piece = scanner.piece(maximum: Self.pieceLimit) { return piece }
            scanner.append(try line.receive(until: min(deadline, silence)))
        }
    }

    private var silence: ContinuousClock.Instant { .now.advanced(by: limits.silence) }
    private var end: ContinuousClock.Instant { .now.advanced(by: limits.command) }

    /// Runs an exchange and says in the contract's words what came of it.
    private mutating func speaking<Value>(
        _ exchange: (inout PopConversation) throws(LineFailure) -> Result<Value, MailboxFailure>
    ) throws(MailboxFailure) -> Value {
        guard isUsable else { throw .unreachable(detail: "the line is closed") }
        let result: Result<Value, MailboxFailure>
        do throws(LineFailure) { result = try exchange(&self) } catch {
            isUsable = false
            throw MailboxOutcome.failure(error)
        }
        return try result.get()
    }
}
