import DeskModel
import Foundation
import HTTPTypes
import Testing
import TicketStorage

@testable import DeskWeb

/// People out of lists, their export and their erasure over the API.
@Suite struct APIContactListTests {
    private static let list = """
        Full name,E-Mail,Phone
        Ada Lovelace,ada@x.example,+49 30 901820
        Nobody,,
        Bad,not an address,
        Bo,bo@x.example,030 901821

        """

    private func send(
        _ desk: TestDesk,
        _ program: TestProgram,
        _ query: String = "",
        _ text: String = list,
        key: String? = nil
    ) async throws -> APIAnswer {
        var headers = ["Content-Type": "text/csv"]
        headers["Idempotency-Key"] = key
        return try await desk.api(
            .post,
            "/contact-imports\(query)",
            octets: Array(text.utf8),
            as: program,
            headers: headers
        )
    }

    @Test func `a list is looked at, taken in once, and taken back`() async throws {
        let desk = try TestDesk()
        let program = try await desk.program()
        let look = try await send(desk, program, "?dry_run=true&region=de")
        #expect(look.status == 200 && look.json["import"] == .null && look.json["added"] == 2)
        #expect(look.json["columns"] == ["name", "email", "phone"])
        #expect(try await desk.store.contactPage(matching: nil, after: nil, limit: 10).items.isEmpty)

        let done = try await send(desk, program, "?region=DE&name=people.csv", key: "list-1")
        #expect(done.json["added"] == 2 && done.json["rows"] == 4 && done.json["left_out"] == 2)
        #expect(done.json["left_out_rows"]?.elements.map { $0["line"]?.integer } == [3, 4])
        let again = try await send(desk, program, "?region=DE&name=people.csv", key: "list-1")
        #expect(again.json == done.json && again.answer.header("Idempotency-Replayed") == "true")
        let imports = try await desk.api(.get, "/contact-imports", as: program).json["items"]?.elements ?? []
        #expect(imports.count == 1 && imports.first?["people"] == 2 && imports.first?["addresses"] == 4)
        let found = try await desk.api(.get, "/contacts?address=bo@x.example", as: program).json["items"]?.elements
        #expect(found?.first?["name"] == "Bo")

        let undo = "/contact-imports/\(done.json["import"]?.text ?? "")/undo"
        let undone = try await desk.api(.post, undo, as: program)
        #expect(undone.json["people"] == 2 && undone.json["kept"] == 0)
        #expect(try await desk.api(.post, undo, as: program).status == 404)
        #expect(try await desk.store.contactPage(matching: nil, after: nil, limit: 10).items.isEmpty)
        let actions = try await desk.store.auditPage(AuditQuery(limit: 50)).items.map(\.action)
        #expect(actions.contains("contacts.imported") && actions.contains("contacts.import-undone"))
    }

    @Test func `what is no list, and columns that are none, are refused`() async throws {
        let desk = try TestDesk()
        let program = try await desk.program()
        #expect(try await send(desk, program, "", "name,email\nAda,\"ada@x.example\n").status == 400)
        #expect(try await send(desk, program, "", "name,email").status == 400)
        #expect(try await send(desk, program, "?columns=name,email").places == ["columns"])
        #expect(try await send(desk, program, "?columns=name,email,boss").places == ["columns"])
        #expect(try await send(desk, program, "?region=12").places == ["region"])
        let named = try await send(desk, program, "?columns=name,email,ignored")
        #expect(named.json["columns"] == ["name", "email", "ignored"] && named.json["added"] == 2)
    }

    @Test func `a person is exported, looked at, and erased on the word`() async throws {
        let desk = try TestDesk()
        let program = try await desk.program()
        let ticket = try await desk.receive(Letter(text: "The seidenspinner is torn."))
        let path = "/contacts/\(ticket.contact)"
        let export = try await desk.api(.get, "\(path)/export", as: program)
        #expect(export.status == 200 && export.answer.body.contains("seidenspinner"))
        #expect(export.answer.header("Content-Disposition")?.contains(".zip") == true)
        let preview = try await desk.api(.get, "\(path)/erasure", as: program)
        #expect(preview.json["tickets"] == [.integer(ticket.number)] && preview.json["messages"] == 1)
        for body in [[:], ["confirm": "yes"]] as [JSON] {
            #expect(try await desk.api(.post, "\(path)/erasure", body, as: program).places == ["#/confirm"])
        }
        #expect(try await desk.thread(ticket).ticket.subject != ErasedMark.text)
        let key = ["Idempotency-Key": "erasure-1"]
        let erased = try await desk.api(.post, "\(path)/erasure", ["confirm": "erase"], as: program, headers: key)
        #expect(erased.json == preview.json)
        let again = try await desk.api(.post, "\(path)/erasure", ["confirm": "erase"], as: program, headers: key)
        #expect(again.json == erased.json)
        #expect(try await desk.thread(ticket).ticket.subject == ErasedMark.text)
        #expect(try await desk.api(.get, "/contacts/99/export", as: program).status == 404)
        let actions = try await desk.store.auditPage(AuditQuery(limit: 50)).items.map(\.action)
        #expect(actions.count { $0 == "contact.exported" } == 1 && actions.count { $0 == "contact.erased" } == 1)
    }
}
