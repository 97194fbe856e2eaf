import ChannelKit
import DeskModel
import Foundation
import Testing
import TicketStorage

@testable import DeskWeb

/// What is erased is gone: from pages, tables, index, the database's files and the blob files.
@Suite struct ErasureTests {
    /// Words that are in nothing but the person's own things.
    private static let planted = [
        "zubrowka", "quarzlampe", "flickwerk", "seidenspinner", "mondfinsternis", "kuckucksuhr", "wetterleuchten",
        "purzelbaum", "grasbahn", "himbeergeist", "安魂曲",
    ]

    private struct Scene {
        let ticket: Ticket
        let foreign: Ticket
        let contact: ContactID
        let admin: TestAgent
    }

    /// A person with words in every place that keeps some, beside somebody else.
    private func scene(_ desk: TestDesk) async throws -> Scene {
        let admin = try await desk.signIn(.admin)
        let large = Array(String(repeating: "wetterleuchten ", count: 4_000).utf8)
        let ticket = try await desk.receive(
            Letter(
                from: "zubrowka@customer.example",
                name: "Zubrowka Quarzlampe",
                subject: "Flickwerk broken",
                text: "The seidenspinner is torn. 安魂曲",
                quoted: "> mondfinsternis",
                html: "<p>mondfinsternis</p>",
                files: [
                    ("kuckucksuhr.txt", "text/plain", Array("kuckucksuhr".utf8), nil),
                    ("large.bin", "application/octet-stream", large, nil),
                ],
                fields: [EnvelopeField(name: "order", label: "Order", value: "grasbahn")]
            )
        )
        try await desk.receive(
            Letter(
                from: "wife@elsewhere.example",
                name: "Wilma Else",
                text: "I am the neighbour and keep my own words.",
                quoted: "> seidenspinner"
            ),
            into: ticket
        )
        let foreign = try await desk.receive(
            Letter(from: "bo@other.example", name: "Bo Other", subject: "Pump", text: "The pump hums.")
        )
        try await desk.receive(
            Letter(from: "zubrowka@customer.example", name: "Zubrowka Quarzlampe", text: "purzelbaum too"),
            into: foreign
        )
        let path = "/desk/tickets/\(ticket.number)"
        for (place, form) in [
            ("notes", [("note", "Call zubrowka about the himbeergeist")]),
            ("replies", [("text", "Dear Zubrowka, the himbeergeist is on its way.")]),
            ("tasks", [("title", "Send purzelbaum")]),
            ("draft", [("kind", "reply"), ("text", "Unsent purzelbaum")]),
            ("properties", [("subject", "Another flickwerk"), ("status", "open")]),
        ] {
            let answer = try await desk.post("\(path)/\(place)", form, as: admin)
            #expect(answer.status < 400, "\(place): \(answer.status)")
        }
        // A list that was uploaded belongs to nothing.
        let list = Array("name,email\nZubrowka,ZUBROWKA@customer.example\n".utf8)
        try await desk.store.keep([BlobBytes(digest: .of(list), bytes: list)], at: desk.clock.now)
        while try await desk.store.indexPending(limit: 100) > 0 {}
        let key = IdentityKey(kind: .email, value: "zubrowka@customer.example")
        let contact = try #require(try await desk.store.contact(holding: key)).contact.id
        return Scene(ticket: ticket, foreign: foreign, contact: contact, admin: admin)
    }

    /// The files of a data folder that hold a word, whatever its case.
    private func files(of desk: TestDesk, holding word: String) throws -> [String] {
        let needles = [word, word.uppercased(), word.prefix(1).uppercased() + word.dropFirst()].map { Data($0.utf8) }
        let folder = URL(filePath: desk.folder)
        let names = try #require(FileManager.default.enumerator(atPath: desk.folder)).compactMap { $0 as? String }
        return try names.filter { name in
            let url = folder.appending(path: name)
            guard try url.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true else { return false }
            let data = try Data(contentsOf: url)
            return needles.contains { data.range(of: $0) != nil }
        }
    }

