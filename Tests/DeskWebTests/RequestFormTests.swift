import ChannelKit
import DeskModel
import HTTPTypes
import Testing
import TicketStorage

@testable import DeskWeb

/// Request forms: designed by an admin, filled in by customers.
@Suite struct RequestFormTests {
    /// A form with both fields of ``TicketFieldTests/design(_:as:neededToSolve:)``.
    private func form(_ desk: TestDesk, isOpen: Bool = true) async throws -> RequestFormID {
        let admin = try await desk.signIn(.admin)
        try await TicketFieldTests.design(desk, as: admin)
        let fields = [
            ("title-english", "Printer trouble"), ("title-chinese", "打印机故障"), ("on", "product"), ("on", "model"),
            ("required", "product"), ("required", "model"), ("order-product", "1"), ("order-model", "2"),
            ("type", "incident"), ("open", isOpen ? "yes" : "no"), ("position", "10"), ("action", "save"),
        ]
        #expect(try await desk.post("/admin/forms", fields, as: admin).status == 303)
        return try #require(try await desk.store.requestForms().first).id
    }

    private static let answers = [
        ("name", "Grace"), ("email", "grace@customer.example"), ("subject", "It jams"), ("message", "Since Monday."),
        ("field-product", "ink"), ("field-model", "i-1"), ("key", "key-of-a-form"),
    ]

    @Test func `answers become fields of the ticket, which has the form's type, and stand in its first message`()
        async throws
    {
        let desk = try TestDesk()
        let id = try await form(desk)
        let topics = try await desk.get("/help/requests/new", headers: ["Accept-Language": "zh-CN"])
        #expect(topics.body.contains("/help/forms/\(id)") && topics.body.contains("打印机故障"))
        let page = try await desk.get("/help/forms/\(id)?subject=Hello")
        #expect(page.body.contains("value=\"Hello\"") && page.body.contains("data-depends-on=\"ask-product\""))
        let sent = try await desk.withRouter {
            let first = try await desk.post("/help/forms/\(id)", Self.answers)
            // The same form again is the same request.
            _ = try await desk.post("/help/forms/\(id)", Self.answers)
            return first
        }
        #expect(sent.status == 303 && sent.location == "/help/forms/\(id)?sent=1")
        #expect(sent.header("Set-Cookie")?.hasPrefix("tributary-follow=") == true)
        #expect(try await desk.get("/help/forms/\(id)?sent=1").body.contains("<strong>#1</strong>"))
        let thread = try #require(try await desk.store.thread(number: 1))
        #expect(thread.entries.count == 1)
        guard case .inbound(let message) = thread.entries[0] else { throw PageProblem.notFound }
        #expect(message.text == "Since Monday.\n\nProduct: Inkjet\nModel: I One")
        #expect(!message.authenticity.isVerified)
        let design = try await desk.store.ticketDesign()
        let values = try await desk.store.fieldValues(of: thread.ticket.id)
        #expect(values == [try #require(design["product"]).id: "ink", try #require(design["model"]).id: "i-1"])
        #expect(try await desk.store.state(number: 1)?.marks.type == "incident")
        let events = thread.events.filter { $0.kind == .field }
        #expect(events.map(\.to) == ["product=ink", "model=i-1"])
        #expect(events.allSatisfy { $0.actor == .contact(message.contact) })
        #expect(try await desk.store.ticketPage(TicketQuery(view: .all)).items.count == 1)
        #expect(try await desk.store.verify().isEmpty)
    }

    @Test func `who is signed in is not asked who they are, and is proven`() async throws {
        let desk = try TestDesk()
        try await desk.receive()
        let id = try await form(desk)
        let customer = try await desk.signInCustomer()
        let page = try await desk.get("/help/forms/\(id)", as: customer)
        #expect(!page.body.contains("name=\"email\"") && page.body.contains("grace@customer.example"))
        let answers = Self.answers.filter { !["name", "email"].contains($0.0) } + [("email", "mallory@evil.example")]
        let sent = try await desk.withRouter { try await desk.post("/help/forms/\(id)", answers, as: customer) }
        #expect(sent.location == "/help/requests/2")
        let thread = try #require(try await desk.store.thread(number: 2))
        guard case .inbound(let message) = thread.entries[0] else { throw PageProblem.notFound }
        #expect(message.authenticity.isVerified && message.senderAddress == "grace@customer.example")
    }

    @Test(arguments: [
        ([("subject", "")], "Please give a subject."),
        ([("email", "nobody")], "Please give a mail address"),
        ([("message", " ")], "Please write a message."),
        ([("field-product", "")], "Please answer “Product”."),
        ([("field-product", "laser")], "Model: please choose one of the offered answers"),
        ([("field-model", "<canary>")], "Model: please choose one of the offered answers"),
    ])
    func `what is missing or cannot be is told at its question, and what was typed stays`(
        _ changes: [(String, String)],
        _ reason: String
    ) async throws {
        let desk = try TestDesk()
        let id = try await form(desk)
        let answers = Self.answers.filter { answer in !changes.contains { $0.0 == answer.0 } } + changes
        let refused = try await desk.post("/help/forms/\(id)", answers)
        #expect(refused.status == 422 && refused.body.contains(reason))
        #expect(refused.body.contains("aria-invalid=\"true\"") && !refused.body.contains("<canary"))
        #expect(try await desk.store.ticketPage(TicketQuery(view: .all)).items.isEmpty)
    }

