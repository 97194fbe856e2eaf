import ChannelKit
import DeskModel
import Testing
import TicketStorage

extension TicketStoreConformance {
    static let design: [StoreCase] = [
        StoreCase("fields keep their keys, and values follow what they depend on") { desk in
            let (product, model) = try await desk.fields()
            var rival = model
            rival.id = desk.ids.next(at: desk.start)
            #expect(try await !desk.store.save(rival, actor: .operator, at: desk.start))
            #expect(try await desk.store.ticketDesign().fields.map(\.key) == ["product", "model"])
            let ticket = try await desk.openTicket()
            func set(_ values: [(TicketField, String?)], at seconds: Int64) async throws -> ChangeResult {
                let changes = values.map { FieldChange(field: $0.0.id, value: $0.1) }
                return try await desk.apply(.mark(ticket.id, .fields(changes)), at: seconds)
            }
            _ = try await set([(model, "t-1"), (product, "Turntable")], at: 20)
            #expect(try await desk.store.fieldValues(of: ticket.id) == [product.id: "turntable", model.id: "t-1"])
            let refused = try await set([(product, "amplifier"), (model, "t-1")], at: 21)
            guard case .refused(let reason) = refused else { throw NothingThere() }
            #expect(reason.contains("model") && reason.contains("a-1"))
            #expect(try await desk.store.fieldValues(of: ticket.id).count == 2)
            guard case .done(let changed) = try await set([(product, "amplifier")], at: 22) else {
                throw NothingThere()
            }
            #expect(changed.version == ticket.version + 2)
            #expect(try await desk.store.fieldValues(of: [ticket.id]) == [ticket.id: [product.id: "amplifier"]])
            let events = try await desk.store.thread(number: ticket.number)?.events.filter { $0.kind == .field } ?? []
            #expect(events.map(\.from) == [nil, nil, "product=turntable", "model=t-1"])
            #expect(events.map(\.to) == ["product=turntable", "model=t-1", "product=amplifier", nil])
        },
        StoreCase("answers of a form fill fields that customers see, and no others") { desk in
            let (product, model) = try await desk.fields()
            var hidden = model
            hidden.definition.audience = .agents
            #expect(try await desk.store.save(hidden, actor: .operator, at: desk.start))
            var envelope = desk.envelope("form-1")
            envelope.fields = [
                EnvelopeField(name: "product", label: "Product", value: "amplifier"),
                EnvelopeField(name: "model", label: "Model", value: "a-1"),
                EnvelopeField(name: "type", label: "Type", value: "incident"),
            ]
            let result = try await desk.receive(envelope)
            let number = try firstOf([result.ticketNumber].compactMap(\.self))
            let ticket = try firstOf([try await desk.store.state(number: number)].compactMap(\.self))
            #expect(try await desk.store.fieldValues(of: ticket.ticket.id) == [product.id: "amplifier"])
            #expect(ticket.marks.type == "incident")
        },
        StoreCase("an erased person leaves no values of fields behind") { desk in
            let (product, _) = try await desk.fields()
            let ticket = try await desk.openTicket()
            let change = FieldChange(field: product.id, value: "amplifier")
            _ = try await desk.apply(.mark(ticket.id, .fields([change])), at: 20)
            _ = try await desk.store.erase(ticket.contact, actor: .operator, at: desk.at(30))
            #expect(try await desk.store.fieldValues(of: ticket.id).isEmpty)
            let events = try await desk.store.thread(number: ticket.number)?.events.filter { $0.kind == .field } ?? []
            #expect(events.count == 1 && events[0].from == nil && events[0].to == nil)
            #expect(try await desk.store.verify().isEmpty)
        },
        StoreCase("types, forms and tags are saved and listed in their order") { desk in
            let late = CustomTicketType(key: "late", name: BilingualText(english: "Late", chinese: ""), position: 2)
            let early = CustomTicketType(key: "early", name: BilingualText(english: "", chinese: "早"), position: 1)
            #expect(try await desk.store.save(late, actor: .operator, at: desk.start))
            #expect(try await desk.store.save(early, actor: .operator, at: desk.start))
            let builtIn = CustomTicketType(key: "task", name: BilingualText(english: "T", chinese: ""), position: 0)
            #expect(try await !desk.store.save(builtIn, actor: .operator, at: desk.start))
            #expect(try await desk.store.ticketDesign().types == [early, late])
            var form = RequestForm(
                id: desk.ids.next(at: desk.start),
                position: 1,
                isOpen: true,
                definition: RequestForm.Definition(title: BilingualText(english: "F", chinese: ""))
            )
            #expect(try await desk.store.save(form, actor: .operator, at: desk.start))
            form.isOpen = false
            #expect(try await desk.store.save(form, actor: .operator, at: desk.start))
            #expect(try await desk.store.requestForms() == [form])
            try await desk.store.removeForm(form.id, actor: .operator, at: desk.start)
            #expect(try await desk.store.requestForms().isEmpty)
        },
        StoreCase("tags in the place of all others leave none that somebody added meanwhile") { desk in
            let ticket = try await desk.openTicket()
            _ = try await desk.apply(.mark(ticket.id, .tags(adding: ["one", "two"], removing: [])), at: 20)
            _ = try await desk.apply(.mark(ticket.id, .onlyTags(["Two", "three"])), at: 21)
            #expect(try await desk.store.state(number: ticket.number)?.marks.tags == ["three", "two"])
            let events = try await desk.store.thread(number: ticket.number)?.events.filter { $0.kind == .tags } ?? []
            #expect(events.last?.from == "one, two" && events.last?.to == "three, two")
            let many = (0...TicketMark.maximumTags).map { "tag-\($0)" }
            _ = try await desk.apply(.mark(ticket.id, .onlyTags(many)), at: 22)
            #expect(try await desk.store.state(number: ticket.number)?.marks.tags.count == TicketMark.maximumTags)
            _ = try await desk.apply(.mark(ticket.id, .onlyTags([])), at: 23)
            #expect(try await desk.store.state(number: ticket.number)?.marks.tags == [])
            #expect(try await desk.store.verify().isEmpty)
        },
        StoreCase("a tag is renamed on every ticket without moving any") { desk in
            var tickets: [Ticket] = []
            for index in 0..<3 {
                let ticket = try await desk.openTicket("t\(index)")
                let tags = index == 0 ? ["old", "new"] : ["old"]
                _ = try await desk.apply(.mark(ticket.id, .tags(adding: tags, removing: [])), at: 20)
                tickets.append(ticket)
            }
            let before = try await desk.store.ticketPage(TicketQuery(view: .all)).items.map(\.ticket.number)
            #expect(try await desk.store.renameTag("old", to: "new", actor: .operator, at: desk.at(30)) == 3)
            #expect(try await desk.store.renameTag("old", to: "new", actor: .operator, at: desk.at(31)) == 0)
            let after = try await desk.store.ticketPage(TicketQuery(view: .all)).items
            #expect(after.map(\.ticket.number) == before)
            #expect(after.allSatisfy { $0.marks.tags == ["new"] })
            #expect(try await desk.store.tags(limit: 10) == [TagUse(tag: "new", count: 3, isRetired: false)])
            try await desk.store.setTag("new", isRetired: true, actor: .operator, at: desk.at(32))
            #expect(try await desk.store.ticketChoices().tags.isEmpty)
            #expect(try await desk.store.tags(limit: 10) == [TagUse(tag: "new", count: 3, isRetired: true)])
            #expect(try await desk.store.verify().isEmpty)
        },
    ]
}

