import ChannelKit
import DeskModel
import Testing
import TicketFollowing
import TicketStorage

/// The search for people who may be one.
@Suite struct DuplicateSuggestionsTests {
    @Test func `contacts that may be one person are suggested, and not again once dismissed`() async throws {
        try await TemporaryStore.inFolder { folder in
            let store = try SQLiteTicketStore.open(SQLiteStoreSettings(folder: folder))
            let desk = DeskFixture(store: store, ids: store.ids)
            let search = DuplicateSuggestions(store: store, ids: store.ids)
            #expect(try await search.search(since: nil, now: desk.start) == nil)

            let others = [
                ("Bo Diddley", "bo@northwind.example"), ("Grace Hopper", "grace@acme.example"),
                ("Alan Turing", "alan@globex.example"), ("Barbara Liskov", "barbara@hooli.example"),
                ("Donald Knuth", "donald@stark.example"), ("Tony Hoare", "tony@wayne.example"),
            ]
            for (name, address) in others { _ = try await desk.contact(name, address) }
            let first = try await desk.contact("Ada Lovelace", "ada.lovelace@example.org")
            let second = try await desk.contact("Ada Lovelace", "ada.lovelace@example.com")
            let newest = try await search.search(since: nil, now: desk.start)
            #expect(newest == second)
            let found = try await store.suggestions(ticket: nil, person: first)
            #expect(found.map(\.proposal) == [.mergeContacts(first, second)])
            #expect(found.allSatisfy { $0.score >= 0.8 && !$0.evidence.isEmpty })
            #expect(try await store.suggestions(ticket: nil, person: second).count == 1)

            _ = try await store.dismiss(try #require(found.first).id, actor: .operator, at: desk.start)
            #expect(try await search.search(since: newest, now: desk.start) == newest)
            _ = try await search.search(since: nil, now: desk.start)
            #expect(try await store.suggestions(ticket: nil, person: first).isEmpty)
            try await store.close()
        }
    }
}
