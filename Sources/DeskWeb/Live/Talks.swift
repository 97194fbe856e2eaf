import ChannelKit
import DeskModel
import MessageRouting

/// A leg whose customer talks on a page of ours, so that signs of life go both ways.
struct Talk: Sendable, Hashable {
    let leg: LegID
    let place: ConversationPlace
    /// When the customer last wrote.
    let writtenAt: Timestamp

    /// The talks among the legs of a ticket.
    static func all(_ legs: [Leg], _ directory: ChannelDirectory) -> [Talk] {
        legs.compactMap { leg -> Talk? in
            guard let key = leg.route.conversationKey, let channel = directory[leg.channel],
                channel.adapter is any PageServing, channel.abilities.threading == .conversation
            else { return nil }
            let place = ConversationPlace(channel: leg.channel, key: key)
            return Talk(leg: leg.id, place: place, writtenAt: leg.lastInboundAt)
        }
    }
}

/// What the customer of a ticket does on pages of ours.
struct CustomerSigns: Sendable, Hashable {
    /// Whether a page with the talk is open.
    let isHere: Bool
    /// Whether they are typing.
    let isTyping: Bool

    /// Reads what is known; nil for a ticket without such a talk.
    init?(in places: [ConversationPlace], _ signals: ConversationSignals) {
        guard !places.isEmpty else { return nil }
        let known = places.map { signals.presence(in: $0) }
        isHere = known.contains { $0.isHere }
        isTyping = known.contains { $0.isTyping }
    }
}
