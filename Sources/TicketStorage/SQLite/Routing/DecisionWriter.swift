import ChannelKit
import DeskModel

/// Stores everything that was decided for one envelope.
struct DecisionWriter {
    let context: WriteContext
    let item: RoutingItem
    let decision: RoutingDecision
    private var connection: Connection { context.connection }

    /// Stores it and tells what became of the envelope.
    func apply() throws -> RoutingResult {
        let at = item.receivedAt
        try storePeople()
        for blob in item.blobs { try BlobTable(context: context).put(blob, at: at) }
        var result = RoutingResult(
            arrival: item.arrival,
            envelope: item.index,
            outcome: .ignored,
            rule: decision.trace.rule
        )
        var reason = ""
        switch decision.placement {
        case .open(let ticket, let message):
            try TicketWriter(context: context).open(ticket, with: message)
            try store(message)
            result.ticketNumber = ticket.number
            // A subject that is the message's own is found by the message.
            if ticket.subject != message.subject { try SearchQueue(context: context).mark(ticket: ticket.id) }
            try applyEarlyChanges(to: message)
            result = placed(result, .opened, message)
        case .append(let message, let status):
            try store(message)
            try TicketWriter(context: context)
                .noteInbound(message, isWork: item.envelope.followUp.isWork, status: status)
            try applyEarlyChanges(to: message)
            result.ticketNumber = try TicketWriter(context: context).number(of: message.ticket)
            result = placed(result, .appended, message)
        case .change(let change, let ticket):
            try MessageChangeWriter(context: context).apply(change, in: ticket)
            try keepIgnored()
            result.outcome = .appended
            result.ticket = ticket
            result.ticketNumber = try TicketWriter(context: context).number(of: ticket)
        case .copy(let copy):
            try MessageCopyWriter(context: context).add(copy)
            try keepIgnored()
            result.outcome = .duplicate
            result.ticket = copy.ticket
            result.ticketNumber = try TicketWriter(context: context).number(of: copy.ticket)
            result.message = copy.message
            result.contact = try MessageCopyWriter(context: context).contact(of: copy.message)
        case .staff(let mail):
            try StaffMailTable(connection: connection).add(mail)
            try keepIgnored()
            result.outcome = .appended
            result.ticket = mail.ticket
            result.ticketNumber = mail.number
        case .ignore:
            if let change = decision.waitingChange { try WaitingChangeTable(connection: connection).add(change) }
            try keepIgnored()
        case .quarantine(let why):
            result.outcome = .quarantined
            reason = JSONText.reason(why)
        }
        try storeConsequences(of: result)
        if case .open(let ticket, let message) = decision.placement {
            try FormAnswerWriter(context: context)
                .take(message.fields, into: ticket.id, by: .contact(message.contact), at: at)
        }
        try ResultWriter(connection: connection).note(result, of: item, reason: reason)
        return result
    }

    /// Notes that an envelope could not be routed.
    static func quarantine(
        _ item: RoutingItem,
        reason: Wording,
        rule: String,
        context: WriteContext
    ) throws -> RoutingResult {
        let result = RoutingResult(
            arrival: item.arrival,
            envelope: item.index,
            outcome: .quarantined,
            rule: rule
        )
        try ResultWriter(connection: context.connection)
            .note(result, of: item, reason: JSONText.reason(.wording(reason)))
        return result
    }

    private func placed(
        _ result: RoutingResult,
        _ outcome: IntakeOutcome,
        _ message: InboundMessage
    ) -> RoutingResult {
        var result = result
        result.outcome = outcome
        result.ticket = message.ticket
        result.message = message.id
        result.contact = message.contact
        return result
    }

    private func storePeople() throws {
        let people = PeopleWriter(context: context)
        let new = decision.newContact
        if let new { try people.add(new, with: decision.newIdentities.filter { $0.contact == new.id }) }
        for identity in decision.newIdentities where identity.contact != new?.id { try people.add(identity) }
        for identity in decision.verifiedIdentities { try people.markVerified(identity) }
        for evidence in decision.evidence { try people.add(evidence) }
        for merge in decision.merges { _ = try ContactMerging(context: context).merge(merge) }
    }

    private func store(_ message: InboundMessage) throws {
        if let leg = decision.leg { try LegRow(connection: connection).save(leg) }
        try MessageWriter(context: context).add(message, conversation: item.envelope.threading.conversationKey)
        if let name = decision.contactName {
            try PeopleWriter(context: context).rename(message.contact, to: name)
        }
    }

    /// What came before the message is done to it now.
    private func applyEarlyChanges(to message: InboundMessage) throws {
        guard !decision.earlyChanges.isEmpty, let id = message.messageID else { return }
        for change in decision.earlyChanges {
            try MessageChangeWriter(context: context).apply(change, in: message.ticket)
        }
        try WaitingChangeTable(connection: connection).remove(of: id, channel: message.channel)
    }

    private func keepIgnored() throws {
        try connection.run(
            "INSERT INTO ignoredEnvelope (channel, externalID, arrival) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
            item.channel,
            item.envelope.externalID,
            item.arrival
        )
    }

    /// A note that came with the message; lists go on showing the customer's words.
    private func add(_ note: Note) throws {
        try MessageWriter(context: context).file(note.id, in: note.ticket, as: .note, at: note.at)
        try connection.run(
            "INSERT INTO note (id, author, text) VALUES (?1, ?2, ?3)",
            note.id,
            note.author,
            note.text
        )
        let tickets = TicketWriter(context: context)
        try tickets.noteAutomatic(in: note.ticket)
        try tickets.note(.note, in: note.ticket, by: note.author, to: note.id.description, at: note.at)
    }

    private func storeConsequences(of result: RoutingResult) throws {
        let tickets = TicketWriter(context: context)
        for event in decision.events { try tickets.add(event) }
        for link in decision.links { try tickets.add(link) }
        if let ticket = result.ticket {
            try SharedTicketWriter(context: context)
                .share(ticket, with: decision.sharedTeams, channel: item.channel, at: item.receivedAt)
        }
        for note in decision.notes { try add(note) }
        for news in decision.noticeNews {
            try NoticeDeliveryTable(connection: connection).noteReturn(of: news.delivery, reason: news.reason)
        }
        let tasks = TaskWriter(context: context)
        for task in decision.tasks { try tasks.add(task) }
        for task in decision.settledTasks {
            try tasks.complete(task, by: .system("spoken-to"), with: result.message, at: item.receivedAt)
        }
        for suggestion in decision.suggestions { try SuggestionTable(connection: connection).add(suggestion) }
        for news in decision.deliveryNews {
            try DeliveryNewsWriter(context: context).apply(news, at: item.receivedAt)
        }
        if let acknowledgment = decision.acknowledgment {
            try ReplyWriter(context: context).add(acknowledgment)
        }
    }
}