    @Test func `an erased person leaves no word in any file`() async throws {
        let desk = try TestDesk()
        let scene = try await scene(desk)
        for word in Self.planted where word != "安魂曲" {
            #expect(try !files(of: desk, holding: word).isEmpty, "\(word) was never there")
        }
        let preview = try await desk.get("/admin/contacts/\(scene.contact)/erase", as: scene.admin)
        #expect(preview.status == 200 && preview.body.contains("#\(scene.ticket.number)"))
        let hasty = try await desk.post("/admin/contacts/\(scene.contact)/erase", [("confirm", "yes")], as: scene.admin)
        #expect(hasty.status == 422)
        #expect(try await desk.thread(scene.ticket).ticket.subject == "Another flickwerk")
        let done = try await desk.post(
            "/admin/contacts/\(scene.contact)/erase",
            [("confirm", "erase")],
            as: scene.admin
        )
        #expect(done.status == 200)
        for word in Self.planted {
            #expect(try files(of: desk, holding: word) == [], "\(word)")
        }
        while try await desk.store.indexPending(limit: 100) > 0 {}
        for word in Self.planted {
            #expect(try files(of: desk, holding: word).isEmpty, "\(word) came back with the index")
            #expect(try await desk.store.search(word, after: nil, limit: 10).items.isEmpty)
        }
        #expect(try await desk.store.verify() == [])
    }

    @Test func `what others wrote stays, and the ticket's skeleton`() async throws {
        let desk = try TestDesk()
        let scene = try await scene(desk)
        let before = try await desk.thread(scene.ticket)
        let result = try await desk.store.erase(scene.contact, actor: .operator, at: desk.clock.now)
        guard case .erased(let report) = result else {
            Issue.record("\(result)")
            return
        }
        #expect(report.foreignMessages == 1 && report.foreignTickets == 1 && report.attachments == 2)
        let thread = try await desk.thread(scene.ticket)
        #expect(thread.ticket.number == before.ticket.number && thread.ticket.createdAt == before.ticket.createdAt)
        #expect(thread.ticket.subject == ErasedMark.text && thread.ticket.status == .closed)
        #expect(thread.entries.count == before.entries.count)
        #expect(thread.events.contains { $0.kind == .erased } && thread.identities.isEmpty)
        let page = try await desk.get("/desk/tickets/\(scene.ticket.number)", as: scene.admin)
        #expect(page.status == 200 && page.body.contains("keep my own words"))
        let other = try await desk.thread(scene.foreign)
        #expect(other.ticket.subject == "Pump" && other.ticket.status != .closed)
        #expect(try await desk.get("/desk/tickets/\(scene.foreign.number)", as: scene.admin).body.contains("pump hums"))
        #expect(try await !desk.get("/desk/contacts", as: scene.admin).body.contains(ErasedMark.text))
        let log = try await desk.store.auditPage(AuditQuery(action: "contact.erased")).items
        #expect(log.count == 1)
        #expect(try await desk.store.verify() == [])
        // Once more changes nothing that matters.
        #expect(try await desk.store.erase(scene.contact, actor: .operator, at: desk.clock.now) != .unknown)
        #expect(try await desk.store.erase(ContactID(rawValue: 4), actor: .operator, at: desk.clock.now) == .unknown)
    }

    @Test func `what waits in quarantine and names them goes as well, and what names others stays`() async throws {
        let desk = try TestDesk()
        let scene = try await scene(desk)
        func quarantine(
            _ name: String,
            _ text: String,
            _ mediaType: String = "application/json"
        ) async throws -> ArrivalID {
            try await self.quarantine(name, text, mediaType, on: desk)
        }
        let large = String(repeating: "x", count: 40_000)
        let own = try await quarantine("own", "{\"from\": \"Zubrowka@Customer.example\", \"words\": \"nachtfalter\"}")
        let packed = try await quarantine("large", "zubrowka@customer.example, \(large) nachtfalter")
        let other = try await quarantine(
            "other",
            "{\"from\": \"not-zubrowka@customer.example\", \"words\": \"libelle\"}"
        )
        let others = try await [
            quarantine("longer", "{\"from\": \"j.zubrowka@customer.example\", \"words\": \"libelle\"}"),
            quarantine("domain", "{\"from\": \"zubrowka@customer.example.uk\", \"words\": \"libelle\"}"),
        ]
        _ = try await quarantine(
            "own-mail",
            "Subject: x\r\nFrom: Zubrowka\r\n <Zubrowka@Customer.example>\r\n\r\nnachtfalter",
            "message/rfc822"
        )
        let about = try await quarantine(
            "about",
            "From: bob@other.example\r\nCc: zubrowka@customer.example\r\n\r\nAsk zubrowka@customer.example, libelle",
            "message/rfc822"
        )
        #expect(try !files(of: desk, holding: "nachtfalter").isEmpty)
        let before = try #require(try await desk.store.erasurePreview(of: scene.contact))
        let result = try await desk.store.erase(scene.contact, actor: .operator, at: desk.clock.now)
        guard case .erased(let report) = result else {
            Issue.record("\(result)")
            return
        }
        #expect(report == before && report.arrivals >= 3)
        #expect(try files(of: desk, holding: "nachtfalter") == [])
        let waiting = try await desk.store.intakePage(IntakeQuery(outcome: .quarantined)).items.map(\.id)
        #expect(Set(waiting) == Set([other, about] + others) && own != packed)
        #expect(try !files(of: desk, holding: "libelle").isEmpty)
        #expect(try await desk.store.verify() == [])
    }

