import ChannelKit
import DeskModel
import Testing
import TicketStorage

extension TicketStoreConformance {
    static let administration: [StoreCase] = [
        StoreCase("a team has members, and is never a part of itself") { desk in
            let agent = try await desk.agent("eve")
            let top = Team(id: desk.ids.next(at: desk.start), name: "Support")
            let below = Team(id: desk.ids.next(at: desk.start), name: "Asia", parent: top.id)
            #expect(try await desk.store.saveTeam(top, members: [], actor: .operator, at: desk.start) == .done)
            #expect(
                try await desk.store.saveTeam(below, members: [agent, agent], actor: .operator, at: desk.start) == .done
            )
            #expect(try await desk.store.teamMembers() == [below.id: [agent]])
            var wrong = top
            wrong.parent = below.id
            #expect(try await desk.store.saveTeam(wrong, members: [], actor: .operator, at: desk.start) == .circular)
            wrong.parent = top.id
            #expect(try await desk.store.saveTeam(wrong, members: [], actor: .operator, at: desk.start) == .circular)
            wrong = Team(id: desk.ids.next(at: desk.start), name: "Asia")
            #expect(try await desk.store.saveTeam(wrong, members: [], actor: .operator, at: desk.start) == .nameTaken)
            #expect(try await desk.store.saveTeam(below, members: [], actor: .operator, at: desk.at(1)) == .done)
            #expect(try await desk.store.teamMembers().isEmpty)
            #expect(try await Set(desk.store.teams()) == [top, below])
        },
        StoreCase("people belong to the organization of their address's domain, whenever either came") { desk in
            let before = try await desk.contact("Ada", "ada@brook.example")
            let brook = Organization(
                id: desk.ids.next(at: desk.start),
                name: "Brook",
                domains: ["brook.example", "brook.test"],
                isVIP: true
            )
            #expect(try await desk.store.saveOrganization(brook, actor: .operator, at: desk.at(1)) == .done)
            let after = try await desk.contact("Bo", "bo@brook.test", at: 2)
            let other = try await desk.contact("Cy", "cy@sub.brook.example", at: 3)
            #expect(try await desk.store.organization(of: before) == brook)
            #expect(try await desk.store.organization(of: after) == brook)
            #expect(try await desk.store.organization(of: other) == nil)
            let first = try await desk.store.members(of: brook.id, after: nil, limit: 1)
            let second = try await desk.store.members(of: brook.id, after: first.next, limit: 1)
            #expect((first.items + second.items).map(\.address) == ["ada@brook.example", "bo@brook.test"])
            #expect(second.next == nil)
            // Merged people belong together.
            #expect(try await desk.store.merge(desk.mergeEdge(other, before, at: 4)) == .done)
            #expect(try await desk.store.organization(of: before) == brook)
            var rival = Organization(
                id: desk.ids.next(at: desk.at(5)),
                name: "Rival",
                domains: ["brook.test"],
                isVIP: false
            )
            #expect(
                try await desk.store.saveOrganization(rival, actor: .operator, at: desk.at(5))
                    == .domainTaken(domain: "brook.test", by: "Brook")
            )
            rival.name = "Brook"
            rival.domains = []
            #expect(try await desk.store.saveOrganization(rival, actor: .operator, at: desk.at(5)) == .nameTaken)
            rival.name = "Aqua"
            #expect(try await desk.store.saveOrganization(rival, actor: .operator, at: desk.at(5)) == .done)
            let page = try await desk.store.organizationPage(after: nil, limit: 1)
            #expect(page.items == [rival])
            #expect(try await desk.store.organizationPage(after: page.next, limit: 1).items == [brook])
            try await desk.store.removeOrganization(brook.id, actor: .operator, at: desk.at(6))
            #expect(try await desk.store.organization(of: before) == nil)
            #expect(try await desk.store.organization(brook.id) == nil)
        },
        StoreCase("the audit log is read by actor, action and time, page by page") { desk in
            let eve = try await desk.agent("eve")
            for index in 0..<6 {
                try await desk.store.audit(
                    AuditEntry(
                        actor: index.isMultiple(of: 2) ? .operator : .agent(eve),
                        action: index < 3 ? .macroRemoved : .macroSaved,
                        object: "\(index)",
                        // Two entries share each moment.
                        at: desk.at(Int64(index / 2) * 100)
                    )
                )
            }
            func objects(_ query: AuditQuery) async throws -> [String] {
                var query = query
                query.limit = 2
                var objects: [String] = []
                repeat {
                    let page = try await desk.store.auditPage(query)
                    objects += page.items.map(\.object)
                    query.after = page.next
                } while query.after != nil
                return objects
            }
            #expect(try await objects(AuditQuery()) == ["5", "4", "3", "2", "1", "0"])
            #expect(try await objects(AuditQuery(actor: .agent(eve))) == ["5", "3", "1"])
            #expect(try await objects(AuditQuery(action: "macro.removed")) == ["2", "1", "0"])
            #expect(try await objects(AuditQuery(actor: .operator, action: "macro.removed")) == ["2", "0"])
            #expect(try await objects(AuditQuery(from: desk.at(100), until: desk.at(200))) == ["3", "2"])
            #expect(try await objects(AuditQuery(actor: .agent(eve), until: desk.at(200))) == ["3", "1"])
            #expect(try await desk.store.auditActions() == ["macro.removed", "macro.saved"])
        },
        StoreCase("a branding stays with its logo, and each change is in the audit log") { desk in
            #expect(try await desk.store.branding() == Branding())
            let logo = BlobBytes.made([9, 8, 7])
            let branding = Branding(
                name: "Brook",
                lightAccent: BrandColor(rawValue: "#003366"),
                darkAccent: BrandColor(rawValue: "#99ccff"),
                logo: logo.digest
            )
            try await desk.store.saveBranding(branding, logo: logo.bytes, actor: .operator, at: desk.start)
            try await desk.store.tidy(now: desk.at(900_000))
            #expect(try await desk.store.branding() == branding)
            try await desk.ask { reads in
                let name = try reads.brandName()
                #expect(name == "Brook")
            }
            #expect(try await desk.store.blob(logo.digest) == [9, 8, 7])
            try await desk.store.saveBranding(Branding(), logo: nil, actor: .operator, at: desk.at(1))
            #expect(try await desk.store.branding() == Branding())
            #expect(try await desk.store.auditPage(AuditQuery(action: "branding.changed")).items.count == 2)
        },
    ]
}

extension DeskFixture {
    fileprivate func agent(_ name: String) async throws -> AgentID {
        try await store.addAgent(
            Agent(id: ids.next(at: start), email: "\(name)@example.org", name: name, role: .agent, createdAt: start)
        ).id
    }
}
