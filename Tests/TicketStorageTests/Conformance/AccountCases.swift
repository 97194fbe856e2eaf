import ChannelKit
import DeskModel
import Testing
import TicketStorage

extension TicketStoreConformance {
    static let accounts: [StoreCase] = [
        StoreCase("an account is made once, and disabling it ends its sessions") { desk in
            let eve = Agent(
                id: desk.ids.next(at: desk.start),
                email: "eve@example.org",
                name: "Eve",
                role: .admin,
                createdAt: desk.start
            )
            var twin = eve
            twin.id = desk.ids.next(at: desk.start)
            #expect(try await desk.store.addAgent(eve) == eve)
            #expect(try await desk.store.addAgent(twin) == eve)
            #expect(try await desk.store.agents() == [eve])
            #expect(try await desk.store.account(email: "eve@example.org")?.passwordHash == nil)
            try await desk.store.setPassword(eve.id, hash: "$argon2id$…", at: desk.start)
            #expect(try await desk.store.account(email: "eve@example.org")?.passwordHash == "$argon2id$…")
            let session = desk.session(of: eve)
            try await desk.store.addSession(session)
            #expect(try await desk.store.session(digest: "d1", at: desk.at(1))?.1 == eve)
            try await desk.store.setEnabled(eve.id, false, actor: .operator, at: desk.at(2))
            #expect(try await desk.store.session(digest: "d1", at: desk.at(3)) == nil)
            try await desk.store.setEnabled(eve.id, true, actor: .operator, at: desk.at(4))
            #expect(try await desk.store.session(digest: "d1", at: desk.at(5)) == nil)
        },
        StoreCase("a session ends at its time, and its use is noted once a minute") { desk in
            let eve = Agent(
                id: desk.ids.next(at: desk.start),
                email: "eve@example.org",
                name: "Eve",
                role: .agent,
                createdAt: desk.start
            )
            _ = try await desk.store.addAgent(eve)
            try await desk.store.addSession(desk.session(of: eve))
            #expect(try await desk.store.session(digest: "d1", at: desk.at(30))?.0.lastUsedAt == desk.start)
            _ = try await desk.store.session(digest: "d1", at: desk.at(90))
            #expect(try await desk.store.session(digest: "d1", at: desk.at(91))?.0.lastUsedAt == desk.at(90))
            #expect(try await desk.store.session(digest: "d1", at: desk.at(3_600)) == nil)
            try await desk.store.endSession(digest: "d1")
            #expect(try await desk.store.session(digest: "d1", at: desk.at(1)) == nil)
        },
        StoreCase("of many who use a token up exactly one succeeds") { desk in
            try await desk.store.addToken(digest: "t1", purpose: "set-up:1", expiresAt: desk.at(60))
            #expect(try await desk.store.tokenPurpose(digest: "t1", at: desk.at(1)) == "set-up:1")
            let winners = try await withThrowingTaskGroup(of: String?.self) { group in
                for _ in 0..<16 { group.addTask { try await desk.store.consumeToken(digest: "t1", at: desk.at(1)) } }
                return try await group.reduce(into: []) { $0.append($1) }.compactMap { $0 }
            }
            #expect(winners == ["set-up:1"])
            try await desk.store.addToken(digest: "t2", purpose: "x", expiresAt: desk.at(60))
            #expect(try await desk.store.consumeToken(digest: "t2", at: desk.at(60)) == nil)
        },
        StoreCase("teams are added and renamed") { desk in
            let team = Team(id: desk.ids.next(at: desk.start), name: "Sales")
            let child = Team(id: desk.ids.next(at: desk.start), name: "Asia", parent: team.id)
            try await desk.store.saveTeam(team, actor: .operator, at: desk.start)
            try await desk.store.saveTeam(child, actor: .operator, at: desk.start)
            var renamed = team
            renamed.name = "Accounts"
            try await desk.store.saveTeam(renamed, actor: .operator, at: desk.start)
            #expect(try await desk.store.teams() == [renamed, child])
            try await desk.store.audit(AuditEntry(actor: .operator, action: .macroSaved, object: "y", at: desk.start))
        },
    ]
}

extension DeskFixture {
    fileprivate func session(of agent: Agent) -> Session {
        Session(
            digest: "d1",
            agent: agent.id,
            formSecret: "s",
            createdAt: start,
            lastUsedAt: start,
            expiresAt: at(3_600),
            userAgent: "Browser"
        )
    }
}
