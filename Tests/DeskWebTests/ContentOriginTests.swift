import ChannelKit
import Crypto
import DeskModel
import HTTPTypes
import Testing
import TicketStorage

@testable import DeskWeb

@Suite struct ContentOriginTests {
    private static let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3]

    private func message(
        _ desk: TestDesk,
        html: String = "<p>Hi <img src=\"cid:pic@x\"></p>"
    ) async throws -> InboundMessage {
        let ticket = try await desk.receive(
            Letter(
                html: html,
                files: [
                    ("picture.png", "image/png", Self.png, "pic@x"),
                    ("evil.png", "image/png", Array("<svg/>".utf8), nil),
                    ("发票 \"5\".pdf", "application/pdf", Array("%PDF".utf8), nil),
                ]
            )
        )
        guard case .inbound(let message)? = try await desk.thread(ticket).entries.first else {
            throw PageProblem.notFound
        }
        return message
    }

    private func path(_ desk: TestDesk, _ subject: ContentLinks.Subject) -> String {
        desk.site.contentLinks.path(of: subject, at: desk.clock.now)
    }

    @Test func `a mail is shown with its pictures, under a policy of its own`() async throws {
        let desk = try TestDesk()
        let message = try await message(desk)
        let answer = try await desk.send(.get, path(desk, .mail(message.id)), toContent: true)
        #expect(answer.status == 200)
        let policy = try #require(answer.header("Content-Security-Policy"))
        for part in [
            "default-src 'none'", "sandbox allow-popups", "frame-ancestors http://127.0.0.1:8080", "img-src 'self'",
        ] {
            #expect(policy.contains(part))
        }
        #expect(
            !policy.contains("script-src") && !policy.contains("allow-scripts") && !policy.contains("allow-same-origin")
        )
        let address = try #require(answer.body.split(separator: "src=\"").last?.prefix { $0 != "\"" })
        let picture = try await desk.send(.get, String(address), toContent: true)
        #expect(picture.status == 200 && picture.header("Content-Type") == "image/png")
        #expect(picture.header("Content-Disposition")?.hasPrefix("inline") == true)
        #expect(answer.header("Set-Cookie") == nil)
    }

    @Test func `a file is handed out to be saved, whatever it calls itself`() async throws {
        let desk = try TestDesk()
        let files = try await message(desk).attachments
        let evil = try #require(files.first { $0.name == "evil.png" })
        for isInline in [true, false] {
            let answer = try await desk.send(
                .get,
                path(desk, .attachment(evil.id, isInline: isInline)),
                toContent: true
            )
            #expect(answer.header("Content-Type") == "application/octet-stream")
            #expect(
                answer.header("Content-Disposition") == "attachment; filename=\"evil.png\"; filename*=UTF-8''evil.png"
            )
            #expect(answer.header("Content-Security-Policy")?.contains("sandbox") == true)
            #expect(answer.header("X-Content-Type-Options") == "nosniff")
        }
        let picture = try #require(files.first { $0.name == "picture.png" })
        let saved = try await desk.send(.get, path(desk, .attachment(picture.id, isInline: false)), toContent: true)
        #expect(saved.header("Content-Disposition")?.hasPrefix("attachment") == true)
    }

    @Test func `pictures of other servers are fetched only where somebody asked, and nothing else is`() async throws {
        let desk = try TestDesk()
        let markup =
            "<p>data-remote-src=&quot;x&quot;</p><img data-remote-src=\"https://track.example/a.png?b=1&amp;c=2\" alt=\"\">"
        let ticket = try await desk.receive(Letter(html: markup))
        guard case .inbound(let message)? = try await desk.thread(ticket).entries.first else {
            throw PageProblem.notFound
        }
        let plain = try await desk.send(.get, path(desk, .mail(message.id)), toContent: true)
        let closed = try #require(plain.header("Content-Security-Policy"))
        #expect(closed.contains("img-src 'self' data:;") && !plain.body.contains(" src=\"https://track"))
        let asked = try await desk.send(.get, path(desk, .mail(message.id, pictures: .loaded)), toContent: true)
        #expect(asked.body.contains("<img src=\"https://track.example/a.png?b=1&amp;c=2\" alt=\"\">"))
        #expect(asked.body.contains("data-remote-src=&quot;x&quot;"))
        let open = try #require(asked.header("Content-Security-Policy"))
        #expect(
            open.replacing(" https: http:", with: "") == closed && open.contains("img-src 'self' data: https: http:;")
        )
        #expect(asked.header("Referrer-Policy") == "no-referrer")
        let page = try await desk.get("/desk/tickets/\(ticket.number)", as: try await desk.signIn(.agent))
        #expect(page.body.contains("1 picture on other servers") && page.body.contains("target=\"mail-\(message.id)\""))
    }

    @Test func `a text is shown as text in a frame without rights, and only its beginning`() async throws {
        let desk = try TestDesk()
        let line = Array("<script>alert(1)</script> 你好\n".utf8)
        let long = Array(repeating: line, count: 20_000).flatMap(\.self)
        let ticket = try await desk.receive(
            Letter(files: [
                ("a.html.txt", "text/plain", line, nil), ("long.csv", "text/csv", long, nil),
                ("gbk.txt", "text/plain; charset=gbk", [0xC4, 0xE3, 0xBA, 0xC3], nil),
                ("b.html", "text/html", line, nil),
                ("c.pdf", "application/pdf", Array("%PDF".utf8), nil), ("d.png", "image/png", Self.png, nil),
            ])
        )
        guard case .inbound(let message)? = try await desk.thread(ticket).entries.first else {
            throw PageProblem.notFound
        }
        let files = Dictionary(uniqueKeysWithValues: message.attachments.map { ($0.name, $0) })
        let small = try await desk.send(.get, path(desk, .text(try #require(files["a.html.txt"]).id)), toContent: true)
        #expect(small.header("Content-Type") == "text/plain; charset=utf-8" && small.body.hasPrefix("<script>"))
        let policy = try #require(small.header("Content-Security-Policy"))
        #expect(policy.contains("sandbox;") && policy.contains("frame-ancestors http://127.0.0.1:8080"))
        #expect(small.header("X-Content-Type-Options") == "nosniff")
        let cut = try await desk.send(.get, path(desk, .text(try #require(files["long.csv"]).id)), toContent: true)
        #expect(cut.body.utf8.count <= TextContent.maximumBytes && cut.body.hasSuffix("你好\n"))
        let other = try await desk.send(.get, path(desk, .text(try #require(files["gbk.txt"]).id)), toContent: true)
        #expect(other.header("Content-Type") == "text/plain")
        let page = try await desk.get("/desk/tickets/\(ticket.number)", as: try await desk.signIn(.agent)).body
        for (name, isShown) in [
            ("a.html.txt", true), ("long.csv", true), ("d.png", true), ("b.html", false), ("c.pdf", false),
        ] {
            #expect(page.contains("Preview of \(name)\"") == isShown, "\(name)")
        }
    }

    @Test(arguments: [
        (Array(repeating: UInt8(ascii: "x"), count: 300_000), TextContent.maximumBytes),
        (Array(repeating: Array("你".utf8), count: 100_000).flatMap(\.self), TextContent.maximumBytes / 3 * 3),
        (Array("short".utf8), 5),
    ])
    func `a cut never falls into a character`(_ octets: [UInt8], _ count: Int) {
        #expect(TextContent.beginning(of: octets).count == count)
    }

    @Test(arguments: [
        ("a.txt", "attachment; filename=\"a.txt\"; filename*=UTF-8''a.txt"),
        ("发票 \"5\".pdf", "attachment; filename=\"__ _5_.pdf\"; filename*=UTF-8''%E5%8F%91%E7%A5%A8%20%225%22.pdf"),
        ("a\r\nSet-Cookie: x", "attachment; filename=\"aSet-Cookie: x\"; filename*=UTF-8''aSet-Cookie%3A%20x"),
        ("../../x", "attachment; filename=\"....x\"; filename*=UTF-8''....x"), ("", "attachment; filename=\"file\""),
    ])
    func `names of files are tamed in headers`(_ name: String, _ header: String) {
        #expect(FileNames.disposition(name, isInline: false) == header)
    }

    @Test func `an address that was changed, aged or made for something else shows nothing`() async throws {
        let desk = try TestDesk()
        let message = try await message(desk)
        let good = path(desk, .mail(message.id))
        let signed = String(good.dropFirst("/mail/".count))
        for index in signed.indices {
            var changed = signed
            changed.replaceSubrange(index...index, with: signed[index] == "1" ? "2" : "1")
            #expect(desk.site.contentLinks.subject(of: changed, at: desk.clock.now) == nil, "\(changed)")
        }
        #expect(try await desk.send(.get, "/attachment/\(signed)", toContent: true).status == 404)
        #expect(try await desk.send(.get, "/mail/\(signed).x", toContent: true).status == 404)
        #expect(try await desk.send(.get, "/desk/tickets", toContent: true).status == 404)
        #expect(try await desk.send(.get, good).status == 404)
        let other = ContentLinks(base: "", key: SymmetricKey(data: Array(repeating: UInt8(1), count: 32)))
        #expect(other.subject(of: signed, at: desk.clock.now) == nil)
        desk.clock.advance(by: .seconds(590))
        #expect(try await desk.send(.get, good, toContent: true).status == 200)
        desk.clock.advance(by: .seconds(80))
        #expect(try await desk.send(.get, good, toContent: true).status == 404)
    }

    @Test(arguments: [
        ("<img src=\"cid:a\">", "<img src=\"/x?1&amp;2\">"), ("<img src=\"cid:unknown\" alt=\"\">", "<img  alt=\"\">"),
        ("<img src=\"cid:b%40c\">", "<img src=\"/x?1&amp;2\">"), ("<img src=\"cid:a", "<img src=\"cid:a"),
        ("<p>cid:a</p>", "<p>cid:a</p>"),
    ])
    func `pictures by content id get the addresses of their files`(_ markup: String, _ expected: String) {
        let files = ["a", "b@c"].map { id in
            AttachmentRecord(
                id: RecordID(rawValue: 1),
                name: id,
                contentType: "",
                size: 0,
                blob: BlobDigest(rawValue: ""),
                contentID: id
            )
        }
        #expect(InlinePictures.rewrite(markup, attachments: files) { _ in "/x?1&2" } == expected)
    }
}
