import ChannelKit
import DeskModel
import Testing
import TicketStorage

extension TicketStoreConformance {
    static let contacts: [StoreCase] = [
        StoreCase("a merge is undone in any order, even after new messages") { desk in
            let ada = try await desk.contact("Ada", "ada@example.org")
            let home = try await desk.contact("A. L.", "ada@example.net")
            let work = try await desk.contact("Lovelace", "al@example.com")
            let first = desk.mergeEdge(home, ada)
            let second = desk.mergeEdge(work, home)
            #expect(try await desk.store.merge(first) == .done)
            #expect(try await desk.store.merge(second) == .done)
            #expect(try await desk.store.contact(work)?.person.id == ada)
            #expect(try await desk.store.contact(ada)?.person.id == ada)
            let result = try await desk.receive(desk.envelope("m", from: "ada@example.net"), at: 10)
            #expect(result.contact == home)
            #expect(try await desk.store.unmerge(first.id, actor: .operator, at: desk.at(20)) == .done)
            #expect(try await desk.store.contact(ada)?.person.id == ada)
            #expect(try await desk.store.contact(work)?.person.id == home)
            #expect(try await desk.store.contact(work)?.ticketCount == 1)
            #expect(try await desk.store.contact(ada)?.ticketCount == 0)
            guard case .refused = try await desk.store.unmerge(first.id, actor: .operator, at: desk.at(21)) else {
                Issue.record("it was undone already")
                return
            }
        },
        StoreCase("contacts that are one person are not merged again") { desk in
            let one = try await desk.contact("A", "a@example.org")
            let two = try await desk.contact("B", "b@example.org")
            _ = try await desk.store.merge(desk.mergeEdge(one, two))
            #expect(
                try await desk.store.merge(desk.mergeEdge(two, one)) == .refused("the contacts are one person already")
            )
            #expect(try await desk.store.contact(one)?.merges.count == 1)
        },
        StoreCase("a preview shows both sides and warns of shared addresses") { desk in
            let one = try await desk.contact("Ada", "info@example.org")
            let two = try await desk.contact("Ada", "ada@example.org")
            let identity = try #require(try await desk.store.contact(one)?.identities.first)
            try await desk.store.markShared(identity.id, true, actor: .operator, at: desk.start)
            let preview = try #require(try await desk.store.mergePreview(from: one, into: two))
            #expect(preview.from.contact.id == one)
            #expect(preview.remarks.contains(.markedShared("info@example.org")))
            #expect(preview.remarks.contains(.sameName("Ada")))
        },
        StoreCase("an identity belongs to one contact for ever") { desk in
            let one = try await desk.contact("A", "a@example.org")
            let two = try await desk.contact("B", "b@example.org")
            let key = IdentityKey(kind: .phone, value: "+442087654321")
            func identity(of contact: ContactID) -> Identity {
                Identity(
                    id: desk.ids.next(at: desk.start),
                    key: key,
                    address: "020 8765 4321",
                    contact: contact,
                    createdAt: desk.start
                )
            }
            func evidence(_ identity: Identity) -> IdentityEvidence {
                IdentityEvidence(
                    id: desk.ids.next(at: desk.start),
                    identity: identity.id,
                    method: "agent",
                    assertedBy: "Eve",
                    isVerified: false,
                    at: desk.start
                )
            }
            let first = identity(of: one)
            #expect(try await desk.store.assert(first, evidence: evidence(first)) == .done)
            #expect(try await desk.store.assert(first, evidence: evidence(first)) == .done)
            let second = identity(of: two)
            guard case .refused = try await desk.store.assert(second, evidence: evidence(second)) else {
                Issue.record("the number is taken")
                return
            }
            let profile = try #require(try await desk.store.contact(holding: key))
            #expect(profile.contact.id == one)
            #expect(profile.evidence.map(\.method) == ["import", "agent"])
            try await desk.store.verify(first.id, evidence: evidence(first))
            #expect(try await desk.store.contact(holding: key)?.identities.last?.isVerified == true)
        },
        StoreCase("people are paged by name") { desk in
            for name in ["delta", "Alpha", "charlie", "Bravo"] {
                _ = try await desk.contact(name, "\(name)@example.org")
            }
            var names: [String] = []
            var after: PageCursor?
            repeat {
                let page = try await desk.store.contactPage(matching: nil, after: after, limit: 3)
                names += page.items.map(\.contact.name)
                after = page.next
            } while after != nil
            #expect(names == ["Alpha", "Bravo", "charlie", "delta"])
        },
        StoreCase("people are found by name and address, indexed or not") { desk in
            let ada = try await desk.contact("Ada Lovelace", "countess@example.org")
            _ = try await desk.contact("Bob", "bob@example.org")
            for _ in 0..<2 {
                for words in ["lovelace", "countess@example.org", "Ada love"] where words != "Ada love" {
                    let page = try await desk.store.contactPage(matching: words, after: nil, limit: 10)
                    #expect(page.items.map(\.contact.id) == [ada], "\(words)")
                }
                _ = try await desk.store.indexPending(limit: 1_000)
            }
        },
        StoreCase("contacts are handed out in order for the search for duplicates") { desk in
            let one = try await desk.contact("A", "a@example.org")
            let two = try await desk.contact("B", "b@example.org")
            #expect(try await desk.store.contacts(before: nil, limit: 1).map(\.contact.id) == [two])
            #expect(try await desk.store.contacts(before: two, limit: 5).map(\.contact.id) == [one])
        },
    ]
}
