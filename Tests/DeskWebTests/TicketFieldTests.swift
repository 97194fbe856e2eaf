import DeskModel
import Testing
import TicketStorage

@testable import DeskWeb

/// Fields, types and tags: designed by an admin, used by agents.
@Suite struct TicketFieldTests {
    static let mark = "<canary a='\"&>"

    /// Product, and a model that depends on it, designed as an admin does.
    static func design(_ desk: TestDesk, as admin: TestAgent, neededToSolve: Bool = false) async throws {
        func choices(_ rows: [(String, String, String, String)]) -> [(String, String)] {
            rows.flatMap {
                [
                    ("choice-value", $0.0), ("choice-english", $0.1), ("choice-chinese", $0.2), ("choice-when", $0.3),
                ]
            }
        }
        let product =
            [("kind", "select"), ("english", "Product"), ("chinese", "产品"), ("position", "10"), ("action", "save")]
            + choices([("laser", "Laser", "激光", ""), ("ink", "Inkjet", "喷墨", ""), ("", "", "", "")])
        #expect(try await desk.post("/admin/fields", product, as: admin).status == 303)
        let model =
            [
                ("kind", "select"), ("english", "Model"), ("chinese", "型号"), ("position", "20"), ("parent", "product"),
                ("needed", neededToSolve ? "yes" : "no"), ("action", "save"),
            ]
            + choices([
                ("l-1", "L One", "L 一号", "laser"), ("i-1", "I One", "I 一号", "Inkjet"), ("other", "Other", "其他", ""),
            ])
        #expect(try await desk.post("/admin/fields", model, as: admin).status == 303)
    }

    private static func set(_ pairs: [(String, String)]) -> [(String, String)] {
        pairs.flatMap { [("field", $0.0), ("field-\($0.0)", $0.1)] }
    }

