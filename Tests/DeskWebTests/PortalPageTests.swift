import ChannelKit
import DeskModel
import Testing
import TicketStorage

@testable import DeskWeb

/// The portal's pages: safe whatever others typed, whole without script, in the customer's language.
@Suite struct PortalPageTests {
    private static let mark = "<canary a='\"&>"

    @Test(arguments: ["en", "zh-Hans"])
    func `nothing that anybody wrote becomes markup`(_ language: String) async throws {
        let desk = try TestDesk()
        let mark = Self.mark
        let address = "x@\(mark)"
        let ticket = try await desk.receive(
            Letter(
                from: address,
                name: mark,
                subject: mark,
                text: "\(mark) https://example.org/\(mark)",
                html: "<p>safe</p>",
                isVerified: false,
                files: [(mark, mark, [1], nil)],
                fields: [EnvelopeField(name: mark, label: mark, value: mark)]
            )
        )
        let agent = try await desk.signIn(name: mark)
        _ = try await desk.post("/desk/tickets/\(ticket.number)/replies", [("text", mark)], as: agent)
        desk.clock.advance(by: .seconds(11))
        let customer = try await desk.signInCustomer(address)
        let encoded = PercentCoding.encode(mark)
        let path = "/help/requests/\(ticket.number)"
        let headers = ["Accept-Language": language]
        let pages = [
            "/help", "/help?x=\(encoded)", "/help/sign-in?next=\(encoded)",
            "/help/sign-in?next=/help/requests\(encoded)", "/help/link?token=\(encoded)&next=\(encoded)",
            "/help/requests", "/help/requests?after=\(encoded)", path, "\(path)?sent=\(encoded)", "/help/\(encoded)",
        ]
        for page in pages {
            for visitor in [customer, nil] as [TestCustomer?] {
                let answer = try await desk.get(page, as: visitor, headers: headers)
                #expect(answer.status < 500, "\(page): \(answer.status)")
                #expect(!answer.body.contains("<canary") && !answer.body.contains("a='\""), "\(page)")
            }
        }
        let refused = try await desk.post(
            "\(path)/messages",
            [("text", mark + String(repeating: "x", count: 200_000))],
            as: customer,
            headers: headers
        )
        #expect(refused.status == 422 && !refused.body.contains("<canary") && refused.body.contains("&lt;canary"))
        let asked = try await desk.post("/help/sign-in", [("address", mark), ("next", mark)], headers: headers)
        #expect(!asked.body.contains("<canary"))
    }

    @Test func `every page has title, landmarks and labels, and no script`() async throws {
        let desk = try TestDesk()
        let ticket = try await desk.receive()
        let customer = try await desk.signInCustomer()
        let pages = [
            "/help", "/help/sign-in", "/help/link?token=none", "/help/requests", "/help/requests/\(ticket.number)",
            "/help/nowhere",
        ]
        for page in pages {
            for visitor in [customer, nil] as [TestCustomer?] {
                let body = try await desk.get(page, as: visitor, headers: ["Accept-Language": "zh-CN"]).body
                guard !body.isEmpty else { continue }
                #expect(!body.contains("<script"), "\(page)")
                #expect(body.contains("<html lang=\"zh-Hans\">"), "\(page)")
                #expect(body.firstMatch(of: /<title>[^<]+ · River Desk<\/title>/) != nil, "\(page)")
                let parts = [
                    "<header class=\"top\"", "<nav aria-label=", "<main id=\"content\"", "<footer>", "<h1>", "#content",
                ]
                for part in parts {
                    #expect(body.ranges(of: part).count == 1, "\(page): \(part)")
                }
            }
        }
    }

    @Test func `the language is the browser's, or the chosen one`() async throws {
        let desk = try TestDesk()
        #expect(try await desk.get("/help", headers: ["Accept-Language": "zh-CN,en;q=0.5"]).body.contains("登录"))
        let answer = try await desk.post("/help/language", [("language", "zh-Hans"), ("back", "/help/sign-in")])
        #expect(answer.location == "/help/sign-in")
        let cookie = String(try #require(answer.header("Set-Cookie")).prefix { $0 != ";" })
        let page = try await desk.get("/help", headers: ["Accept-Language": "en", "Cookie": cookie])
        #expect(page.body.contains("登录") && page.header("Content-Language") == "zh-Hans")
        let elsewhere = try await desk.post("/help/language", [("language", "en"), ("back", "//evil.example")])
        #expect(elsewhere.location == "/help")
    }

    @Test func `the page of topics leads to each form and to nothing that is not there`() async throws {
        let desk = try TestDesk()
        let page = try await desk.get("/help/requests/new")
        for channel in ["mail", "form", "hook"] {
            #expect(page.body.contains("href=\"/channels/\(channel)/form?lang=en\""))
        }
        #expect(!page.body.contains("/channels/portal"))
        for match in page.body.matches(of: /href="(\/[^"]*)"/) {
            #expect(try await desk.get(String(match.output.1)).status < 400, "\(match.output.1)")
        }
        let front = try await desk.get("/help")
        for match in front.body.matches(of: /href="(\/[^"]*)"/) {
            #expect(try await desk.get(String(match.output.1)).status < 400, "\(match.output.1)")
        }
        try await desk.receive()
        let signedIn = try await desk.get("/help", as: try await desk.signInCustomer())
        #expect(signedIn.body.contains("href=\"/help/requests\"") && !signedIn.body.contains("/help/sign-in"))
    }

    @Test func `whoever is not signed in comes back to where they wanted to go`() async throws {
        let desk = try TestDesk()
        try await desk.receive()
        #expect(try await desk.get("/help/requests/7").location == "/help/sign-in?next=%2Fhelp%2Frequests%2F7")
        let page = try await desk.get("/help/sign-in?next=%2Fhelp%2Frequests%2F7")
        #expect(page.body.contains("value=\"/help/requests/7\""))
        let customer = try await desk.signInCustomer()
        #expect(
            try await desk.get("/help/sign-in?next=%2Fhelp%2Frequests%2F7", as: customer).location
                == "/help/requests/7"
        )
    }

    @Test func `what is no message of the portal is put aside`() throws {
        let adapter = PortalAdapter()
        for (type, body) in [
            ("text/plain", "{}"), (PortalMessage.mediaType, "{}"), (PortalMessage.mediaType, ""),
            (PortalMessage.mediaType, String(repeating: "[", count: 100_000)),
        ] {
            let arrival = RawArrival(
                channel: PortalChannel.id,
                externalID: ExternalID(rawValue: "a"),
                receivedAt: TestDesk.start,
                mediaType: type,
                body: Array(body.utf8)
            )
            #expect(throws: UnreadableArrival.self) { try adapter.normalize(arrival) }
        }
    }
}
