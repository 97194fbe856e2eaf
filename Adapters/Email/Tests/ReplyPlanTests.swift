import ChannelKit
import Foundation
import Testing

@testable import EmailAdapter

@Suite struct ReplyPlanTests {
    private let desk = TestDesk()

    static func reply() -> OutboundReply {
        OutboundReply(
            key: "reply-1",
            ticketNumber: 42,
            subject: "The engine",
            text: "Hello Ada,\n\nsee https://example.org/a?b=1&c=2.\n\nYours",
            authorName: "Grace",
            route: ReplyRoute(target: IdentityKey(kind: .email, value: "ada@example.net"), address: "Ada@example.net"),
            recipientName: "Ada Lovelace",
            threading: OutboundThreading(
                messageToken: "k7f3zq9d8s6a5p4m",
                date: Timestamp(seconds: 1_767_323_045),
                parentID: "abc@example.net",
                ancestorIDs: ["our-1@example.org", "abc@example.net"],
                replyToken: "tok-12345678"
            ),
            quoted: QuotedMessage(author: "Ada", at: Timestamp(seconds: 1_767_319_445), text: "It <b>works</b>\nnow")
        )
    }

    private func mail(_ reply: OutboundReply, _ settings: [String: SettingValue] = [:]) throws -> String {
        String(decoding: try #require(try desk.adapter(settings).plan(reply).first).body, as: UTF8.self)
    }

    /// The header fields in order, unfolded.
    private func header(_ mail: String) -> [(name: String, value: String)] {
        let section = mail.components(separatedBy: "\r\n\r\n")[0]
        var fields: [(name: String, value: String)] = []
        for line in section.components(separatedBy: "\r\n") {
            if line.hasPrefix(" ") {
                fields[fields.count - 1].value += line
            } else {
                let colon = line.firstIndex(of: ":") ?? line.startIndex
                fields.append((String(line[..<colon]), String(line[colon...].dropFirst(2))))
            }
        }
        return fields
    }

    private func value(_ name: String, _ mail: String) -> String? { header(mail).first { $0.name == name }?.value }

    @Test func `a reply carries everything that holds its thread together`() throws {
        let adapter = try desk.adapter(["reply_token": .text("plus")])
        let part = try #require(try adapter.plan(Self.reply()).first)
        #expect(part.externalID?.rawValue == "k7f3zq9d8s6a5p4m@example.org")
        #expect(part.destinations == ["Ada@example.net"])
        #expect(part.origin == "desk@example.org")
        #expect(part.mediaType == "message/rfc822")
        let mail = String(decoding: part.body, as: UTF8.self)
        let names = header(mail).map(\.name)
        #expect(
            names == [
                "From", "To", "Reply-To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "X-Tributary",
                "MIME-Version", "Content-Type",
            ]
        )
        #expect(value("From", mail) == "\"Grace\" <desk@example.org>")
        #expect(value("To", mail) == "\"Ada Lovelace\" <Ada@example.net>")
        #expect(value("Reply-To", mail) == "\"Example Desk\" <desk+tok-12345678@example.org>")
        #expect(value("Subject", mail) == "Re: The engine [T-42]")
        #expect(value("Date", mail) == "Fri, 2 Jan 2026 03:04:05 +0000")
        #expect(value("Message-ID", mail) == "<k7f3zq9d8s6a5p4m@example.org>")
        #expect(value("In-Reply-To", mail) == "<abc@example.net>")
        #expect(value("References", mail) == "<our-1@example.org> <abc@example.net>")
        #expect(mail.contains("[ref:tok-12345678]"))
        #expect(mail.contains("> It <b>works</b>"))
        #expect(mail.contains("It &lt;b&gt;works&lt;/b&gt;"))
        #expect(mail.contains("<a href=3D\"https://example.org/a?b=3D1&amp;c=3D2\">"))
    }

    @Test func `the same reply is the same octets`() throws {
        let adapter = try desk.adapter()
        #expect(try adapter.plan(Self.reply()) == adapter.plan(Self.reply()))
    }

    @Test(arguments: [(OutboundReply.Purpose.acknowledgment, "auto-replied"), (.notice, "auto-generated")])
    func `automatic mail says so and has no envelope sender`(purpose: OutboundReply.Purpose, word: String) throws {
        var reply = Self.reply()
        reply.purpose = purpose
        let part = try #require(try desk.adapter(["reply_token": .text("plus")]).plan(reply).first)
        let mail = String(decoding: part.body, as: UTF8.self)
        #expect(part.origin?.isEmpty == true)
        #expect(value("Auto-Submitted", mail) == word)
        #expect(value("X-Auto-Response-Suppress", mail) == "All")
    }

    @Test func `an agent's reply does not claim to be automatic`() throws {
        let mail = try mail(Self.reply())
        #expect(value("Auto-Submitted", mail) == nil)
        #expect(value("Reply-To", mail) == nil)
    }

    @Test func `of a long thread the first and the last ids are named`() throws {
        var reply = Self.reply()
        reply.threading.ancestorIDs =
            (1...60).map { "id-\($0)@example.net" } + ["id-60@example.net", "bad id\r\nX: y", "<x>"]
        reply.threading.parentID = "id-60@example.net"
        let ids = try #require(value("References", try mail(reply))).split(separator: " ")
        #expect(ids.first == "<id-1@example.net>")
        #expect(ids.count == 21)
        #expect(ids.dropFirst() == (41...60).map { "<id-\($0)@example.net>" }[...])
    }

    @Test func `a first message has no Re and no thread`() throws {
        var reply = Self.reply()
        reply.threading.parentID = nil
        reply.threading.ancestorIDs = []
        reply.quoted = nil
        let mail = try mail(reply)
        #expect(value("Subject", mail) == "The engine [T-42]")
        #expect(value("In-Reply-To", mail) == nil)
        #expect(value("References", mail) == nil)
    }

