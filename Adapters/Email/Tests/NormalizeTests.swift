import ChannelKit
import Foundation
import Testing

@testable import EmailAdapter

@Suite struct NormalizeTests {
    private let desk = TestDesk()
    private let trusting: [String: SettingValue] = ["authserv_ids": .list([.text("mx.example.org")])]

    private func email(_ value: String) -> IdentityKey { IdentityKey(kind: .email, value: value) }

    @Test func `a proven mail tells its sender, its recipients and its place`() throws {
        let envelope = try desk.envelope(try fixture("dmarc-pass-with-reply-to.eml"), trusting)
        #expect(envelope.kind == .message)
        #expect(envelope.automatic == nil)
        #expect(envelope.sender.identity == email("ada@example.net"))
        #expect(envelope.sender.name == "Ada Lovelace")
        #expect(envelope.sender.authenticity == .verified(method: "dmarc"))
        #expect(envelope.sender.claims.isEmpty)
        #expect(envelope.recipients.map(\.address) == ["desk@example.org", "charles@example.net"])
        #expect(envelope.recipients.map(\.role) == [.to, .cc])
        #expect(envelope.subject == "Re: The engine [T-42]")
        #expect(envelope.occurredAt == Timestamp(seconds: 1_767_319_445))
        #expect(envelope.threading.messageID == "abc@example.net")
        #expect(envelope.threading.parentIDs == ["our-2@example.org"])
        #expect(envelope.threading.ancestorIDs == ["our-2@example.org", "middle@example.net", "our-1@example.org"])
        #expect(envelope.threading.bodyMarkers == ["tok-12345678"])
        #expect(envelope.threading.subjectNumber == 42)
        // The author is proven, so where the author wants answers counts.
        #expect(envelope.replyRoute.target == email("ada@home.example"))
        #expect(envelope.warnings.isEmpty)
    }

