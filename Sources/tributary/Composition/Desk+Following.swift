import Crypto
import DeskConfiguration
import MessageRouting
import OutboxDelivery
import ServiceLifecycle
import TicketFollowing
import TicketStorage

extension Desk {
    /// What follows the desk behind its commits: the clocks of tickets, notices, and what leaves for agents and rooms.
    func followers(epoch: Int64) -> [any Service] {
        let bell = outboxBell
        let key = SymmetricKey(data: keys.key("web/notice-robot"))
        let notices = NoticeDesk(
            store: store,
            directory: directory,
            replies: replies,
            acknowledgments: acknowledgmentWords,
            name: configuration.desk.name,
            publicURL: configuration.publicURL,
            staffKey: keys.key("staff-token"),
            ids: store.ids,
            now: Desk.clock,
            messageToken: UnguessableText.messageToken,
            wakeOutbox: { bell.ring() },
            logger: logger
        )
        let sending = NoticeDelivering(
            store: store,
            epoch: epoch,
            routes: deliveryRoute,
            transport: transports.make(reaching: configuration.robotServers),
            unseal: { sealed in
                guard let box = try? AES.GCM.SealedBox(combined: sealed) else { return nil }
                return (try? AES.GCM.open(box, using: key)).map(Array.init)
            },
            clock: Desk.clock,
            logger: logger
        )
        return [ClockKeeping(store: store, logger: logger), NoticeMaking(desk: notices), sending]
    }
}
