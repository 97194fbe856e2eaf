import ChannelKit
import DeskModel

/// Notes what is heard of deliveries after they left.
///
/// News may come late, twice and out of order.
struct DeliveryNewsWriter {
    let context: WriteContext
    private var connection: Connection { context.connection }

    init(context: WriteContext) { self.context = context }

    /// Applies news; a state only ever moves forward, and a late failure asks for attention again.
    func apply(_ news: DeliveryUpdate, at: Timestamp) throws {
        if let key = news.undeliverable {
            try PeopleWriter(context: context).markUndeliverable(key, since: at)
        }
        let found = try connection.first(
            "SELECT d.state, d.attempts, m.ticket FROM delivery d JOIN message m ON m.id = d.reply WHERE d.id = ?1",
            news.delivery
        ) { (try $0.next(DeliveryState.self), try $0.next(Int.self), try $0.next(TicketID.self)) }
        guard let (state, attempt, ticket) = found else { return }
        guard let next = news.state, state.accepts(news: next) else {
            if news.state == nil { try remark(news) }
            return
        }
        try connection.run(
            "UPDATE delivery SET state = ?2, reason = ?3 WHERE id = ?1",
            news.delivery,
            next,
            news.reason
        )
        if state == .sending { try endAttempt(attempt, of: news, at: at) }
        context.news.append(.delivery(ticket, next))
        if next == .failed || state == .uncertain {
            let tickets = TicketWriter(context: context)
            try tickets.recountDeliveryProblems(of: ticket)
            if next == .failed {
                try tickets.note(
                    .delivery,
                    in: ticket,
                    by: .system("delivery-news"),
                    from: state.rawValue,
                    to: next.rawValue,
                    at: at
                )
                try tickets.touch(ticket, at: at)
            }
        }
    }

    private func remark(_ news: DeliveryUpdate) throws {
        try connection.run("UPDATE delivery SET reason = ?2 WHERE id = ?1", news.delivery, news.reason)
    }

    /// The news overtook the answer to the attempt: it was sent, whatever the attempt will say.
    private func endAttempt(_ number: Int, of news: DeliveryUpdate, at: Timestamp) throws {
        try connection.run(
            """
            UPDATE deliveryAttempt SET endedAt = ?3, outcome = 'sent', answer = ?4
            WHERE delivery = ?1 AND number = ?2 AND endedAt IS NULL
            """,
            news.delivery,
            number,
            at,
            news.reason
        )
    }
}

extension DeliveryState {
    /// Whether news of `next` changes this state.
    fileprivate func accepts(news next: DeliveryState) -> Bool {
        switch (self, next) {
        case (.deferred, .sent), (.deferred, .delivered), (.deferred, .read): true
        case (.sending, .sent), (.sending, .delivered), (.sending, .read), (.sending, .failed): true
        case (.uncertain, .sent), (.uncertain, .delivered), (.uncertain, .read), (.uncertain, .failed): true
        case (.sent, .delivered), (.sent, .read), (.sent, .failed): true
        case (.delivered, .read), (.delivered, .failed): true
        default: false
        }
    }
}
