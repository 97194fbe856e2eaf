import ChannelKit
import DeskModel
import MessageRouting
import MessageThreading
import Notices
import TicketStorage

/// Turns occasions into notices, mails and messages to rooms, in the words of whoever is told.
struct NoticeWriter {
    /// Mails about the same kind of thing in the same ticket within this many milliseconds are one.
    private static let mailGap: Int64 = 600_000
    private static let day: Int64 = 86_400_000

    let desk: NoticeDesk
    let settings: NoticeSettings
    let rooms: [NoticeRoom]
    private let decision: NoticeDecision
    private let agents: [AgentID: Agent]
    /// What the desk calls itself.
    private let deskName: String
    /// How agents want to hear of things, as far as it was looked up.
    private var choices: [AgentID: [NoticeKind: NoticeChoice]] = [:]

    init(
        desk: NoticeDesk,
        brandName: String,
        settings: NoticeSettings,
        agents: [Agent],
        members: [TeamID: Set<AgentID>],
        rooms: [NoticeRoom]
    ) {
        self.desk = desk
        deskName = brandName.isEmpty ? desk.name : brandName
        self.settings = settings
        self.rooms = rooms.filter(\.isEnabled)
        self.agents = Dictionary(uniqueKeysWithValues: agents.map { ($0.id, $0) })
        decision = NoticeDecision(agents: agents, members: members)
    }

    /// Adds what is to be told of an occasion.
    mutating func write(_ occasion: NoticeOccasion, into outcome: inout NoticeOutcome) async throws {
        guard let plan = decision.plan(occasion) else { return }
        if plan.isSolved, settings.tellsSolved {
            if let letter = try await solvedLetter(occasion.ticket, at: plan.at) { outcome.letters.append(letter) }
        }
        let excerpt = String(occasion.words.prefix(200))
        for telling in plan.tellings {
            let choice = try await self.choice(for: telling)
            if choice.inPage {
                outcome.notices.append(
                    Notice(
                        id: desk.ids.next(at: plan.at),
                        agent: telling.agent,
                        kind: telling.kind,
                        ticket: occasion.ticket.id,
                        cause: plan.cause,
                        actor: plan.actor,
                        excerpt: excerpt,
                        at: plan.at
                    )
                )
            }
            if choice.byMail, let mail = mail(telling, plan, occasion.ticket, excerpt) {
                outcome.deliveries.append(mail)
            }
        }
        guard let kind = plan.roomKind else { return }
        for room in rooms where room.kinds.contains(kind) && (room.team == nil || room.team == occasion.ticket.team) {
            outcome.deliveries.append(message(to: room, kind, plan, occasion.ticket, excerpt))
        }
    }

    private mutating func choice(for telling: NoticePlan.Telling) async throws -> NoticeChoice {
        if let known = choices[telling.agent] { return known[telling.kind] ?? .usual(telling.kind) }
        let found = try await desk.store.noticeChoices(of: telling.agent)
        choices[telling.agent] = found
        return found[telling.kind] ?? .usual(telling.kind)
    }

    // MARK: Mail to agents

    private func mail(
        _ telling: NoticePlan.Telling,
        _ plan: NoticePlan,
        _ ticket: Ticket,
        _ excerpt: String
    ) -> NoticeDelivery? {
        guard let channel = settings.mailChannel, let agent = agents[telling.agent],
            let adapter = desk.directory[channel]?.adapter as? any ReplyDelivering
        else { return nil }
        let language = NoticeWords.language(agent.language)
        let text = NoticeWords.text(telling.kind, language: language, settings)
        let facts = facts(ticket, plan.actor, excerpt, language)
        let id = desk.ids.next(NoticeDelivery.self, at: plan.at)
        let tokens = StaffTokens(key: desk.staffKey)
        let reply = OutboundReply(
            key: "n\(id)",
            purpose: .staffNotice,
            ticketNumber: ticket.number,
            subject: String(NoticeWords.fill(text.subject, facts).prefix(NoticeWords.maximumSubject)),
            text: NoticeWords.fill(text.body, facts),
            route: ReplyRoute(
                channel: channel,
                target: IdentityKey(kind: .email, value: agent.email),
                address: agent.email
            ),
            recipientName: agent.name,
            threading: OutboundThreading(
                messageToken: desk.messageToken(),
                date: plan.at,
                replyToken: tokens.token(ticketNumber: ticket.number, agent: agent.id, channel: channel)
            ),
            language: language
        )
        guard let part = try? adapter.plan(reply).first else { return nil }
        return NoticeDelivery(
            id: id,
            key: "mail:\(agent.id):\(ticket.id):\(telling.kind.rawValue):\(plan.at.rawValue / Self.mailGap)",
            destination: .mail(channel, agent.id),
            part: part,
            notBefore: plan.at,
            createdAt: plan.at
        )
    }

