import ChannelKit

/// Speaks SMTP over a line that is signed in: one mail after the other.
struct SubmissionDialogue {
    /// How far a mail had come when its submission stopped.
    enum Stage: Hashable {
        /// The server did not take the sender yet.
        case sender
        /// The server did not take all recipients yet.
        case recipients
        /// The mail's octets were about to go out or on their way; the last one had not gone.
        case octets
        /// The mail had gone out whole.
        case answer
    }

    /// Why a mail was not, or not certainly, taken.
    enum Stop: Error, Hashable {
        /// The server refused; the text is as shown.
        case refused(code: Int, text: String, Stage)
        /// The line was lost, or time was up.
        case lost(LineFailure, Stage)
    }

    private let line: SecuredLine
    private let words: ServerWords
    private let offers: SMTPExtensions
    private var scanner = LineScanner()
    private var needsReset = false
    private var count = 0
    /// Whether the line can take another mail.
    private(set) var isUsable = true

    /// The most mails that are sent over one line; many servers set a limit not far above.
    static let mailLimit = 100

    /// Takes over a line.
    init(line: SecuredLine, server: MailServer) {
        self.line = line
        words = ServerWords(server)
        offers = SMTPExtensions(openingLines: line.openingLines)
    }

    /// Whether the server still listens.
    func isAlive() -> Bool { isUsable && count < Self.mailLimit && scanner.isEmpty && line.isQuiet() }

    /// Submits one mail.
    ///
    /// - Returns: the server's answer to the mail's octets, with its code.
    mutating func submit(_ mail: MailSubmission, until deadline: ContinuousClock.Instant) throws(Stop) -> String {
        count += 1
        if needsReset { try expect("RSET", .sender, deadline) }
        needsReset = true
        try expect(senderCommand(mail), .sender, deadline)
        for recipient in mail.recipients {
            let subject = mail.recipients.count > 1 ? recipient : nil
            try expect("RCPT TO:<\(recipient)>", about: subject, .recipients, deadline)
        }
        try expect("DATA", accepting: 300..<400, .octets, deadline)
        try send(MailData.stuffed(mail.octets), deadline)
        let reply = try reply(.answer, deadline)
        needsReset = false
        try check(reply, accepting: 200..<300, about: nil, .answer)
        return words.shown(Array("\(reply.code) ".utf8) + reply.text)
    }

    /// Says good-bye; a server that does not answer is left alone.
    mutating func quit() {
        guard isUsable else { return }
        isUsable = false
        let deadline = ContinuousClock.now.advanced(by: .seconds(5))
        do {
            try line.send(Array("QUIT\r\n".utf8), until: deadline)
            scanner.append(try line.receive(until: deadline))
        } catch {
            // The line is closed either way.
        }
    }

    private func senderCommand(_ mail: MailSubmission) -> String {
        var command = "MAIL FROM:<\(mail.sender)>"
        if offers.takesSize { command += " SIZE=\(mail.octets.count)" }
        if offers.takesEightBits, mail.octets.contains(where: { $0 >= 0x80 }) { command += " BODY=8BITMIME" }
        return command
    }

    private mutating func expect(
        _ command: String,
        accepting codes: Range<Int> = 200..<300,
        about recipient: String? = nil,
        _ stage: Stage,
        _ deadline: ContinuousClock.Instant
    ) throws(Stop) {
        do throws(LineFailure) {
            try line.send(Array("\(command)\r\n".utf8), until: deadline)
        } catch {
            isUsable = false
            throw .lost(error, stage)
        }
        let reply = try reply(stage, deadline)
        try check(reply, accepting: codes, about: recipient, stage)
    }

    private mutating func check(
        _ reply: SMTPReply,
        accepting codes: Range<Int>,
        about recipient: String?,
        _ stage: Stage
    ) throws(Stop) {
        if codes.contains(reply.code) { return }
        // 421: the server closes the line (RFC 5321, 3.8). A reply of another kind is out of step with the commands.
        if reply.code == 421 || reply.code < 400 { isUsable = false }
        guard reply.code >= 400 else {
            throw .lost(.broken("the server answered out of turn: \(reply.code)"), stage)
        }
        var text = words.shown(reply.text)
        if let recipient, !text.contains(recipient) { text = "<\(recipient)>: \(text)" }
        throw .refused(code: reply.code, text: text, stage)
    }

    private mutating func send(_ octets: [UInt8], _ deadline: ContinuousClock.Instant) throws(Stop) {
        do throws(LineFailure) {
            try line.send(octets, until: deadline)
        } catch {
            isUsable = false
            // A server that hangs up amid a mail may have said why.
            if case .unreachable = error, let reply = try? reply(.octets, deadline), reply.code >= 400 {
                throw .refused(code: reply.code, text: words.shown(reply.text), .octets)
            }
            throw .lost(error, .octets)
        }
    }

    private mutating func reply(_ stage: Stage, _ deadline: ContinuousClock.Instant) throws(Stop) -> SMTPReply {
        var builder = SMTPReplyBuilder()
        do throws(LineFailure) {
            while true {
                while let text = try nextLine() {
                    if let reply = try whole(text, &builder) { return reply }
                }
                scanner.append(try line.receive(until: deadline))
            }
        } catch {
            isUsable = false
            throw .lost(error, stage)
        }
    }

    private mutating func nextLine() throws(LineFailure) -> [UInt8]? {
        do { return try scanner.line(maximum: SMTPReplyBuilder.lineLimit) } catch {
            throw .broken("the server's answer is too long")
        }
    }

    private func whole(_ text: [UInt8], _ builder: inout SMTPReplyBuilder) throws(LineFailure) -> SMTPReply? {
        do { return try builder.take(text) } catch { throw .broken("the server's answer is no SMTP reply") }
    }
}
