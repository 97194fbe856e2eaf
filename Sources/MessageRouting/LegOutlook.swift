public import ChannelKit
public import DeskModel
public import TicketStorage

/// What an agent can do on a leg now, told before anything is written.
public struct LegOutlook: Sendable, Hashable {
    /// How a reply can leave.
    public enum Way: Sendable, Hashable {
        /// As it is written, until a time where the provider closes the window.
        case free(until: Timestamp?)
        /// As it is written and marked as a person's: the window for all others is closed.
        case marked(until: Timestamp)
        /// By a template alone: the window is closed.
        case templates
        /// Not at all until the customer writes again.
        case closed(since: Timestamp)
        /// Not at all: the channel is switched off, cannot send, or knows no address.
        case impossible
    }

    /// How many replies the provider takes until the customer writes again.
    public struct Quota: Sendable, Hashable {
        /// How many are left, as far as this ticket knows.
        public var left: Int
        /// How many there are.
        public var total: Int
    }

    /// How a reply can leave.
    public var way: Way
    /// The templates that can be used, whether the window is open or not.
    public var templates: [ReplyTemplate]
    /// The longest text of one message; longer ones are sent in several.
    public var textLimit: TextLimit?
    /// How many replies are left; nil is any number.
    public var quota: Quota?
    /// The room that will read a reply; nil when only the recipient does.
    public var audience: String?
    /// Whether files can go along.
    public var takesFiles: Bool

    /// Whether anything can be sent.
    public var isPossible: Bool {
        switch way {
        case .free, .marked, .templates: true
        case .closed, .impossible: false
        }
    }

    /// Whether words can be sent as they are written.
    public var takesWords: Bool {
        switch way {
        case .free, .marked: true
        case .templates, .closed, .impossible: false
        }
    }

    /// Tells what can be done on a leg.
    ///
    /// - Parameters:
    ///   - leg: the leg.
    ///   - entries: the messages of its ticket.
    ///   - abilities: what its channel can do; nil when it is switched off.
    ///   - now: the time.
    public init(_ leg: Leg, entries: [ThreadEntry], abilities: AdapterAbilities?, now: Timestamp) {
        textLimit = abilities?.textLimit
        takesFiles = abilities?.outboundAttachmentBytes != nil
        audience = leg.route.audience
        quota = abilities?.replyQuota.map { total in
            Quota(left: max(0, total - Self.sent(on: leg, entries)), total: total)
        }
        if case .templates(let known) = abilities?.lateReply { templates = known } else { templates = [] }
        guard let abilities, abilities.replies, leg.route.target != nil else {
            way = .impossible
            return
        }
        guard let closing = leg.route.openUntil, closing <= now else {
            way = .free(until: leg.route.openUntil)
            return
        }
        switch abilities.lateReply {
        case .nothing: way = .closed(since: closing)
        case .templates(let known): way = known.isEmpty ? .closed(since: closing) : .templates
        case .marked(let time):
            let last = abilities.replyWindow.map { closing.advanced(by: .zero - $0) } ?? leg.lastInboundAt
            let end = last.advanced(by: time)
            way = end > now ? .marked(until: end) : .closed(since: closing)
        }
    }

    /// How many messages left on a leg since the customer last wrote.
    private static func sent(on leg: Leg, _ entries: [ThreadEntry]) -> Int {
        entries.reduce(0) { count, entry in
            guard case .reply(let reply, let deliveries) = entry, reply.leg == leg.id, reply.at >= leg.lastInboundAt
            else {
                return count
            }
            return count + deliveries.count { $0.delivery.state != .failed && $0.delivery.state != .canceled }
        }
    }
}