    @Test(arguments: [
        ("Re: AW: 回复：The engine", "Re: The engine [T-42]"), ("The engine [T-42]", "Re: The engine [T-42]"),
        ("RE[2]: x", "Re: x [T-42]"), ("", "Re: [T-42]"), ("Requirements: list", "Re: Requirements: list [T-42]"),
    ])
    func `a subject has one prefix and one tag`(subject: String, expected: String) throws {
        var reply = Self.reply()
        reply.subject = subject
        #expect(value("Subject", try mail(reply)) == expected)
    }

    @Test func `Outlook's thread gets a child of its own`() throws {
        var reply = Self.reply()
        reply.threading.conversationKey = "thread-index:AdpqAQIDBAUGBwgJCgsMDQ4PEBESEw=="
        let mail = try mail(reply)
        let written = try #require(value("Thread-Index", mail))
        let index = try #require(Data(base64Encoded: written))
        #expect(index.count == 27)
        #expect(ThreadIndex.conversationKey(Array(index)) == reply.threading.conversationKey)
        #expect(value("Thread-Topic", mail) == "The engine")
        reply.threading.conversationKey = "slack:C1"
        #expect(value("Thread-Index", try self.mail(reply)) == nil)
    }

    @Test(arguments: [
        "a>\r\nRCPT TO:<b@example.net", "a@example.net\r\nBcc: b@example.net", "<a@example.net>",
        "a@example.net, b@example.net",
        "", "a b@example.net", "a@", "a@exam\0ple.net", "jörg@example.net", "desk@example.org", "desk+tok@example.org",
    ])
    func `an address that cannot be used is refused for good`(address: String) throws {
        var reply = Self.reply()
        reply.route = ReplyRoute(target: nil, address: address)
        let adapter = try desk.adapter()
        let failure = #expect(throws: DeliveryFailure.self) { _ = try adapter.plan(reply) }
        #expect(failure?.verdict == .never)
        var copied = Self.reply()
        copied.copies = [address]
        if address.hasPrefix("desk") {
            #expect(try adapter.plan(copied).first?.destinations == ["Ada@example.net"])
        } else {
            #expect(throws: DeliveryFailure.self) { _ = try adapter.plan(copied) }
        }
    }

    @Test func `copies are sent once to each`() throws {
        var reply = Self.reply()
        reply.copies = ["bob@example.net", "BOB@example.net", "ada@example.net", "carol@bücher.example"]
        let part = try #require(try desk.adapter().plan(reply).first)
        #expect(part.destinations == ["Ada@example.net", "bob@example.net", "carol@xn--bcher-kva.example"])
    }

    @Test func `hidden copies are sent and named nowhere`() throws {
        var reply = Self.reply()
        reply.copies = ["bob@example.net"]
        reply.hiddenCopies = ["eve@example.net", "BOB@example.net"]
        let part = try #require(try desk.adapter().plan(reply).first)
        #expect(part.destinations == ["Ada@example.net", "bob@example.net", "eve@example.net"])
        #expect(!String(decoding: part.body, as: UTF8.self).contains("eve@"))
    }

    @Test func `files over the limit are refused for good`() throws {
        var reply = Self.reply()
        reply.attachments = [
            OutboundAttachment(name: "a", contentType: "x/y", bytes: Array(repeating: 0, count: (18 << 20) + 1))
        ]
        let failure = #expect(throws: DeliveryFailure.self) { _ = try desk.adapter().plan(reply) }
        #expect(failure?.verdict == .never)
    }

    @Test(arguments: [
        ("see http://a.example/x.", "see <a href=\"http://a.example/x\">http://a.example/x</a>."),
        ("(https://a.example/b_(c))", "(<a href=\"https://a.example/b_(c)\">https://a.example/b_(c)</a>)"),
        ("javascript:alert(1) xhttp://a", "javascript:alert(1) xhttp://a"),
        ("http://a.example/\"onload=\"x", "<a href=\"http://a.example/\">http://a.example/</a>&quot;onload=&quot;x"),
        ("请看https://a.example/路径", "请看<a href=\"https://a.example/\">https://a.example/</a>路径"),
        ("<script>", "&lt;script&gt;"), ("http://", "http://"), ("a\r\nb\rc", "a<br>\nb<br>\nc"),
    ])
    func `words become safe markup`(text: String, markup: String) {
        #expect(LinkedText.markup(text) == markup)
    }

    @Test(arguments: [
        ("../../etc/passwd", "passwd"), ("C:\\x\\y.doc", "y.doc"), ("a\r\nb.txt", "a b.txt"), ("", "attachment"),
        ("..", "attachment"),
        ("\u{202E}fdp.exe", "fdp.exe"),
    ])
    func `a file's name has no path and no tricks`(name: String, expected: String) {
        #expect(AttachmentPart.fileName(name) == expected)
        #expect(AttachmentPart.fileName(String(repeating: "ä", count: 500) + ".pdf").utf8.count <= 200)
        #expect(AttachmentPart.fileName(String(repeating: "ä", count: 500) + ".pdf").hasSuffix(".pdf"))
    }

    @Test(arguments: [
        ("text/plain; charset=x", "text/plain"), ("image/png\r\nX: y", "application/octet-stream"),
        ("message/rfc822", "application/octet-stream"),
        ("multipart/mixed", "application/octet-stream"), ("", "application/octet-stream"), ("IMAGE/PNG", "image/png"),
    ])
    func `a file's type is plain or none`(type: String, expected: String) {
        #expect(AttachmentPart.mediaType(type) == expected)
    }
}
