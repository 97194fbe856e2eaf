import ChannelKit
import Testing

@testable import MailReception

/// What is said to a mail server, and what is taken from it.
@Suite struct LMTPConversationTests {
    private func conversation(_ change: (inout LMTPLimits) -> Void = { _ in }) -> LMTPConversation {
        var limits = LMTPLimits()
        change(&limits)
        return LMTPConversation(name: "desk.test", largestMail: 1000, limits: limits) { $0.hasSuffix("@desk.test") }
    }

    /// Says something and gives the codes of all answers; mails are answered with `answer`.
    private func codes(
        _ words: String,
        _ conversation: inout LMTPConversation,
        answer: ReceptionAnswer = .taken,
        mails: inout [ReceivedMail]
    ) -> [String] {
        conversation.receive(words.utf8)
        var said: [UInt8] = []
        while let step = conversation.next() {
            switch step {
            case .say(let octets), .end(let octets): said += octets
            case .take(let mail):
                mails.append(mail)
                said += conversation.answered(answer)
            }
        }
        let lines = String(decoding: said, as: UTF8.self).split(separator: "\r\n").map(String.init)
        // The last line of an answer has a blank behind its code.
        let last = lines.filter { $0.dropFirst(3).first == " " }
        return last.map { (line: String) -> String in
            line.split(separator: " ").prefix(2).joined(separator: " ")
        }
    }

    private func codes(_ words: String, _ conversation: inout LMTPConversation) -> [String] {
        var mails: [ReceivedMail] = []
        return codes(words, &conversation, mails: &mails)
    }

