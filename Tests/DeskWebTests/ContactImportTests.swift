import ChannelKit
import DeskModel
import HTTPTypes
import Testing
import TicketStorage

@testable import DeskWeb

@Suite struct ContactImportTests {
    // MARK: - The list

    @Test(arguments: [
        ("name,email\r\nAda,ada@x.example\r\n", [["Ada", "ada@x.example"]]),
        ("\u{FEFF}name;email\nAda;ada@x.example", [["Ada", "ada@x.example"]]),
        (
            "name,email\n\"Lovelace, Ada \"\"Countess\"\"\",a@x.example\n",
            [["Lovelace, Ada \"Countess\"", "a@x.example"]]
        ),
        ("name,email\n\n\"two\nlines\",a@x.example\nshort\n", [["two\nlines", "a@x.example"], ["short"]]),
        ("a\tb\n1\t\"2\t3\"", [["1", "2\t3"]]),
    ])
    func `lists are read as RFC 4180 has them`(_ text: String, _ rows: [[String]]) throws {
        #expect(try CSVTable(Array(text.utf8), maximumRows: 10).rows.map(\.fields) == rows)
    }

    @Test func `a list that is none says where and why`() throws {
        func problem(_ octets: [UInt8], maximumRows: Int = 10) -> CSVTable.Problem? {
            do {
                _ = try CSVTable(octets, maximumRows: maximumRows)
                return nil
            } catch { return error as? CSVTable.Problem }
        }
        #expect(problem([0x61, 0xFF]) == CSVTable.Problem(kind: .notText, line: 1))
        #expect(problem([]) == CSVTable.Problem(kind: .empty, line: 1))
        #expect(problem(Array("name\n".utf8)) == CSVTable.Problem(kind: .empty, line: 1))
        #expect(problem(Array("a\nb\n\"c\nd".utf8)) == CSVTable.Problem(kind: .openQuote, line: 3))
        #expect(problem(Array("a\r\n\"b\r\nc\"\r\n\"d".utf8)) == CSVTable.Problem(kind: .openQuote, line: 4))
        let three = Array("a\nb\nc\nd\n".utf8)
        #expect(problem(three, maximumRows: 2) == CSVTable.Problem(kind: .tooManyRows(maximum: 2), line: 4))
        let wide = Array(String(repeating: "a,", count: 100).utf8)
        #expect(problem(wide)?.kind == .tooManyColumns(maximum: 60))
    }

    // MARK: - The pages

    private static let list = """
        Full name,E-Mail,Phone,Note
        Ada Lovelace,ada@x.example,+49 30 901820,first
        Nobody,,,no address
        Bad,not an address,,x
        Grace Customer,grace@customer.example,+49 30 901821,known
        Twice,ADA@x.example,,again
        Mixed,grace@customer.example2,+49 30 901822,
        Torn,mallory@other.example,+49 30 901899,

        """

    /// Where the uploaded list is, and what its columns are.
    private func upload(_ desk: TestDesk, _ admin: TestAgent, _ text: String = list) async throws -> Answer {
        let body = """
            --xyz\r\nContent-Disposition: form-data; name="_token"\r\n\r\n\(admin.formToken)\r\n--xyz\r\n\
            Content-Disposition: form-data; name="file"; filename="people.csv"\r\nContent-Type: text/csv\r\n\r\n\
            \(text)\r\n--xyz--\r\n
            """
        return try await desk.send(
            .post,
            "/admin/contacts/import",
            as: admin,
            headers: ["Content-Type": "multipart/form-data; boundary=xyz", "Origin": "http://127.0.0.1:8080"],
            body: Array(body.utf8)
        )
    }

    private func people(_ desk: TestDesk) async throws -> [ContactProfile] {
        try await desk.store.contactPage(matching: nil, after: nil, limit: 100).items
    }