    @Test func `an agent fills fields in, each change an event with from and to`() async throws {
        let desk = try TestDesk()
        let admin = try await desk.signIn(.admin)
        let agent = try await desk.signIn()
        let ticket = try await desk.receive()
        try await Self.design(desk, as: admin)
        let path = "/desk/tickets/\(ticket.number)"
        let page = try await desk.get(path, as: agent)
        #expect(
            page.body.contains("id=\"of-ticket-product\"")
                && page.body.contains("data-depends-on=\"of-ticket-product\"")
        )
        let first = Self.set([("model", "i-1"), ("product", "ink")])
        #expect(try await desk.post("\(path)/fields", first, as: agent).status == 303)
        // The other product takes the model away, and the thread tells both.
        let second = Self.set([("product", "laser"), ("model", "i-1")])
        #expect(try await desk.post("\(path)/fields", second, as: agent).status == 303)
        let events = try await desk.thread(ticket).events.filter { $0.kind == .field }
        #expect(events.map(\.from) == [nil, nil, "product=ink", "model=i-1"])
        #expect(events.map(\.to) == ["product=ink", "model=i-1", "product=laser", nil])
        #expect(events.allSatisfy { $0.actor == .agent(agent.agent.id) })
        let told = try await desk.get(path, as: agent).body
        #expect(told.contains("changed Product from “Inkjet” to “Laser”") && told.contains("emptied Model"))
        let chinese = try await desk.signIn(.agent, language: "zh-Hans")
        #expect(try await desk.get(path, as: chinese).body.contains("将产品从“喷墨”改为“激光”"))
        #expect(try await desk.store.verify().isEmpty)
    }

    @Test func `chosen fields stand beside the tickets of a list, and a saved view keeps them`() async throws {
        let desk = try TestDesk()
        let admin = try await desk.signIn(.admin)
        let ticket = try await desk.receive()
        try await Self.design(desk, as: admin)
        let set = Self.set([("product", "ink"), ("model", "i-1")])
        #expect(try await desk.post("/desk/tickets/\(ticket.number)/fields", set, as: admin).status == 303)
        let plain = try await desk.get("/desk/tickets?view=all", as: admin).body
        #expect(!plain.contains("chip field") && plain.contains("name=\"show\" value=\"product\""))
        let query = "view=all&show=product&show=nothing&show=model&show=fourth"
        let shown = try await desk.get("/desk/tickets?\(query)", as: admin).body
        #expect(shown.contains("<span>Product:</span> Inkjet") && shown.contains("<span>Model:</span> I One"))
        #expect(
            shown.contains(
                "/desk/tickets/\(ticket.number)?view=all&amp;show=product&amp;show=nothing&amp;show=model#newest"
            )
        )
        let view = [("view", "all"), ("show", "product"), ("name", "By product")]
        let kept = try await desk.post("/desk/views", view, as: admin)
        let again = try await desk.get(try #require(kept.location), as: admin).body
        #expect(again.contains("<span>Product:</span> Inkjet") && !again.contains("<span>Model:</span>"))
        let chinese = try await desk.signIn(.agent, language: "zh-Hans")
        #expect(try await desk.get("/desk/tickets?\(query)", as: chinese).body.contains("<span>产品:</span> 喷墨"))
    }

    @Test func `a value that cannot be is refused with the reason, and nothing of the form is kept`() async throws {
        let desk = try TestDesk()
        let admin = try await desk.signIn(.admin)
        let ticket = try await desk.receive()
        try await Self.design(desk, as: admin)
        let path = "/desk/tickets/\(ticket.number)/fields"
        let wrong = Self.set([("product", "laser"), ("model", "i-1")])
        let refused = try await desk.post(path, wrong, as: admin)
        #expect(refused.status == 422 && refused.body.contains("Model: please choose one of the offered answers"))
        #expect(try await desk.store.fieldValues(of: ticket.id).isEmpty)
        let stale = try await desk.post(path, Self.set([("product", "laser")]) + [("version", "0")], as: admin)
        #expect(stale.status == 409)
        let reader = try await desk.signIn(.readOnly)
        #expect(try await desk.post(path, Self.set([("product", "laser")]), as: reader).status == 403)
    }

    @Test func `a ticket is solved only once what is needed is filled in, except by its customer`() async throws {
        let desk = try TestDesk()
        let admin = try await desk.signIn(.admin)
        let ticket = try await desk.receive()
        try await Self.design(desk, as: admin, neededToSolve: true)
        let path = "/desk/tickets/\(ticket.number)"
        let refused = try await desk.post("\(path)/properties", [("status", "solved")], as: admin)
        #expect(refused.status == 422 && refused.body.contains("fill in before you solve the ticket: Model"))
        let reply = try await desk.post("\(path)/replies", [("text", "Done."), ("status", "solved")], as: admin)
        #expect(reply.status == 422)
        #expect(try await desk.thread(ticket).entries.count == 1)
        _ = try await desk.post("\(path)/fields", Self.set([("model", "other")]), as: admin)
        #expect(try await desk.post("\(path)/properties", [("status", "solved")], as: admin).status == 303)
        let other = try await desk.receive()
        let customer = try await desk.signInCustomer()
        _ = try await desk.post("/help/requests/\(other.number)/close", [("key", "key-of-a-form")], as: customer)
        #expect(try await desk.thread(other).ticket.status == .solved)
    }

    @Test func `lists, saved views and searches go by fields`() async throws {
        let desk = try TestDesk()
        let admin = try await desk.signIn(.admin)
        let ticket = try await desk.receive()
        let other = try await desk.receive()
        try await Self.design(desk, as: admin)
        _ = try await desk.post("/desk/tickets/\(ticket.number)/fields", Self.set([("product", "ink")]), as: admin)
        func shows(_ path: String) async throws -> [Bool] {
            let body = try await desk.get(path, as: admin).body
            return [ticket, other].map {
                body.contains("/desk/tickets/\($0.number)\"") || body.contains("id=\"t\($0.number)\"")
            }
        }
        #expect(try await shows("/desk/tickets?view=all&field=product%3Dink") == [true, false])
        #expect(try await shows("/desk/tickets?view=all&field=product%3Dlaser") == [false, false])
        #expect(try await shows("/desk/search?q=field:product%3DINK") == [true, false])
        #expect(try await shows("/desk/search?q=field:product%3Dlaser") == [false, false])
        let saved = try await desk.post(
            "/desk/views",
            [("view", "all"), ("name", "Inkjets"), ("field", "product=ink"), ("field", "")],
            as: admin
        )
        #expect(try await shows(try #require(saved.location)) == [true, false])
        let list = try await desk.get("/desk/tickets?view=all&field=product%3Dink", as: admin).body
        #expect(list.contains("<option value=\"product=ink\" selected>Inkjet</option>"))
    }

    @Test func `a type of the admin's own is chosen by its name and kept when it is retired`() async throws {
        let desk = try TestDesk()
        let admin = try await desk.signIn(.admin)
        let ticket = try await desk.receive()
        let path = "/desk/tickets/\(ticket.number)"
        let type = [("english", "Warranty"), ("chinese", "保修")]
        #expect(try await desk.post("/admin/types", type, as: admin).status == 303)
        #expect(try await desk.post("/admin/types", type, as: admin).status == 422)
        #expect(try await desk.post("/admin/types", [("english", "Question")], as: admin).status == 422)
        #expect(try await desk.post("\(path)/properties", [("type", "warranty")], as: admin).status == 303)
        #expect(try await desk.post("\(path)/properties", [("type", "nonsense")], as: admin).status == 422)
        _ = try await desk.post("/admin/types", type + [("known", "warranty"), ("retired", "yes")], as: admin)
        let chinese = try await desk.signIn(.agent, language: "zh-Hans")
        let page = try await desk.get(path, as: chinese).body
        #expect(page.contains("<option value=\"warranty\" selected>保修</option>") && page.contains("将类型设为保修"))
        let other = try await desk.receive()
        let refused = try await desk.post("/desk/tickets/\(other.number)/properties", [("type", "warranty")], as: admin)
        #expect(refused.status == 422)
    }

    @Test func `a tag is renamed into another everywhere, and a retired one is not given again`() async throws {
        let desk = try TestDesk()
        let admin = try await desk.signIn(.admin)
        let ticket = try await desk.receive()
        let path = "/desk/tickets/\(ticket.number)"
        _ = try await desk.post("\(path)/tags", [("add", "vip, bill, invoice")], as: admin)
        _ = try await desk.post(
            "/admin/macros",
            [("name", "Pay"), ("text", "Please pay."), ("tags", "bill")],
            as: admin
        )
        _ = try await desk.post("/desk/views", [("view", "all"), ("name", "Bills"), ("tag", "bill")], as: admin)
        let renamed = try await desk.post("/admin/tags/rename", [("tag", "bill"), ("name", " Invoice ")], as: admin)
        #expect(renamed.status == 303)
        #expect(try await desk.store.state(number: ticket.number)?.marks.tags == ["invoice", "vip"])
        #expect(try await desk.store.macros().first?.definition.tags == ["invoice"])
        #expect(try await desk.store.savedViews(for: admin.agent.id).first?.definition.filter.tag == "invoice")
        let event = try #require(try await desk.thread(ticket).events.last { $0.kind == .tags })
        #expect(event.from == "bill, invoice, vip" && event.to == "invoice, vip")
        _ = try await desk.post("/admin/tags/state", [("tag", "vip"), ("state", "retired")], as: admin)
        let other = try await desk.receive()
        let refused = try await desk.post("/desk/tickets/\(other.number)/tags", [("add", "vip")], as: admin)
        #expect(refused.status == 422 && refused.body.contains("The tag vip is retired"))
        #expect(try await desk.store.ticketChoices().tags == ["invoice"])
        #expect(try await desk.store.state(number: ticket.number)?.marks.tags.contains("vip") == true)
        let absent = try await desk.post("/admin/tags/rename", [("tag", "absent"), ("name", "x")], as: admin)
        #expect(absent.status == 404)
        let audited = try await desk.get("/admin/audit", as: admin).body
        for action in ["tag.renamed", "tag.retired", "macro.saved"] { #expect(audited.contains(action)) }
        #expect(try await desk.store.verify().isEmpty)
    }

    @Test(arguments: [
        ([("english", "")], "Please give a name."),
        ([("english", "X"), ("key", "Not a key")], "The key is made of small letters"),
        ([("english", "X"), ("key", "email")], "is taken"),
        ([("english", "Product")], "is taken"),
        ([("english", "X"), ("position", "many")], "a number from 0 to 9999"),
        ([("english", "X"), ("kind", "select")], "at least one choice"),
        ([("english", "X"), ("kind", "select"), ("parent", "x")], "cannot depend on itself"),
    ])
    func `a field that cannot be is refused with the reason`(
        _ fields: [(String, String)],
        _ reason: String
    ) async throws {
        let desk = try TestDesk()
        let admin = try await desk.signIn(.admin)
        try await Self.design(desk, as: admin)
        let position = fields.contains { $0.0 == "position" } ? [] : [("position", "1")]
        let answer = try await desk.post("/admin/fields", fields + position + [("action", "save")], as: admin)
        #expect(answer.status == 422 && answer.body.contains(reason))
        #expect(try await desk.store.ticketDesign().fields.count == 2)
    }

    @Test func `key and kind of a field stay, and a retired one takes no new values`() async throws {
        let desk = try TestDesk()
        let admin = try await desk.signIn(.admin)
        let ticket = try await desk.receive()
        let made = [("kind", "text"), ("english", "Serial"), ("position", "1"), ("action", "save")]
        _ = try await desk.post("/admin/fields", made, as: admin)
        let field = try #require(try await desk.store.ticketDesign().fields.first)
        _ = try await desk.post("/desk/tickets/\(ticket.number)/fields", Self.set([("serial", "A-1")]), as: admin)
        let changed = [
            ("kind", "number"), ("key", "other"), ("english", "Serial number"), ("position", "1"), ("retired", "yes"),
        ]
        _ = try await desk.post("/admin/fields/\(field.id)", changed + [("action", "save")], as: admin)
        let kept = try #require(try await desk.store.ticketDesign().fields.first)
        #expect(kept.key == "serial" && kept.kind == .text && kept.isRetired)
        let page = try await desk.get("/desk/tickets/\(ticket.number)", as: admin).body
        #expect(page.contains("<dt>Serial number</dt><dd>A-1</dd>") && !page.contains("id=\"of-ticket-serial\""))
        let refused = try await desk.post(
            "/desk/tickets/\(ticket.number)/fields",
            Self.set([("serial", "B-2")]),
            as: admin
        )
        #expect(refused.status == 422 && refused.body.contains("is retired"))
    }

    @Test(arguments: ["en", "zh-Hans"])
    func `nothing in what is designed becomes markup`(_ language: String) async throws {
        let desk = try TestDesk()
        let mark = Self.mark
        let admin = try await desk.signIn(.admin, language: language)
        let ticket = try await desk.receive()
        let field = [
            ("kind", "select"), ("key", "k"), ("english", mark), ("chinese", mark), ("help-english", mark),
            ("help-chinese", mark), ("position", "1"), ("action", "save"), ("choice-value", "v"),
            ("choice-english", mark), ("choice-chinese", mark), ("choice-when", ""),
        ]
        #expect(try await desk.post("/admin/fields", field, as: admin).status == 303)
        let text = [("kind", "text"), ("key", "t"), ("english", mark), ("position", "2"), ("action", "save")]
        #expect(try await desk.post("/admin/fields", text, as: admin).status == 303)
        _ = try await desk.post("/admin/types", [("key", "k"), ("english", mark), ("chinese", mark)], as: admin)
        let form = [
            ("title-english", mark), ("title-chinese", mark), ("introduction-english", mark), ("on", "k"), ("on", "t"),
            ("introduction-chinese", mark), ("open", "yes"), ("position", "1"), ("type", "k"), ("action", "save"),
        ]
        #expect(try await desk.post("/admin/forms", form, as: admin).status == 303)
        let id = try #require(try await desk.store.requestForms().first).id
        let path = "/desk/tickets/\(ticket.number)"
        let values = Self.set([("k", "v"), ("t", mark)])
        #expect(try await desk.post("\(path)/fields", values, as: admin).status == 303)
        _ = try await desk.post("\(path)/properties", [("type", "k")], as: admin)
        let fieldID = try #require(try await desk.store.ticketDesign().fields.first).id
        for page in [
            path, "/admin/fields", "/admin/fields/\(fieldID)", "/admin/types", "/admin/types?edit=k", "/admin/forms",
            "/admin/forms/\(id)", "/admin/tags", "/help/requests/new", "/desk/tickets?view=all", "/admin/audit",
        ] {
            let answer = try await desk.get(page, as: admin)
            #expect(answer.status == 200, "\(page)")
            #expect(!answer.body.contains("<canary") && !answer.body.contains("a='\""), "\(page)")
        }
    }
}
