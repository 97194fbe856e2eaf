import ChannelKit
import DeskModel
import Testing
import TicketStorage

@testable import DeskWeb

/// A mark that would be an element and leave an attribute, in every field that others fill in, on every page that shows it.
@Suite struct EscapingTests {
    private static let mark = "<canary a='\"&>"

    @Test(arguments: ["en", "zh-Hans"])
    func `nothing that others wrote becomes markup`(_ language: String) async throws {
        let desk = try TestDesk()
        let mark = Self.mark
        let ticket = try await desk.receive(
            Letter(
                from: "x@\(mark)",
                name: mark,
                subject: mark,
                text: "\(mark) https://example.org/\(mark)",
                quoted: mark,
                html: "<p>safe</p>",
                isVerified: false,
                files: [(mark, mark, [1], nil)],
                fields: [EnvelopeField(name: mark, label: mark, value: mark)]
            )
        )
        let other = try await desk.receive(Letter(from: "y@customer.example", name: mark + "2", subject: mark))
        let admin = try await desk.signIn(.admin, name: mark, language: language)
        let path = "/desk/tickets/\(ticket.number)"
        _ = try await desk.post("\(path)/replies", [("text", mark), ("copies", mark)], as: admin)
        _ = try await desk.post("\(path)/notes", [("note", mark)], as: admin)
        _ = try await desk.post(
            "\(path)/properties",
            [("subject", mark + "!"), ("assignee", "\(admin.agent.id)")],
            as: admin
        )
        let first = try await desk.thread(ticket)
        let second = try await desk.thread(other)
        try await desk.store.suggest([
            Suggestion(
                id: desk.ids.next(at: desk.clock.now),
                proposal: .mergeContacts(first.person.id, second.person.id),
                score: 0.9,
                evidence: [.words(mark), .knownAddress(mark)],
                at: desk.clock.now
            ),
            Suggestion(
                id: desk.ids.next(at: desk.clock.now),
                proposal: .mergeTickets(from: ticket.id, into: other.id),
                score: 0.9,
                evidence: [.words(mark), .knownAddress(mark)],
                at: desk.clock.now
            ),
        ])
        try await desk.store.setHold(.verbatim(mark), channel: ChannelID(rawValue: "mail"), at: desk.clock.now)
        let encoded = PercentCoding.encode(mark)
        let arrival = try #require(try await desk.store.intakePage(IntakeQuery()).items.first).id
        try await desk.store.quarantine(arrival, reason: .verbatim(mark))
        _ = try await desk.store.indexPending(limit: 100)
        let pages = [
            "/desk/login?next=\(encoded)", "/desk/tickets", "/desk/tickets?view=\(encoded)&after=\(encoded)", path,
            "\(path)/merge?into=\(other.number)", "/desk/search?q=\(encoded)", "/desk/search?q=canary",
            "/desk/contacts",
            "/desk/contacts?q=\(encoded)", "/desk/contacts/\(first.person.id)",
            "/desk/contacts/\(first.person.id)/merge?into=\(second.person.id)", "/desk/intake",
            "/desk/intake?outcome=quarantined",
            "/desk/intake/\(arrival)", "/desk/outbox?view=waiting", "/desk/channels", "/admin/users",
            "/desk/tickets/new?name=\(encoded)&address=\(encoded)", "/desk/\(encoded)",
        ]
        for page in pages {
            let answer = try await desk.get(page, as: admin)
            #expect(answer.status < 500, "\(page): \(answer.status)")
            #expect(!answer.body.contains("<canary"), "\(page)")
            #expect(!answer.body.contains("a='\""), "\(page)")
        }
        let refused = try await desk.post(
            "\(path)/replies",
            [("text", mark), ("version", "1"), ("copies", mark)],
            as: admin
        )
        #expect(refused.status == 409 && !refused.body.contains("<canary"))
        let login = try await desk.post("/desk/login", [("email", mark), ("password", mark), ("next", mark)])
        #expect(!login.body.contains("<canary"))
    }

    @Test func `interpolation escapes what literals are not`() {
        let hostile = "<&>\"'\u{0}"
        let html: HTML = "<p a=\"\(hostile)\">\(hostile)</p>"
        #expect(
            String(decoding: html.octets, as: UTF8.self)
                == "<p a=\"&lt;&amp;&gt;&quot;&#39;\u{FFFD}\">&lt;&amp;&gt;&quot;&#39;\u{FFFD}</p>"
        )
    }

    @Test(arguments: [
        ("see https://a.example/x.", "see [https://a.example/x]."), ("(http://a.example)", "([http://a.example])"),
        ("javascript:alert(1)", "javascript:alert(1)"), ("https://", "https://"), ("hhttps://x", "h[https://x]"),
        ("https://a/\"onx=", "[https://a/]&quot;onx="), ("见https://例子", "见https://例子"),
        ("https://a/例", "[https://a/]例"),
    ])
    func `web addresses in texts are links and nothing else`(_ text: String, _ expected: String) {
        let html = String(decoding: RunningText.html(text).octets, as: UTF8.self)
        let marked = html.replacing(/<a href="([^"]*)"[^>]*>[^<]*<\/a>/) { "[\($0.output.1)]" }
        #expect(marked == expected)
    }

    @Test(arguments: [
        ("The Pump hums", "pump", "The [Pump] hums"), ("退款什么时候到", "退款", "[退款]什么时候到"),
        ("a<b", "<", "a[&lt;]b"), ("abc", "", "abc"), ("İstanbul pump", "pump", "İstanbul [pump]"),
        ("aaa", "aa", "[aa]a"),
    ])
    func `found words are marked`(_ text: String, _ words: String, _ expected: String) {
        let html = String(decoding: MatchMarks.html(text, words: words).octets, as: UTF8.self)
        #expect(html.replacing("<mark>", with: "[").replacing("</mark>", with: "]") == expected)
    }
}