    @Test func `a list is looked at, taken in, taken in again without a change, and taken back`() async throws {
        let desk = try TestDesk()
        let admin = try await desk.signIn(.admin)
        try await desk.receive()
        // One address of a row belongs to one person, the other to another.
        try await desk.receive(Letter(from: "mallory@other.example", name: "Mallory"))
        let grace = try #require(
            try await desk.store.contact(holding: IdentityKey(kind: .email, value: "grace@customer.example"))
        )
        let phone = Identity(
            id: desk.ids.next(at: desk.clock.now),
            key: IdentityKey(kind: .phone, value: "+4930901899"),
            address: "+4930901899",
            contact: grace.contact.id,
            createdAt: desk.clock.now
        )
        let evidence = IdentityEvidence(
            id: desk.ids.next(at: desk.clock.now),
            identity: phone.id,
            method: "agent",
            assertedBy: "x",
            isVerified: false,
            at: desk.clock.now
        )
        #expect(try await desk.store.assert(phone, evidence: evidence) == .done)
        let before = try await people(desk)
        let answer = try await upload(desk, admin)
        let place = try #require(answer.location)
        #expect(answer.status == 303)
        let mapping = try await desk.get(place, as: admin)
        #expect(mapping.body.contains("<option value=\"email\" selected>mail address</option>"))
        let check = try await desk.get("\(place)&check=yes", as: admin)
        #expect(try await people(desk) == before, "looking changes nothing")
        for sentence in [
            "2 new people", "1 known person gets further addresses", "4 rows are left out",
            "Line 3: there is no mail address",
            "Line 4: “not an address” is no mail address", "Line 6: an address stands in line 2 already",
            "Line 8: ", "belong to different people",
        ] {
            #expect(check.body.contains(sentence), "\(sentence)")
        }
        let run = try #require(place.split(separator: "?").first.map(String.init))
        let done = try await desk.post(run, [("file", "people.csv")], as: admin)
        #expect(done.status == 200 && done.body.contains("2 new people"))
        let ada = try #require(
            try await desk.store.contact(holding: IdentityKey(kind: .email, value: "ada@x.example"))
        )
        #expect(ada.person.name == "Ada Lovelace" && ada.identities.count == 2)
        #expect(ada.identities.allSatisfy { !$0.isVerified })
        #expect(ada.evidence.count == 2)
        #expect(
            ada.evidence.allSatisfy { $0.method == "import" && $0.assertedBy == admin.agent.email && !$0.isVerified }
        )
        let extended = try #require(try await desk.store.contact(grace.contact.id))
        #expect(extended.identities.count == 3 && extended.merges.isEmpty && extended.person.name == grace.person.name)
        let after = try await people(desk)
        let again = try await desk.post(run, [("file", "people.csv")], as: admin)
        #expect(again.body.contains("0 new people") && again.body.contains("3 people are known already"))
        #expect(try await people(desk) == after, "the same list again changes nothing")
        // Somebody wrote from an imported address meanwhile: it stays.
        try await desk.receive(Letter(from: "ada@x.example", name: "Ada"))
        for item in try await desk.store.contactImports(limit: 10) {
            let undone = try await desk.post("/admin/contacts/imports/\(item.id)/undo", as: admin)
            #expect(undone.status == 200)
            #expect(try await desk.post("/admin/contacts/imports/\(item.id)/undo", as: admin).status == 404)
        }
        let left = try await people(desk)
        #expect(left.count == before.count + 1)
        #expect(
            try await desk.store.contact(grace.contact.id)?.identities
                == before.first { $0.contact.id == grace.contact.id }?.identities
        )
        #expect(try await desk.store.contact(holding: IdentityKey(kind: .email, value: "ada@x.example")) != nil)
        #expect(try await desk.store.contact(holding: IdentityKey(kind: .phone, value: "+4930901822")) == nil)
        #expect(try await desk.store.verify() == [])
        let actions = try await desk.store.auditPage(AuditQuery()).items.map(\.action)
        #expect(actions.contains("contacts.imported") && actions.contains("contacts.import-undone"))
    }

    @Test func `what is no list is refused with its line`() async throws {
        let desk = try TestDesk()
        let admin = try await desk.signIn(.admin)
        let open = try await upload(desk, admin, "name,email\nAda,\"ada@x.example\nBo,bo@x.example\n")
        #expect(open.status == 422 && open.body.contains("Line 2: a quotation mark is opened and never closed"))
        #expect(try await upload(desk, admin, "name,email").status == 422)
        #expect(
            try await desk.get("/admin/contacts/import/\(String(repeating: "a", count: 64))", as: admin).status == 404
        )
    }

    @Test func `names and addresses of a list are text and nothing else`() async throws {
        let desk = try TestDesk()
        let admin = try await desk.signIn(.admin)
        let text = "name,email,<script>x</script>\n<img src=x onerror=alert(1)>,a@x.example,\"=cmd|' /C calc'!A0\"\n"
        let place = try #require(try await upload(desk, admin, text).location)
        let page = try await desk.get("\(place)&check=yes", as: admin)
        #expect(!page.body.contains("<script>x") && !page.body.contains("<img src=x"))
    }
}