    @Test func `one answer for each recipient that was accepted, the mail once with all of them`() {
        var conversation = conversation()
        var mails: [ReceivedMail] = []
        let said = codes(
            """
            LHLO mx.test\r\nMAIL FROM:<ada@customer.test> SIZE=20 BODY=8BITMIME\r\nRCPT TO:<a@desk.test>\r\n\
            RCPT TO:<x@elsewhere.test>\r\nRCPT TO:<b@desk.test>\r\nRCPT TO:<a@desk.test>\r\nDATA\r\n\
            Subject: 1\r\n\r\n..\r\n.\r\nQUIT\r\n
            """,
            &conversation,
            mails: &mails
        )
        #expect(
            said == [
                "220 desk.test", "250 SIZE", "250 2.1.0", "250 2.1.5", "550 5.1.1", "250 2.1.5", "250 2.1.5", "354 Go",
                "250 2.0.0", "250 2.0.0", "250 2.0.0", "221 2.0.0",
            ]
        )
        #expect(mails.map(\.recipients) == [["a@desk.test", "b@desk.test"]])
        #expect(mails.map(\.sender) == ["ada@customer.test"])
        #expect(mails.first.map { String(decoding: $0.octets, as: UTF8.self) } == "Subject: 1\r\n\r\n.\r\n")
    }

    @Test(arguments: [
        (ReceptionAnswer.later("Too much waits"), "451 4.3.0"), (.refused("Too large"), "552 5.3.4"),
    ]) func `a mail that is not journaled is never said to be`(_ answer: ReceptionAnswer, _ code: String) {
        var conversation = conversation()
        var mails: [ReceivedMail] = []
        let said = codes(
            "LHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<a@desk.test>\r\nRCPT TO:<b@desk.test>\r\nDATA\r\nx\r\n.\r\n",
            &conversation,
            answer: answer,
            mails: &mails
        )
        #expect(said.suffix(2) == [code, code])
        #expect(mails.first?.sender.isEmpty == true)
    }

    private static let refused: [(words: String, code: String)] = [
        ("EHLO x", "500 5.5.1"), ("HELO x", "500 5.5.1"), ("LHLO", "501 5.5.4"), ("MAIL FROM:<a@b>", "503 5.5.1"),
        ("LHLO x\r\nRCPT TO:<a@desk.test>", "503 5.5.1"), ("LHLO x\r\nDATA", "503 5.5.1"),
        ("LHLO x\r\nMAIL FROM:<a@b>\r\nDATA", "503 5.5.1"), ("LHLO x\r\nMAIL FROM:a@b", "501 5.1.7"),
        ("LHLO x\r\nMAIL FROM:<a@b> SIZE=1001", "552 5.3.4"), ("LHLO x\r\nMAIL FROM:<a@b> SIZE=-1", "501 5.5.4"),
        ("LHLO x\r\nMAIL FROM:<a@b> BODY=BINARYMIME", "501 5.5.4"), ("LHLO x\r\nMAIL FROM:<a@b> SMTPUTF8", "555 5.5.4"),
        ("LHLO x\r\nMAIL FROM:<a@b>\r\nMAIL FROM:<a@b>", "503 5.5.1"),
        ("LHLO x\r\nMAIL FROM:<a@b>\r\nRCPT TO:<>", "501 5.1.3"), ("BDAT 3", "500 5.5.2"),
        ("\0\u{1}\u{FF}", "500 5.5.2"),
        ("LHLO x\r\nMAIL FROM:<\(String(repeating: "a", count: 400))@b>", "501 5.1.7"),
    ]

    @Test(arguments: refused)
    func `a wrong command is refused and the line goes on`(_ refused: (words: String, code: String)) {
        var conversation = conversation()
        #expect(codes("\(refused.words)\r\n", &conversation).last == refused.code)
        #expect(codes("NOOP\r\n", &conversation) == ["250 2.0.0"])
    }

    @Test func `a mail that is too large is read to its end and refused`() {
        var conversation = conversation()
        _ = codes("LHLO x\r\nMAIL FROM:<a@b>\r\nRCPT TO:<a@desk.test>\r\nDATA\r\n", &conversation)
        #expect(codes(String(repeating: "x", count: 2000), &conversation).isEmpty)
        #expect(codes("\r\n.\r\nNOOP\r\n", &conversation) == ["552 5.3.4", "250 2.0.0"])
    }

    @Test func `endless lines, endless mails and endless mistakes end the line`() {
        var long = conversation()
        #expect(codes(String(repeating: "x", count: 3000), &long).last == "500 5.5.2")
        #expect(codes("NOOP\r\n", &long).isEmpty)
        var endless = conversation()
        _ = codes("LHLO x\r\nMAIL FROM:<a@b>\r\nRCPT TO:<a@desk.test>\r\nDATA\r\n", &endless)
        #expect(codes(String(repeating: "x", count: 2 << 20), &endless) == ["421 4.3.4"])
        var wrong = conversation { $0.mistakes = 3 }
        #expect(codes(String(repeating: "WHAT\r\n", count: 9), &wrong).last == "421 4.7.0")
        #expect(codes("NOOP\r\n", &wrong).isEmpty)
    }

    @Test func `more recipients than are taken at once are put off, not lost`() {
        var conversation = conversation { $0.recipients = 2 }
        let words = (1...3).map { "RCPT TO:<\($0)@desk.test>\r\n" }.joined()
        #expect(
            codes("LHLO x\r\nMAIL FROM:<a@b>\r\n\(words)", &conversation).suffix(3) == [
                "250 2.1.5", "250 2.1.5", "452 4.5.3",
            ]
        )
    }

    @Test(
        arguments: [
            ("<a@b>", "a@b"), (" <a@b> ", "a@b"), ("<@x,@y:a@b>", "a@b"), (#"<"a>b"@c>"#, #""a>b"@c"#), ("<>", ""),
            ("a@b", nil), ("<a b@c>", nil), ("<a@b", nil), ("<a\u{7}@b>", nil),
        ] as [(String, String?)]
    ) func `paths are read as RFC 5321 writes them`(_ text: String, _ address: String?) {
        #expect(LMTPPath(text[...])?.address == address)
    }

    /// What a line may bring, of a size: one mail of pieces, many mails, and commands in every shape.
    private static let lines: [(name: String, octets: @Sendable (_ size: Int) -> String)] = [
        ("long lines", { data(String(repeating: String(repeating: "x", count: 900) + "\r\n", count: 20 * $0)) }),
        ("short lines", { data(String(repeating: "x\r\n", count: 6_000 * $0)) }),
        ("doubled dots", { data(String(repeating: "..\r\n", count: 4_000 * $0)) }),
        ("returns alone", { data(String(repeating: "\r", count: 18_000 * $0)) }),
        ("line feeds alone", { data(String(repeating: "\n", count: 18_000 * $0)) }),
        ("a mail over the limit", { data(String(repeating: "x", count: 60_000 * $0)) }),
        (
            "many mails",
            { String(repeating: "MAIL FROM:<>\r\nRCPT TO:<a@desk.test>\r\nDATA\r\nx\r\n.\r\n", count: 300 * $0) }
        ),
        (
            "many recipients",
            {
                "MAIL FROM:<>\r\n" + String(repeating: "RCPT TO:<a@desk.test>\r\n", count: 110 * $0)
                    + "DATA\r\nx\r\n.\r\n"
            }
        ),
        ("commands", { String(repeating: "NOOP\r\n", count: 3_000 * $0) }),
        ("long commands", { String(repeating: "NOOP \(String(repeating: "x", count: 2_000))\r\n", count: 10 * $0) }),
    ]

    private static func data(_ mail: String) -> String {
        "MAIL FROM:<>\r\nRCPT TO:<a@desk.test>\r\nDATA\r\n\(mail)\r\n.\r\n"
    }

    @Test(arguments: lines.indices, [1, 13, 1_460, 1 << 20])
    func `the work grows with what is brought and no faster, in whatever pieces`(_ index: Int, piece: Int) {
        let sizes = [1, 2, 4, 8]
        let work = sizes.map { size in
            let octets = Array("LHLO mx.test\r\n\(Self.lines[index].octets(size))QUIT\r\n".utf8)
            var conversation = LMTPConversation(name: "desk.test", largestMail: 50_000, limits: LMTPLimits()) { _ in
                true
            }
            var answers = 0
            for start in stride(from: 0, to: octets.count, by: piece) {
                conversation.receive(octets[start..<min(start + piece, octets.count)])
                while let step = conversation.next() {
                    answers += 1
                    if case .take = step { _ = conversation.answered(.taken) }
                }
            }
            #expect(answers > 2, "\(Self.lines[index].name)")
            #expect(
                conversation.work <= 4 * octets.count,
                "\(Self.lines[index].name): \(conversation.work) for \(octets.count)"
            )
            return conversation.work
        }
        #expect(work[0] > 0)
        for (place, size) in sizes.enumerated().dropFirst() {
            #expect(work[place] <= work[0] * size * 5 / 4 + 2_000, "\(Self.lines[index].name): \(work)")
        }
    }
}
