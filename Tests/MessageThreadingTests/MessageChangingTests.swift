import ChannelKit
import DeskModel
import MessageThreading
import Testing

/// What becomes of edits and deletions, whoever makes them and in whatever order they come.
struct MessageChangingTests {
    private static let chat = ChannelID(rawValue: "chat")
    private static let ticket = TicketID(rawValue: 42)

    private func message(
        _ text: String = "first",
        editedAt: Timestamp? = nil,
        isDeleted: Bool = false,
        proven: Bool = true
    ) -> InboundMessage {
        InboundMessage(
            id: MessageID(rawValue: 7),
            ticket: Self.ticket,
            channel: Self.chat,
            externalID: ExternalID(rawValue: "m1"),
            arrival: ArrivalID(rawValue: 1),
            sender: RecordID(rawValue: 1),
            contact: KnownDesk.ada,
            senderName: "Ada",
            senderAddress: "ada@example.org",
            authenticity: proven ? .verified(method: "provider") : .unverified(reason: "nobody says"),
            text: text,
            newText: text,
            messageID: "m1",
            decision: DecisionTrace(rule: "new-matter"),
            at: KnownDesk.now,
            editedAt: editedAt,
            deletion: isDeleted ? MessageDeletion(at: KnownDesk.now, by: "") : nil
        )
    }

    private func desk(_ message: InboundMessage) -> KnownDesk {
        var desk = KnownDesk.withTicket()
        desk.messages = [message]
        desk.contacts = [
            Contact(id: KnownDesk.ada, name: "Ada", createdAt: KnownDesk.now),
            Contact(id: KnownDesk.eve, name: "Eve", createdAt: KnownDesk.now),
        ]
        desk.identities = [
            Identity(
                id: RecordID(rawValue: 1),
                key: KnownDesk.adaKey,
                address: "ada",
                contact: KnownDesk.ada,
                createdAt: KnownDesk.now
            ),
            Identity(
                id: RecordID(rawValue: 2),
                key: KnownDesk.eveKey,
                address: "eve",
                contact: KnownDesk.eve,
                createdAt: KnownDesk.now
            ),
        ]
        return desk
    }

    private func change(
        _ text: String?,
        of id: String = "m1",
        by key: IdentityKey? = KnownDesk.adaKey,
        proven: Bool = true,
        after seconds: Int64 = 60
    ) -> WaitingChange {
        let at = KnownDesk.now.advanced(by: .seconds(seconds))
        return WaitingChange(
            channel: Self.chat,
            messageID: id,
            arrival: ArrivalID(rawValue: 2),
            envelope: 0,
            sender: EnvelopeSender(
                identity: key,
                address: key?.value ?? "",
                name: key == KnownDesk.eveKey ? "Eve" : nil,
                authenticity: proven ? .verified(method: "provider") : .unverified(reason: "nobody says")
            ),
            words: text.map { MessageWords(text: $0, newText: $0) },
            occurredAt: at,
            receivedAt: KnownDesk.now.advanced(by: .seconds(1_000))
        )
    }

    private func rule(_ change: WaitingChange?, of message: InboundMessage) throws -> String {
        try MessageChanging.decide(change, desk(message)).trace.rule
    }

    @Test func `a sender's edit and deletion are taken with the rule that says so`() throws {
        #expect(try rule(change("second"), of: message()) == "edit")
        #expect(try rule(change(nil), of: message()) == "deletion")
        #expect(try rule(nil, of: message()) == "change-of-nothing")
    }

    @Test func `where the provider names nobody its word holds`() throws {
        #expect(try rule(change("second", by: nil, proven: false), of: message()) == "edit")
    }

    @Test func `the same edit again changes nothing`() throws {
        #expect(try rule(change("second"), of: message("second", editedAt: KnownDesk.now)) == "edit-changes-nothing")
    }

    @Test func `an older edit after a newer one stays as an earlier version`() throws {
        let edited = message("third", editedAt: KnownDesk.now.advanced(by: .seconds(90)))
        let decision = try MessageChanging.decide(change("second"), desk(edited))
        guard case .change(let made, _) = decision.outcome, case .lateEdit(let words) = made.kind else {
            Issue.record("it was not kept: \(decision)")
            return
        }
        #expect(words.text == "second")
        #expect(decision.trace.rule == "older-edit")
    }

    @Test func `what was taken back is not changed any more`() throws {
        #expect(try rule(change("second"), of: message(isDeleted: true)) == "change-of-deleted")
        #expect(try rule(change(nil), of: message(isDeleted: true)) == "change-of-deleted")
    }

    @Test func `somebody else's edit is nothing and somebody else's deletion names them`() throws {
        #expect(try rule(change("second", by: KnownDesk.eveKey), of: message()) == "edit-by-another")
        let decision = try MessageChanging.decide(change(nil, by: KnownDesk.eveKey), desk(message()))
        guard case .change(let made, _) = decision.outcome else {
            Issue.record("it was not taken: \(decision)")
            return
        }
        #expect(made.madeBy == "Eve")
    }

    @Test func `an unproven edit does not change a proven message`() throws {
        #expect(try rule(change("second", proven: false), of: message()) == "edit-by-another")
        #expect(try rule(change("second", proven: false), of: message(proven: false)) == "edit")
    }

    @Test func `a change of an unknown message waits for it`() throws {
        let early = change("second", of: "m2")
        let decision = try MessageChanging.decide(early, desk(message()))
        #expect(decision.outcome == .wait(early))
        #expect(decision.trace.rule == "edit-of-unknown")
        #expect(try rule(change(nil, of: "m2"), of: message()) == "deletion-of-unknown")
    }

    @Test func `what waited is done to its message in the order it was made`() throws {
        let waiting = [
            change("third", after: 90), change("second", after: 60), change("not hers", by: KnownDesk.eveKey),
        ]
        let changes = try MessageChanging.early(waiting, of: message(), from: KnownDesk.adaKey, KnownDesk())
        let texts = changes.map { made in
            if case .edit(let words) = made.kind { words.text } else { "" }
        }
        #expect(texts == ["second", "third"])
    }
}
