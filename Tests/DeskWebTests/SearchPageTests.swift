import DeskModel
import Testing
import TicketStorage

@testable import DeskWeb

/// What the search says of filters that it cannot read.
@Suite struct SearchPageTests {
    @Test(
        arguments: [
            ("after:2026-13-40", "“2026-13-40” is no date"), ("before:1969-01-01", "“1969-01-01” is no date"),
            ("before：2026-02-30", "“2026-02-30” is no date"), ("after:Monday", "“Monday” is no date"),
            ("status:opne", "“opne” is no status"), ("field:laser", "“laser” is no value of a field"),
        ]
    )
    func `a filter that cannot be read is told, and looked for as a word`(
        _ filter: String,
        _ notice: String
    ) async throws {
        let desk = try TestDesk()
        let agent = try await desk.signIn()
        let page = try await desk.get("/desk/search?q=\(PercentCoding.encode("pump \(filter)"))", as: agent)
        #expect(page.status == 200 && page.body.contains(notice))
        let query = SearchQuery("pump \(filter)")
        #expect(query.words == "pump \(filter)" && query.plainWords == "pump")
    }

    @Test(
        arguments: [
            "after:2026-3-1", "before：2026-03-01", "status:unsolved", "STATUS:Open", "field:product=laser", "from:ada",
            "https://example.org/", "after:",
        ]
    )
    func `of what is read nothing is told`(_ text: String) {
        #expect(SearchQuery(text).misread.isEmpty)
    }

    @Test func `whoever looks is meant by “me”, and by nothing that begins like it`() async throws {
        let desk = try TestDesk()
        let agent = try await desk.signIn()
        let ticket = try await desk.receive(Letter(subject: "Pump"))
        let assigned = try await desk.post(
            "/desk/tickets/\(ticket.number)/properties",
            [("assignee", agent.agent.id.description)],
            as: agent
        )
        #expect(assigned.status < 400)
        while try await desk.store.indexPending(limit: 100) > 0 {}
        func isFound(_ words: String) async throws -> Bool {
            try await desk.get("/desk/search?q=\(PercentCoding.encode(words))", as: agent).body
                .contains("href=\"/desk/tickets/\(ticket.number)\"")
        }
        #expect(try await isFound("pump assignee:me"))
        #expect(try await isFound("pump assignee:Me"))
        #expect(try await !isFound("pump assignee:mellow"))
    }
}
