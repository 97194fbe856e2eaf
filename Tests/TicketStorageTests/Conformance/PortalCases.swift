import ChannelKit
import DeskModel
import Testing
import TicketStorage

extension TicketStoreConformance {
    static let portal: [StoreCase] = [
        StoreCase("a sign-in token proves its identity, starts one session, and voids the others") { desk in
            try await desk.receive(desk.unproven("a"))
            let ada = try await desk.identity("ada@example.org")
            #expect(!ada.isVerified)
            for digest in ["t1", "t2"] {
                try await desk.store.addSignInToken(digest: digest, identity: ada.id, expiresAt: desk.at(60))
            }
            #expect(try await desk.store.isSignInToken(digest: "t1", at: desk.at(1)))
            let winners = try await withThrowingTaskGroup(of: Identity?.self) { group in
                for number in 0..<16 {
                    group.addTask {
                        try await desk.store.signIn(token: "t1", at: desk.at(2)) { id in
                            desk.customerSession("s\(number)", of: id, at: 2)
                        }
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }.compactMap { $0 }
            }
            #expect(winners.map(\.id) == [ada.id] && winners.allSatisfy(\.isVerified))
            #expect(try await desk.store.isSignInToken(digest: "t1", at: desk.at(3)) == false)
            #expect(try await desk.store.isSignInToken(digest: "t2", at: desk.at(3)) == false)
            let profile = try #require(try await desk.store.contact(ada.contact))
            #expect(profile.evidence.contains { $0.method == "one-time-link" && $0.isVerified })
        },
        StoreCase("a token of another purpose signs nobody in and is not used up") { desk in
            try await desk.store.addToken(digest: "t", purpose: "set-up:1", expiresAt: desk.at(60))
            #expect(try await desk.store.isSignInToken(digest: "t", at: desk.at(1)) == false)
            let identity = try await desk.store.signIn(token: "t", at: desk.at(1)) { id in
                desk.customerSession("s", of: id, at: 1)
            }
            #expect(identity == nil)
            #expect(try await desk.store.tokenPurpose(digest: "t", at: desk.at(1)) == "set-up:1")
        },
        StoreCase("a sign-in token ends at its time") { desk in
            try await desk.receive(desk.envelope("a"))
            let ada = try await desk.identity("ada@example.org")
            try await desk.store.addSignInToken(digest: "t", identity: ada.id, expiresAt: desk.at(60))
            #expect(try await desk.store.isSignInToken(digest: "t", at: desk.at(60)) == false)
            let late = try await desk.store.signIn(token: "t", at: desk.at(60)) { id in
                desk.customerSession("s", of: id, at: 60)
            }
            #expect(late == nil)
            #expect(try await desk.store.customerSession(digest: "s", at: desk.at(60)) == nil)
        },
        StoreCase("a customer's session ends at its time, and its use is noted once a minute") { desk in
            try await desk.receive(desk.envelope("a"))
            let ada = try await desk.signInCustomer("ada@example.org")
            let found = try #require(try await desk.store.customerSession(digest: "s-ada@example.org", at: desk.at(30)))
            #expect(found.1 == Customer(identity: ada, name: "Ada") && found.0.lastUsedAt == desk.start)
            _ = try await desk.store.customerSession(digest: found.0.digest, at: desk.at(90))
            let used = try await desk.store.customerSession(digest: found.0.digest, at: desk.at(91))
            #expect(used?.0.lastUsedAt == desk.at(90))
            #expect(try await desk.store.customerSession(digest: found.0.digest, at: desk.at(3_600)) == nil)
            try await desk.store.endCustomerSession(digest: found.0.digest)
            #expect(try await desk.store.customerSession(digest: found.0.digest, at: desk.at(1)) == nil)
        },
        StoreCase("a link goes to the leg last written on, and to nobody unknown") { desk in
            try await desk.receive(desk.envelope("a"))
            let second = try await desk.receive(desk.envelope("b"), at: 5)
            let key = IdentityKey(kind: .email, value: "ada@example.org")
            let target = try #require(try await desk.store.signInTarget(of: key))
            #expect(target.leg?.ticket == second.ticket && target.leg?.route.target == key)
            #expect(try await desk.store.signInTarget(of: target.identity.id) == target)
            let nobody = IdentityKey(kind: .email, value: "nobody@example.org")
            #expect(try await desk.store.signInTarget(of: nobody) == nil)
            #expect(try await desk.store.signInTarget(of: IdentityID(rawValue: 1)) == nil)
            _ = try await desk.contact("Bob", "bob@example.org")
            let bob = try #require(
                try await desk.store.signInTarget(of: IdentityKey(kind: .email, value: "bob@example.org"))
            )
            #expect(bob.leg == nil)
        },
        StoreCase("a customer sees their own words and the answers that left, and no note") { desk in
            let result = try await desk.receive(desk.envelope("a", messageID: "m1@example.org"))
            let thread = try #require(try await desk.thread(result))
            try await desk.apply(.reply(try desk.reply(in: thread), status: .pending))
            let held = try desk.reply(in: thread, text: "Not yet.", at: 10, notBefore: desk.at(100))
            try await desk.apply(.reply(held, status: nil))
            let note = Note(
                id: desk.ids.next(at: desk.at(11)),
                ticket: thread.ticket.id,
                author: .operator,
                text: "Secret.",
                at: desk.at(11)
            )
            try await desk.apply(.note(note), at: 11)
            let ada = try await desk.signInCustomer("ada@example.org")
            let before = try #require(try await desk.request(result, ada, at: 20))
            #expect(before.entries.map(Self.words) == ["own It burns.", "answer We are on our way."])
            #expect(before.status == .pending && before.ways.map(\.id) == thread.legs.map(\.id))
            let after = try #require(try await desk.request(result, ada, at: 100))
            #expect(after.entries.map(Self.words) == ["own It burns.", "answer We are on our way.", "answer Not yet."])
            let list = try await desk.store.requestPage(of: ada.id, at: desk.at(20), after: nil, limit: 10)
            #expect(list.items.map(\.number) == [result.ticketNumber] && list.next == nil)
            // The note came later and moved nothing.
            #expect(list.items.map(\.lastAt) == [desk.at(10)])
            for record in try await desk.deliveries(of: held) {
                _ = try await desk.store.cancel(record, actor: .operator, at: desk.at(12))
            }
            #expect(try await desk.request(result, ada, at: 100)?.entries.count == 2)
        },
        StoreCase("nobody sees what others wrote, and nobody's request is absent alike") { desk in
            let own = try await desk.receive(desk.envelope("a", messageID: "m1@example.org"))
            let reply = desk.envelope("b", from: "bob@example.org", text: "Bob's.", answers: ["m1@example.org"])
            try await desk.receive(reply, at: 1)
            let foreign = try await desk.receive(desk.envelope("c", from: "eve@example.org"), at: 2)
            let ada = try await desk.signInCustomer("ada@example.org")
            let bob = try await desk.signInCustomer("bob@example.org")
            #expect(try await desk.request(own, ada)?.entries.map(Self.words) == ["own It burns."])
            #expect(try await desk.request(own, bob) == nil)
            #expect(try await desk.request(foreign, ada) == nil)
            #expect(try await desk.store.request(number: 4_711, of: ada.id, at: desk.at(9)) == nil)
            #expect(try await desk.store.request(number: 1, of: IdentityID(rawValue: 1), at: desk.at(9)) == nil)
            #expect(
                try await desk.store.requestPage(of: bob.id, at: desk.at(9), after: nil, limit: 9).items.isEmpty
            )
        },
        StoreCase("unproven words that were added are withheld, those that opened a request are marked") { desk in
            let opened = try await desk.receive(desk.unproven("a", messageID: "m1@example.org"))
            try await desk.receive(desk.unproven("b", text: "Forged.", answers: ["m1@example.org"]), at: 1)
            let other = desk.envelope("c", text: "Proven.", answers: ["m1@example.org"])
            try await desk.receive(other, at: 2)
            let ada = try await desk.signInCustomer("ada@example.org")
            let entries = try await desk.request(opened, ada)?.entries.map(Self.words)
            #expect(entries == ["unproven It burns.", "withheld", "own Proven."])
        },
        StoreCase("a merge shows both people's requests, and its undoing takes them apart") { desk in
            let own = try await desk.receive(desk.envelope("a"))
            let other = try await desk.receive(desk.envelope("b", from: "ada@home.example"), at: 1)
            let unproven = try await desk.receive(desk.unproven("c", from: "ceo@example.org"), at: 2)
            let ada = try await desk.signInCustomer("ada@example.org")
            let home = try await desk.identity("ada@home.example")
            let chief = try await desk.identity("ceo@example.org")
            let merge = desk.mergeEdge(home.contact, ada.contact)
            _ = try await desk.store.merge(merge)
            _ = try await desk.store.merge(desk.mergeEdge(chief.contact, ada.contact))
            #expect(try await desk.request(other, ada) != nil)
            #expect(try await desk.request(unproven, ada) == nil)
            let both = try await desk.store.requestPage(of: ada.id, at: desk.at(9), after: nil, limit: 9)
            #expect(both.items.map(\.number) == [other.ticketNumber, own.ticketNumber])
            _ = try await desk.store.unmerge(merge.id, actor: .operator, at: desk.at(10))
            #expect(try await desk.request(other, ada) == nil)
            let alone = try await desk.store.requestPage(of: ada.id, at: desk.at(11), after: nil, limit: 9)
            #expect(alone.items.map(\.number) == [own.ticketNumber])
        },
        StoreCase("a shared address counts for itself alone") { desk in
            let info = try await desk.receive(desk.envelope("a", from: "info@example.org"))
            let own = try await desk.receive(desk.envelope("b"), at: 1)
            let shared = try await desk.signInCustomer("info@example.org")
            let ada = try await desk.signInCustomer("ada@example.org")
            _ = try await desk.store.merge(desk.mergeEdge(shared.contact, ada.contact))
            #expect(try await desk.request(own, shared) != nil)
            try await desk.store.markShared(shared.id, true, actor: .operator, at: desk.at(6))
            #expect(try await desk.request(own, shared) == nil)
            #expect(try await desk.request(info, shared) != nil)
            #expect(try await desk.request(info, ada) == nil)
        },
        StoreCase("a customer's list pages without gap or repeat") { desk in
            var numbers: [Int] = []
            for index in 0..<7 {
                let result = try await desk.receive(desk.envelope("m\(index)"), at: Int64(index))
                numbers.insert(try #require(result.ticketNumber), at: 0)
            }
            let ada = try await desk.signInCustomer("ada@example.org")
            var found: [Int] = []
            var place: PageCursor?
            repeat {
                let page = try await desk.store.requestPage(of: ada.id, at: desk.at(20), after: place, limit: 3)
                #expect((1...3).contains(page.items.count))
                found += page.items.map(\.number)
                place = page.next
            } while place != nil
            #expect(found == numbers)
        },
    ]

