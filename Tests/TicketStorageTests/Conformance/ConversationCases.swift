import ChannelKit
import DeskModel
import Testing
import TicketStorage

extension TicketStoreConformance {
    static let conversations: [StoreCase] = [
        StoreCase("a conversation is what came by it and went into it, and nothing else") { desk in
            let result = try await desk.receive(desk.talk("a", in: "room-1"))
            try await desk.receive(desk.talk("b", from: "bob@example.org", in: "room-2"), at: 1)
            try await desk.receive(desk.envelope("c", from: "eve@example.org"), at: 2)
            let thread = try #require(try await desk.thread(result))
            try await desk.apply(.reply(try desk.reply(in: thread, text: "Water comes."), status: .pending))
            try await desk.apply(
                .note(
                    Note(
                        id: desk.ids.next(at: desk.at(11)),
                        ticket: thread.ticket.id,
                        author: .operator,
                        text: "He smokes.",
                        at: desk.at(11)
                    )
                ),
                at: 11
            )
            #expect(try await desk.words(in: "room-1") == ["a: It burns.", "queued: Water comes."])
            #expect(try await desk.words(in: "room-2") == ["b: It burns."])
            for nobody in ["", "room-9"] { #expect(try await desk.words(in: nobody).isEmpty) }
            #expect(try await desk.words(in: "room-1", channel: "form").isEmpty)
            #expect(try await desk.words(in: "room-1", since: 5) == ["queued: Water comes."])
        },
        StoreCase("a reply is read once it can no longer be taken back, and never when it was") { desk in
            let result = try await desk.receive(desk.talk("a", in: "room-1"))
            let thread = try #require(try await desk.thread(result))
            let held = try desk.reply(in: thread, text: "Not yet.", notBefore: desk.at(100))
            try await desk.apply(.reply(held, status: nil))
            #expect(try await desk.words(in: "room-1", at: 50) == ["a: It burns."])
            #expect(try await desk.words(in: "room-1", at: 100) == ["a: It burns.", "queued: Not yet."])
            let page = try await desk.store.outboxPage(states: [.queued], after: nil, limit: 9)
            let delivery = try #require(page.items.first).delivery.id
            _ = try await desk.store.cancel(delivery, actor: .operator, at: desk.at(12))
            #expect(try await desk.words(in: "room-1", at: 200) == ["a: It burns."])
        },
        StoreCase("the newest entries of a conversation are given, oldest first") { desk in
            for number in 0..<5 {
                try await desk.receive(desk.talk("m\(number)", in: "room-1"), at: Int64(number))
            }
            #expect(try await desk.words(in: "room-1", limit: 2) == ["m3: It burns.", "m4: It burns."])
        },
        StoreCase("an agent is seen while a session of theirs is used") { desk in
            #expect(try await desk.store.isAgentSeen(since: desk.start) == false)
            let roles: [(AgentRole, Bool)] = [(.readOnly, false), (.agent, true)]
            for (role, isSeen) in roles {
                let agent = try await desk.store.addAgent(
                    Agent(
                        id: desk.ids.next(at: desk.start),
                        email: "\(role.rawValue)@desk.example",
                        name: "Grace",
                        role: role,
                        createdAt: desk.start
                    )
                )
                try await desk.store.addSession(
                    Session(
                        digest: "s-\(role.rawValue)",
                        agent: agent.id,
                        formSecret: "f",
                        createdAt: desk.start,
                        lastUsedAt: desk.at(60),
                        expiresAt: desk.at(3_600),
                        userAgent: ""
                    )
                )
                #expect(try await desk.store.isAgentSeen(since: desk.at(60)) == isSeen)
            }
            #expect(try await desk.store.isAgentSeen(since: desk.at(61)) == false)
        },
    ]
}

extension DeskFixture {
    fileprivate func talk(
        _ externalID: String,
        from address: String = "ada@example.org",
        in conversation: String
    ) -> InboundEnvelope {
        var envelope = envelope(externalID, from: address, conversation: conversation)
        envelope.replyRoute.conversationKey = conversation
        return envelope
    }

    fileprivate func words(
        in conversation: String,
        channel: String = "mail",
        since: Int64 = -1,
        at now: Int64 = 1_000,
        limit: Int = 50
    ) async throws -> [String] {
        try await store.conversation(
            conversation,
            channel: ChannelID(rawValue: channel),
            since: at(since),
            at: at(now),
            limit: limit
        ).map { message in
            switch message {
            case .own(let words, let id): "\(id): \(words.text)"
            case .answer(let words, let state): "\(state.rawValue): \(words.text)"
            }
        }
    }
}
