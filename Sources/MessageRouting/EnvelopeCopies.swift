import ChannelKit
import DeskModel
import TicketStorage

extension EnvelopeRouting {
    /// A decision about a copy of a message that another channel brought before; nil when it is none.
    ///
    /// The copy is known by its content and sender. It is kept once, answered once, and changes nothing but who sees the
    /// ticket: whose mail it is was decided with the first. Only whom the transport brought it to is added to the message, for
    /// what a header says of a copy may have been written by anybody, and agents copy answers to those that headers name.
    func copy(_ item: RoutingItem, _ reads: any RoutingReads) throws -> RoutingDecision? {
        guard let name = item.envelope.contentName, !name.isEmpty,
            let message = try original(ExternalID(rawValue: name), item, reads),
            let ticket = try reads.ticket(message.ticket)?.ticket
        else { return nil }
        return RoutingDecision(
            placement: .copy(
                MessageCopy(
                    message: message.id,
                    ticket: ticket.id,
                    recipients: item.envelope.recipients.filter { $0.role == .envelope }
                )
            ),
            trace: DecisionTrace(
                rule: "copy",
                evidence: [.copy(channel: message.channel, ticket: ticket.number)]
            ),
            sharedTeams: ticket.team == nil ? [] : try teams(of: item, reads)
        )
    }

    private func original(
        _ name: ExternalID,
        _ item: RoutingItem,
        _ reads: any RoutingReads
    ) throws -> InboundMessage? {
        for channel in directory.all where channel.id != item.channel && channel.abilities.threading == .references {
            guard let id = try reads.message(channel: channel.id, externalID: name),
                let message = try reads.inboundMessage(id)
            else { continue }
            // One that was erased has lost its sender with its name; a copy does not bring it back.
            let isErased = message.externalID != name
            if isErased || message.senderAddress == item.envelope.sender.address { return message }
        }
        return nil
    }

    /// The teams that an envelope was written to, those of its first recipients first.
    func teams(of item: RoutingItem, _ reads: any RoutingReads) throws -> [TeamID] {
        let named = try namedTeams(of: item, reads)
        guard named.isEmpty, let rest = directory[item.channel]?.teams["*"] else { return named }
        return try reads.team(named: rest).map { [$0] } ?? []
    }

    /// The teams whose addresses an envelope names.
    func namedTeams(of item: RoutingItem, _ reads: any RoutingReads) throws -> [TeamID] {
        guard let teams = directory[item.channel]?.teams, !teams.isEmpty else { return [] }
        var found: [TeamID] = []
        for recipient in item.envelope.recipients {
            guard let name = teams[recipient.address.lowercased()] ?? teams[Self.withoutToken(recipient.address)],
                let team = try reads.team(named: name), !found.contains(team)
            else { continue }
            found.append(team)
        }
        return found
    }

    /// An address without what stands behind its plus, in lower case.
    private static func withoutToken(_ address: String) -> String {
        let address = address.lowercased()
        guard let plus = address.firstIndex(of: "+"), let at = address.lastIndex(of: "@"), plus < at else {
            return address
        }
        return String(address[..<plus] + address[at...])
    }
}