    /// Puts into quarantine what cannot be read.
    private func quarantine(
        _ name: String,
        _ text: String,
        _ mediaType: String = "application/json",
        on desk: TestDesk
    ) async throws -> ArrivalID {
        let raw = RawArrival(
            channel: ChannelID(rawValue: "hook"),
            externalID: ExternalID(rawValue: name),
            receivedAt: desk.clock.now,
            mediaType: mediaType,
            body: Array(text.utf8)
        )
        let entry = try await desk.store.journal([raw], cursor: nil, channel: raw.channel)[0]
        let id = ArrivalID(rawValue: entry.arrival)
        try await desk.store.quarantine(id, reason: .verbatim("It cannot be read."))
        return id
    }

    @Test func `a chat name is a word like any other in what somebody else sent`() async throws {
        let desk = try TestDesk()
        let scene = try await scene(desk)
        let identity = Identity(
            id: desk.ids.next(at: desk.clock.now),
            key: IdentityKey(kind: .handle, namespace: "chat:T1", value: "alice"),
            address: "alice",
            contact: scene.contact,
            isVerified: true,
            createdAt: desk.clock.now
        )
        let evidence = IdentityEvidence(
            id: desk.ids.next(at: desk.clock.now),
            identity: identity.id,
            method: "agent",
            assertedBy: "test",
            isVerified: true,
            at: desk.clock.now
        )
        #expect(try await desk.store.assert(identity, evidence: evidence) == .done)
        let bystander = try await quarantine("chat", "{\"user\": \"bob\", \"text\": \"Ask alice, libelle\"}", on: desk)
        let list = Array("name,handle\nBob,alice\n".utf8)
        try await desk.store.keep([BlobBytes(digest: .of(list), bytes: list)], at: desk.clock.now)
        let preview = try await desk.get("/admin/contacts/\(scene.contact)/erase", as: scene.admin)
        #expect(preview.body.contains("look through the intake"))
        _ = try await desk.store.erase(scene.contact, actor: .operator, at: desk.clock.now)
        let waiting = try await desk.store.intakePage(IntakeQuery(outcome: .quarantined)).items.map(\.id)
        #expect(waiting == [bystander])
        #expect(try !files(of: desk, holding: "libelle").isEmpty)
        #expect(try await desk.store.blob(.of(list)) == list)
    }

    @Test func `what was erased does not come back by being delivered again`() async throws {
        let desk = try TestDesk()
        let scene = try await scene(desk)
        let raw = RawArrival(
            channel: ChannelID(rawValue: "mail"),
            externalID: ExternalID(rawValue: "again-1"),
            receivedAt: desk.clock.now,
            mediaType: "message/rfc822",
            body: Array("Subject: x".utf8)
        )
        let first = try #require(try await desk.store.journal([raw], cursor: nil, channel: raw.channel).first)
        let letter = Letter(from: "zubrowka@customer.example", text: "mondfinsternis again")
        let arrival = ArrivalID(rawValue: first.arrival)
        let item = letter.item(
            arrival: arrival,
            channel: raw.channel,
            name: "again-1",
            ids: desk.ids,
            now: desk.clock.now
        )
        let (ids, now) = (desk.ids, desk.clock.now)
        _ = try await desk.store.ingest([item]) { try letter.decision($0, $1, into: scene.ticket, ids: ids, now: now) }
        _ = try await desk.store.erase(scene.contact, actor: .operator, at: now)
        let again = try #require(try await desk.store.journal([raw], cursor: nil, channel: raw.channel).first)
        #expect(again.isDuplicate && again.arrival == first.arrival)
        let count = try await desk.thread(scene.ticket).entries.count
        // Providers put the same event into another arrival when they try again.
        var other = raw
        other.externalID = ExternalID(rawValue: "again-2")
        let second = try #require(try await desk.store.journal([other], cursor: nil, channel: raw.channel).first)
        #expect(!second.isDuplicate)
        let copy = letter.item(
            arrival: ArrivalID(rawValue: second.arrival),
            channel: raw.channel,
            name: "again-1",
            ids: desk.ids,
            now: now
        )
        let results = try await desk.store.ingest([item, copy]) {
            try letter.decision($0, $1, into: scene.ticket, ids: ids, now: now)
        }
        #expect(results.map(\.outcome) == [.appended, .duplicate])
        #expect(try await desk.thread(scene.ticket).entries.count == count)
    }