    /// An entry in a word or two.
    private static func words(_ entry: CustomerRequestEntry) -> String {
        switch entry {
        case .own(let own): "\(own.isProven ? "own" : "unproven") \(own.text)"
        case .answer(let answer): "answer \(answer.text)"
        case .withheld: "withheld"
        }
    }
}

extension DeskFixture {
    /// A mail that nothing proves.
    fileprivate func unproven(
        _ externalID: String,
        from address: String = "ada@example.org",
        text: String = "It burns.",
        messageID: String? = nil,
        answers: [String] = []
    ) -> InboundEnvelope {
        var envelope = envelope(externalID, from: address, text: text, messageID: messageID, answers: answers)
        envelope.sender.authenticity = .unverified(reason: "nothing proves it")
        return envelope
    }

    fileprivate func identity(_ address: String) async throws -> Identity {
        let key = IdentityKey(kind: .email, value: address)
        let profile = try #require(try await store.contact(holding: key))
        return try #require(profile.identities.first { $0.key == key })
    }

    fileprivate func customerSession(_ digest: String, of identity: IdentityID, at seconds: Int64) -> CustomerSession {
        CustomerSession(
            digest: digest,
            identity: identity,
            formSecret: "f",
            createdAt: at(seconds),
            lastUsedAt: at(seconds),
            expiresAt: at(3_600)
        )
    }

    /// Signs the holder of an address in.
    fileprivate func signInCustomer(_ address: String) async throws -> Identity {
        let identity = try await identity(address)
        try await store.addSignInToken(digest: "t-\(address)", identity: identity.id, expiresAt: at(60))
        let signedIn = try await store.signIn(token: "t-\(address)", at: start) { id in
            customerSession("s-\(address)", of: id, at: 0)
        }
        return try #require(signedIn)
    }

    fileprivate func request(
        _ result: RoutingResult,
        _ identity: Identity,
        at seconds: Int64 = 20
    ) async throws -> CustomerRequest? {
        try await store.request(number: try #require(result.ticketNumber), of: identity.id, at: at(seconds))
    }

    /// The deliveries of a reply.
    fileprivate func deliveries(of planned: PlannedReply) async throws -> [DeliveryID] {
        let page = try await store.outboxPage(states: Set(DeliveryState.allCases), after: nil, limit: 200)
        return page.items.map(\.delivery).filter { $0.reply == planned.reply.id }.map(\.id)
    }
}
