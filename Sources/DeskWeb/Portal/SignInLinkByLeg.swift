import ChannelKit
import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// `POST /desk/tickets/:number/legs/:leg/sign-in-link`: an agent has a sign-in link sent by one of the ticket's legs, for a
/// customer who has no mail address.
///
/// Whoever reads on that leg can use the link, so a conversation with more than one reader is the agent's to judge. The
/// link itself is shown to no agent and stored nowhere.
enum SignInLinkByLeg {
    static func submit(_ exchange: Exchange) async throws -> Response {
        let thread = try await exchange.thread()
        let number = thread.ticket.number
        let id = try exchange.id("leg", of: Leg.self)
        guard let leg = thread.legs.first(where: { $0.id == id }), let key = leg.route.target else {
            throw PageProblem.notFound
        }
        guard let identity = try await exchange.store.contact(holding: key)?.identities.first(where: { $0.key == key }),
            !identity.isBlocked, let way = SignInWay(leg, in: exchange.site.services.directory),
            leg.route.openUntil.map({ $0 > exchange.now }) ?? true
        else {
            let reason = exchange.words.say("No link can be sent this way.", "无法通过此渠道发送登录链接。")
            return try await exchange.answer(.refused(reason), number: number)
        }
        if exchange.site.portalThrottle.take(.address("identity:\(identity.id)"), at: exchange.now) != nil {
            let reason = exchange.words.say(
                "Enough links were sent there for now.",
                "近期发送的登录链接过多，请稍后再试。"
            )
            return try await exchange.answer(.refused(reason), number: number)
        }
        do {
            try await exchange.site.signInLinks.send(
                to: identity,
                by: way,
                language: exchange.words.language,
                next: "/help/requests/\(number)"
            )
        } catch let problem as SignInLinks.Problem {
            return try await exchange.answer(.refused(exchange.words.say(problem.reason)), number: number)
        }
        try await exchange.store.audit(
            AuditEntry(
                actor: try exchange.actor,
                action: .identitySignInLink,
                object: "identity:\(identity.id)",
                at: exchange.now
            )
        )
        return .seeOther("/desk/tickets/\(number)#newest")
    }
}