extension DeskFixture {
    /// A ticket that a mail opened.
    fileprivate func openTicket(_ name: String = "mail-1") async throws -> Ticket {
        let result = try await receive(envelope(name))
        return try firstOf([try await thread(result)].compactMap(\.self)).ticket
    }

    /// A product, and a model that depends on it.
    fileprivate func fields() async throws -> (TicketField, TicketField) {
        func field(
            _ key: String,
            _ position: Int,
            _ choices: [FieldChoice],
            parent: String? = nil
        ) async throws
            -> TicketField
        {
            let field = TicketField(
                id: ids.next(at: start),
                key: key,
                kind: .select,
                position: position,
                definition: TicketField.Definition(
                    name: BilingualText(english: key, chinese: ""),
                    choices: choices,
                    parent: parent
                )
            )
            #expect(try await store.save(field, actor: .operator, at: start))
            return field
        }
        func choice(_ value: String, _ label: String, _ when: [String] = []) -> FieldChoice {
            FieldChoice(value: value, label: BilingualText(english: label, chinese: ""), offeredWhen: when)
        }
        let product = try await field(
            "product",
            1,
            [choice("amplifier", "Amplifier"), choice("turntable", "Turntable")]
        )
        let models = [choice("a-1", "A 1", ["amplifier"]), choice("t-1", "T 1", ["turntable"])]
        return (product, try await field("model", 2, models, parent: "product"))
    }
}