    // MARK: Messages to rooms

    private func message(
        to room: NoticeRoom,
        _ kind: NoticeKind,
        _ plan: NoticePlan,
        _ ticket: Ticket,
        _ excerpt: String
    ) -> NoticeDelivery {
        let text = NoticeWords.text(kind, language: room.language, settings)
        let words = NoticeWords.fill(text.body, facts(ticket, plan.actor, excerpt, room.language))
        return NoticeDelivery(
            id: desk.ids.next(at: plan.at),
            key: "room:\(room.id):\(ticket.id):\(plan.cause)",
            destination: .room(room.id),
            part: OutboundPart(index: 0, destinations: [], mediaType: "text/plain", body: Array(words.utf8)),
            notBefore: plan.at,
            createdAt: plan.at
        )
    }

    private func facts(_ ticket: Ticket, _ actor: Actor?, _ excerpt: String, _ language: String) -> NoticeFacts {
        NoticeFacts(
            number: ticket.number,
            subject: ticket.subject,
            actor: name(of: actor, language),
            excerpt: excerpt,
            link: "\(desk.publicURL)/desk/tickets/\(ticket.number)",
            desk: deskName
        )
    }

    private func name(of actor: Actor?, _ language: String) -> String {
        let isChinese = language == "zh-Hans"
        return switch actor {
        case .agent(let id): agents[id]?.name ?? (isChinese ? "同事" : "a colleague")
        case .service(let program): program
        case .contact: isChinese ? "客户" : "the customer"
        case .system, nil: isChinese ? "系统" : "Tributary"
        case .operator: isChinese ? "运维人员" : "the operator"
        }
    }

    // MARK: Letters to customers

    /// "Your request was solved", by the leg the customer last wrote on; once a day for a ticket at the most.
    private func solvedLetter(_ ticket: Ticket, at now: Timestamp) async throws -> (key: String, reply: PlannedReply)? {
        guard ticket.status == .solved, let thread = try await desk.store.thread(number: ticket.number) else {
            return nil
        }
        let inbound = thread.entries.compactMap { entry -> InboundMessage? in
            if case .inbound(let message) = entry, message.automatic == nil { message } else { nil }
        }
        guard let last = inbound.last(where: { $0.leg != nil }),
            let leg = thread.legs.first(where: { $0.id == last.leg }),
            let target = leg.route.target, leg.route.openUntil.map({ $0 > now }) ?? true,
            let adapter = desk.directory[leg.channel]?.adapter as? any ReplyDelivering
        else { return nil }
        guard thread.identities.first(where: { $0.key == target })?.undeliverableSince == nil else { return nil }
        let language = NoticeWords.language(language(of: last))
        let text = NoticeWords.text(.solved, language: language, settings)
        let facts = NoticeFacts(
            number: ticket.number,
            subject: "",
            actor: "",
            excerpt: "",
            link: "",
            desk: deskName
        )
        let words = NoticeWords.fill(text.body, facts)
        let id: MessageID = desk.ids.next(at: now)
        let outbound = OutboundReply(
            key: "\(id)",
            purpose: .notice,
            ticketNumber: ticket.number,
            subject: NoticeWords.fill(text.subject, facts),
            text: words,
            route: leg.route,
            recipientName: leg.recipientName,
            threading: OutboundThreading(
                messageToken: desk.messageToken(),
                date: now,
                parentID: last.messageID,
                ancestorIDs: last.messageID.map { [$0] } ?? [],
                replyToken: desk.replies.token(of: ticket, on: leg.channel),
                conversationKey: last.conversationKey
            ),
            language: language
        )
        guard let parts = try? adapter.plan(outbound) else { return nil }
        let reply = Reply(
            id: id,
            ticket: ticket.id,
            purpose: .notice,
            author: .system("solved-notice"),
            leg: leg.id,
            channel: leg.channel,
            text: words,
            messageID: parts.first?.externalID?.rawValue,
            at: now
        )
        let key = "solved:\(ticket.id):\(now.rawValue / Self.day)"
        return (key, PlannedReply(reply: reply, leg: leg, parts: parts, notBefore: now))
    }

    /// The language a message is written in, as far as its script tells.
    private func language(of message: InboundMessage) -> String {
        let isChinese = message.newText.unicodeScalars.prefix(2_000).contains { (0x4E00...0x9FFF).contains($0.value) }
        return isChinese ? "zh-Hans" : "en"
    }
}