    @Test func `without a trusted server nobody is proven, and Reply-To is only told`() throws {
        for settings in [[:], ["authserv_ids": .list([.text("other.example")])]] as [[String: SettingValue]] {
            let envelope = try desk.envelope(try fixture("dmarc-pass-with-reply-to.eml"), settings)
            #expect(!envelope.sender.authenticity.isVerified)
            #expect(envelope.replyRoute.target == email("ada@example.net"))
            #expect(
                envelope.warnings.contains {
                    $0.english.contains("ada@home.example") && $0.chinese.contains("ada@home.example")
                }
            )
        }
    }

    @Test func `another server's word counts for nothing`() throws {
        let envelope = try desk.envelope(try fixture("forged-authentication-results.eml"), trusting)
        #expect(!envelope.sender.authenticity.isVerified)
        #expect(envelope.replyRoute.address == "ada@example.net")
    }

    @Test(
        arguments: [
            ("dmarc=pass header.from=example.net", "dmarc"),
            ("dkim=pass header.d=example.net", "dkim"),
            ("dkim=pass header.d=evil.example; spf=pass smtp.mailfrom=example.net", "spf"),
            ("dkim=pass header.d=evil.example", nil),
            ("spf=pass smtp.mailfrom=evil.example", nil),
            ("dmarc=fail header.from=example.net; dkim=pass header.d=example.net", nil),
            ("dkim=fail header.d=example.net; spf=softfail smtp.mailfrom=example.net", nil),
            ("none", nil),
        ] as [(String, String?)]
    )
    func `the strongest aligned proof counts`(results: String, method: String?) throws {
        let mail =
            "Authentication-Results: mx.example.org; \(results)\nFrom: ada@example.net\nMessage-ID: <1@x>\n\nHi\n"
        let envelope = try desk.envelope(mail, trusting)
        if let method {
            #expect(envelope.sender.authenticity == .verified(method: method))
        } else {
            #expect(!envelope.sender.authenticity.isVerified)
        }
    }

    @Test func `of several authors none is proven`() throws {
        #expect(!(try desk.envelope(try fixture("two-authors.eml"), trusting)).sender.authenticity.isVerified)
        let twice =
            "Authentication-Results: mx.example.org; dmarc=pass header.from=a.example\nFrom: x@a.example\nFrom: y@b.example\n\nHi"
        #expect(!(try desk.envelope(twice, trusting)).sender.authenticity.isVerified)
    }

    @Test func `a permanent bounce is news about the mail we sent`() throws {
        let envelope = try desk.envelope(try fixture("bounce-permanent.eml"))
        #expect(envelope.kind == .receipt)
        #expect(envelope.automatic == .bounce)
        #expect(envelope.threading.recipientTokens == ["tok-87654321"])
        #expect(envelope.threading.parentIDs.contains("our-7@example.org"))
        let news = try #require(envelope.news.first)
        #expect(envelope.news.count == 1)
        #expect(news.messageID == "our-7@example.org")
        #expect(news.outcome == .failed)
        #expect(news.code == "5.1.1")
        #expect(news.recipient == email("ada@example.net"))
        #expect(news.detail.english.contains("no such user"))
    }

    @Test(arguments: [
        ("failed", "5.1.1", "failed"), ("failed", "4.4.7", "failed"), ("delayed", "4.4.7", "delayed"),
        ("delivered", "2.1.5", "delivered"),
    ])
    func `a report's action is the outcome`(action: String, status: String, outcome: String) throws {
        let mail = try fixture("bounce-permanent.eml")
            .replacing("Action: failed", with: "Action: \(action)").replacing(
                "Status: 5.1.1",
                with: "Status: \(status)"
            )
        let envelope = try desk.envelope(mail)
        #expect(envelope.news.map(\.outcome.rawValue) == [outcome])
        #expect(envelope.automatic == .bounce || envelope.automatic == .deliveryNotice)
    }

    @Test(
        arguments: [
            ("absence-notice.eml", AutomaticOrigin.autoReply), ("newsletter.eml", .bulk),
            ("group-of-the-desk.eml", nil),
            ("contact-form-in-own-name.eml", nil), ("dmarc-pass-with-reply-to.eml", nil),
        ] as [(String, AutomaticOrigin?)]
    )
    func `machines are told from people`(name: String, origin: AutomaticOrigin?) throws {
        #expect(try desk.envelope(try fixture(name)).automatic == origin)
    }

    @Test func `a form that writes in the desk's name speaks for the person in Reply-To, unproven`() throws {
        let envelope = try desk.envelope(try fixture("contact-form-in-own-name.eml"), trusting)
        #expect(envelope.sender.identity == email("ada@example.net"))
        #expect(!envelope.sender.authenticity.isVerified)
        #expect(envelope.replyRoute.target == email("ada@example.net"))
    }

    @Test func `our own mail that comes back is an echo, and a stranger cannot make one`() throws {
        let adapter = try desk.adapter()
        let part = try #require(try adapter.plan(ReplyPlanTests.reply()).first)
        func origin(_ mail: String) throws -> AutomaticOrigin? {
            try adapter.normalize(desk.arrival(mail, to: adapter)).first?.automatic
        }
        let own = String(decoding: part.body, as: UTF8.self)
        let marked = own.replacing("desk@example.org", with: "alias@example.com").replacing(
            "@example.org>",
            with: "@example.org>"
        )
        #expect(try origin(own) == .ownEcho)
        #expect(try origin(marked) == .ownEcho)
        let mark = try #require(own.split(separator: "\r\n").first { $0.hasPrefix("X-Tributary:") })
        #expect(try origin("From: a@example.net\r\nMessage-ID: <other@example.net>\r\n\(mark)\r\n\r\nHi") == nil)
        #expect(
            try origin("From: a@example.net\r\nMessage-ID: <other@example.net>\r\nX-Tributary: v1=\r\n\r\nHi") == nil
        )
        #expect(try origin("From: desk@example.org\r\nMessage-ID: <x@example.org>\r\n\r\nHi") == .ownEcho)
    }

    @Test func `a reply to ourselves is never possible`() throws {
        let envelope = try desk.envelope("From: desk+abc@example.org\nMessage-ID: <1@phone.example>\n\nHi")
        #expect(envelope.replyRoute.target == nil)
        #expect(envelope.automatic == nil)
    }

    @Test func `Outlook's thread root is the conversation`() throws {
        let envelope = try desk.envelope(try fixture("outlook-thread-index.eml"))
        #expect(envelope.threading.conversationKey == "thread-index:AdpqAQIDBAUGBwgJCgsMDQ4PEBESEw==")
        let empty = "From: a@example.net\nThread-Index: \(Data(count: 22).base64EncodedString())\n\nHi"
        #expect(try desk.envelope(empty).threading.conversationKey == nil)
    }

    @Test func `the transport's recipients are told apart and tokens are read from all of them`() throws {
        let mail = "From: a@example.net\nTo: list@example.com\nX-Original-To: desk+one-1234@example.org\n\nHi"
        let envelope = try desk.envelope(
            mail,
            envelope: FileEnvelope(sender: "", recipients: ["desk+two-1234@example.org", "junk"])
        )
        #expect(envelope.threading.recipientTokens == ["one-1234", "two-1234"])
        #expect(envelope.recipients.map(\.role) == [.to, .envelope, .envelope])
    }

    @Test func `the envelope is the same every time and its id is the arrival's`() throws {
        let adapter = try desk.adapter(trusting)
        for name in ["dmarc-pass-with-reply-to.eml", "bounce-permanent.eml", "newsletter.eml"] {
            let arrival = desk.arrival(try fixture(name), to: adapter)
            let first = try adapter.normalize(arrival)
            #expect(try adapter.normalize(arrival) == first)
            #expect(first.first?.externalID == arrival.externalID)
        }
    }

    @Test(arguments: ["", "\n\n", "no header at all", "\0\0\0\0", "{\"json\": true}"])
    func `what is no mail is refused with a reason`(octets: String) throws {
        let error = #expect(throws: UnreadableArrival.self) { _ = try desk.envelope(octets) }
        #expect(error?.reason.isEmpty == false)
    }

    @Test func `another media type is refused`() throws {
        let adapter = try desk.adapter()
        var arrival = desk.arrival("From: a@x.example\n\nHi", to: adapter)
        arrival.mediaType = "application/json"
        #expect(throws: UnreadableArrival.self) { _ = try adapter.normalize(arrival) }
    }

    @Test func `a mail cut anywhere is still one envelope`() throws {
        let adapter = try desk.adapter(trusting)
        let octets = Array(try fixture("bounce-permanent.eml").utf8)
        for length in stride(from: 20, to: octets.count, by: 7) {
            let arrival = adapter.arrival(of: Array(octets[..<length]), verdict: .operatorSupplied, source: "test")
            #expect(try adapter.normalize(arrival).count == 1)
        }
    }

    @Test(
        arguments: [
            ("[T-7] x", 7), ("x [t-12]", 12), ("[T-1] and [T-2]", 2), ("T-5", nil), ("[T-]", nil), ("[T-0]", nil),
            ("[T-99999999999999999999]", nil), ("[T-3", nil), ("", nil),
        ] as [(String, Int?)]
    )
    func `a ticket's number is read from its tag`(subject: String, number: Int?) {
        #expect(SubjectTag.number(in: subject) == number)
    }

    @Test(
        arguments: [
            ("[ref:abcdefgh]", ["abcdefgh"]),
            ("x[ref:abcdefgh]y[ref:abcdefgh][ref:12345678]", ["abcdefgh", "12345678"]),
            ("[ref:short]", []), ("[ref:has space]", []), ("[ref:abcdefgh", []), ("[ref:[ref:abcdefgh]", ["abcdefgh"]),
        ] as [(String, [String])]
    )
    func `marks are found in a text`(text: String, tokens: [String]) {
        #expect(BodyMarker.tokens(in: text) == tokens)
    }
}