    @Test func `a form keeps a type that was retired until another is chosen`() async throws {
        let desk = try TestDesk()
        let admin = try await desk.signIn(.admin)
        let type = CustomTicketType(key: "return", name: BilingualText(english: "Return", chinese: "退货"), position: 1)
        #expect(try await desk.store.save(type, actor: .operator, at: desk.clock.now))
        var form = [("title-english", "Send it back"), ("type", "return"), ("position", "10"), ("action", "save")]
        #expect(try await desk.post("/admin/forms", form, as: admin).status == 303)
        let id = try #require(try await desk.store.requestForms().first).id
        var retired = type
        retired.isRetired = true
        #expect(try await desk.store.save(retired, actor: .operator, at: desk.clock.now))
        let page = try await desk.get("/admin/forms/\(id)", as: admin).body
        let option = try #require(page.firstMatch(of: /<option value="return"[^>]*>([^<]*)</))
        #expect(option.0.contains("selected") && option.1.contains("(retired)"))
        form[0].1 = "Send it back to us"
        #expect(try await desk.post("/admin/forms/\(id)", form, as: admin).status == 303)
        let saved = try #require(try await desk.store.requestForms().first).definition
        #expect(saved.type == "return" && saved.title.english == "Send it back to us")
        let program = try await desk.program()
        let named: JSON = ["type": "return", "open": true]
        #expect(try await desk.api(.patch, "/forms/\(id)", named, as: program).json["type"] == "return")
        // No other form gets it, and once it is gone it does not come back.
        #expect(try await desk.post("/admin/forms", form, as: admin).status == 422)
        form[1].1 = ""
        #expect(try await desk.post("/admin/forms/\(id)", form, as: admin).status == 303)
        form[1].1 = "return"
        #expect(try await desk.post("/admin/forms/\(id)", form, as: admin).status == 422)
    }

    @Test func `a closed form is as absent as one that never was, and a program's form waits in quarantine`()
        async throws
    {
        let desk = try TestDesk()
        let id = try await form(desk, isOpen: false)
        let absent = try await desk.get("/help/forms/4711")
        let closed = try await desk.get("/help/forms/\(id)")
        #expect(absent.status == 404 && closed.status == 404)
        #expect(try await desk.post("/help/forms/\(id)", Self.answers).status == 404)
        #expect(try await !desk.get("/help/requests/new").body.contains("/help/forms/"))
        let admin = try await desk.signIn(.admin)
        let opened = [("title-english", "T"), ("open", "yes"), ("position", "1"), ("action", "save")]
        _ = try await desk.post("/admin/forms/\(id)", opened, as: admin)
        let trapped = Self.answers + [("website", "https://spam.example")]
        _ = try await desk.withRouter { try await desk.post("/help/forms/\(id)", trapped) }
        #expect(try await desk.store.intakePage(IntakeQuery(outcome: .quarantined)).items.count == 1)
        #expect(try await desk.store.ticketPage(TicketQuery(view: .all)).items.isEmpty)
    }

    @Test func `forms from one network are bounded`() async throws {
        let desk = try TestDesk()
        let id = try await form(desk)
        var statuses: [Int] = []
        for index in 0..<21 {
            let answers = Self.answers.filter { $0.0 != "key" } + [("key", "key-number-\(index)")]
            statuses.append(try await desk.post("/help/forms/\(id)", answers).status)
        }
        #expect(statuses.prefix(20).allSatisfy { $0 == 303 } && statuses.last == 429)
    }

    @Test func `the preview shows what was typed and keeps nothing; a dependent question needs the one above`()
        async throws
    {
        let desk = try TestDesk()
        let id = try await form(desk)
        let admin = try await desk.signIn(.admin)
        let typed = [("title-english", "Another title"), ("on", "model"), ("position", "1")]
        let preview = try await desk.post("/admin/forms/\(id)", typed + [("action", "preview")], as: admin)
        #expect(preview.status == 200 && preview.body.contains("<h3>Another title</h3>"))
        #expect(preview.body.contains("id=\"preview-model\"") && !preview.body.contains("id=\"preview-product\""))
        let refused = try await desk.post("/admin/forms/\(id)", typed + [("action", "save")], as: admin)
        #expect(refused.status == 422 && refused.body.contains("which is not on the form"))
        #expect(try await desk.store.requestForms().first?.definition.title.english == "Printer trouble")
        #expect(try await desk.post("/admin/forms/\(id)/remove", as: admin).status == 303)
        #expect(try await desk.store.requestForms().isEmpty)
    }

    @Test func `a field for agents only is on no form and takes nothing from one`() async throws {
        let desk = try TestDesk()
        let id = try await form(desk)
        let admin = try await desk.signIn(.admin)
        let design = try await desk.store.ticketDesign()
        var product = try #require(design["product"])
        product.definition.audience = .agents
        #expect(try await desk.store.save(product, actor: .operator, at: desk.clock.now))
        #expect(try await !desk.get("/help/forms/\(id)").body.contains("id=\"ask-product\""))
        #expect(try await !desk.get("/admin/forms/\(id)", as: admin).body.contains("value=\"product\""))
        let answers = Self.answers.filter { $0.0 != "field-model" } + [("field-model", "other")]
        _ = try await desk.withRouter { try await desk.post("/help/forms/\(id)", answers) }
        let ticket = try #require(try await desk.store.thread(number: 1)).ticket
        #expect(try await desk.store.fieldValues(of: ticket.id).keys.contains(product.id) == false)
    }
}