    @Test func `another copy of a message goes with it, though it names nobody`() async throws {
        let desk = try TestDesk()
        let scene = try await scene(desk)
        let letter = Letter(from: "zubrowka@customer.example", text: "hagelkorn")
        let (ids, now) = (desk.ids, desk.clock.now)
        for name in ["call-1", "call-2"] {
            let raw = RawArrival(
                channel: ChannelID(rawValue: "hook"),
                externalID: ExternalID(rawValue: name),
                receivedAt: now,
                mediaType: "application/json",
                body: Array("{\"user\": \"U7\", \"text\": \"nebelkerze\"}".utf8)
            )
            let taken = try #require(try await desk.store.journal([raw], cursor: nil, channel: raw.channel).first)
            let item = letter.item(
                arrival: ArrivalID(rawValue: taken.arrival),
                channel: raw.channel,
                name: "message-1",
                ids: ids,
                now: now
            )
            let results = try await desk.store.ingest([item]) {
                try letter.decision($0, $1, into: scene.ticket, ids: ids, now: now)
            }
            #expect(results.map(\.outcome) == [name == "call-1" ? .appended : .duplicate])
        }
        #expect(try !files(of: desk, holding: "nebelkerze").isEmpty)
        _ = try await desk.store.erase(scene.contact, actor: .operator, at: now)
        #expect(try files(of: desk, holding: "nebelkerze").isEmpty)
    }

    @Test func `a person's export holds what they may have, and no notes`() async throws {
        let desk = try TestDesk()
        let scene = try await scene(desk)
        for (key, audience) in [("serial", .customers), ("rating", .agents)] as [(String, TicketField.Audience)] {
            let field = TicketField(
                id: desk.ids.next(at: desk.clock.now),
                key: key,
                kind: .text,
                position: 1,
                definition: TicketField.Definition(
                    name: BilingualText(english: key, chinese: ""),
                    audience: audience
                )
            )
            #expect(try await desk.store.save(field, actor: .operator, at: desk.clock.now))
            let mark = TicketMark.fields([FieldChange(field: field.id, value: "\(key) nachtigall")])
            _ = try await desk.store.apply(
                DeskChange(.mark(scene.ticket.id, mark), actor: .operator, at: desk.clock.now)
            )
        }
        let answer = try await desk.get("/admin/contacts/\(scene.contact)/export", as: scene.admin)
        #expect(answer.header("Content-Type") == "application/zip")
        #expect(answer.header("Content-Disposition")?.hasPrefix("attachment") == true)
        for word in [
            "contact.json", "seidenspinner", "grasbahn", "on its way", "kuckucksuhr.txt", "zubrowka@customer.example",
            "serial nachtigall",
        ] {
            #expect(answer.body.contains(word), "\(word)")
        }
        #expect(!answer.body.contains("rating nachtigall"))
        #expect(!answer.body.contains("Call zubrowka about"))
        #expect(try await desk.get("/admin/contacts/99/export", as: scene.admin).status == 404)
        #expect(try await desk.store.auditPage(AuditQuery(action: "contact.exported")).items.count == 1)
    }

    @Test func `the archive is one that others read`() async throws {
        var octets: [UInt8] = []
        var archive = ZIPWriter { octets += $0 }
        try await archive.add("a.txt", Array("one".utf8))
        try await archive.add("d/ü.txt", [])
        try await archive.finish()
        let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).zip")
        defer { try? FileManager.default.removeItem(at: path) }
        try Data(octets).write(to: path)
        let reader = Process()
        reader.executableURL = URL(filePath: "/usr/bin/python3")
        reader.arguments = [
            "-c",
            "import sys, zipfile\nz = zipfile.ZipFile(sys.argv[1])\nassert z.testzip() is None\n"
                + "assert z.namelist() == ['a.txt', 'd/ü.txt'] and z.read('a.txt') == b'one'", path.path,
        ]
        try reader.run()
        reader.waitUntilExit()
        #expect(reader.terminationStatus == 0)
        #expect(CRC32.of(Array("123456789".utf8)) == 0xCBF4_3926)
    }
}
