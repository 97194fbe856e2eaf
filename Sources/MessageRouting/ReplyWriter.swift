public import ChannelKit
public import DeskModel
public import MessageThreading
public import TicketStorage

/// An agent's reply before it has a form: what to say, in which ticket, by which leg.
public struct ReplyDraft: Sendable {
    /// Who writes.
    public var author: Agent
    /// The words.
    public var text: String
    /// The leg it leaves by; nil is that of the last customer message that can be answered.
    public var leg: LegID?
    /// Further mail addresses in copy.
    public var copies: [String]
    /// Further mail addresses that get it unseen by the others.
    public var hiddenCopies: [String] = []
    /// Files that go along.
    public var attachments: [OutboundAttachment]
    /// How long the reply can still be taken back before it leaves.
    public var holdFor: Duration
    /// The template it leaves by; nil is the words as they are, or the first template that carries them where it must be one.
    public var template: String?
    /// What fills the template's places, by their names; those left out are filled by what the desk knows.
    public var values: [String: String]

    /// Creates a draft.
    public init(
        author: Agent,
        text: String,
        leg: LegID? = nil,
        copies: [String] = [],
        attachments: [OutboundAttachment] = [],
        holdFor: Duration = .zero,
        template: String? = nil,
        values: [String: String] = [:]
    ) {
        self.author = author
        self.text = text
        self.leg = leg
        self.copies = copies
        self.attachments = attachments
        self.holdFor = holdFor
        self.template = template
        self.values = values
    }
}

/// Why a reply cannot be written; the text is for the agent.
public struct ReplyProblem: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong and what to do.
    public let reason: Wording

    /// Creates a problem.
    public init(_ reason: Wording) { self.reason = reason }

    /// The English words, for programs and terminals.
    public var description: String { reason.english }
}

/// Gives replies their form before they are stored: rendered once, sent as often as it takes.
public struct ReplyWriter: Sendable {
    /// The longest reply, in UTF-8 bytes.
    public static let maximumTextBytes = 200_000

    private let directory: ChannelDirectory
    private let tokens: ReplyTokens
    private let ids: RecordIDSource
    private let randomToken: @Sendable () -> String

    /// Creates a writer.
    public init(
        directory: ChannelDirectory,
        tokens: ReplyTokens,
        ids: RecordIDSource,
        randomToken: @escaping @Sendable () -> String
    ) {
        self.directory = directory
        self.tokens = tokens
        self.ids = ids
        self.randomToken = randomToken
    }

    /// The token by which an answer on a channel finds its ticket.
    public func token(of ticket: Ticket, on channel: ChannelID) -> String {
        tokens.token(ticketNumber: ticket.number, channel: channel)
    }

    /// Plans a reply in a ticket that has been written in.
    ///
    /// - Throws: ``ReplyProblem``.
    public func plan(_ draft: ReplyDraft, in thread: TicketThread, at now: Timestamp) throws -> PlannedReply {
        guard let leg = leg(of: draft, in: thread) else {
            throw ReplyProblem(
                Wording(
                    "Nobody can be answered here: no message of this ticket came with an address to reply to.",
                    "此工单无法回复：没有消息带有可回复的地址。"
                )
            )
        }
        return try plan(draft, ticket: thread.ticket, leg: leg, before: strand(of: leg, in: thread), at: now)
    }

    /// Plans the first message of a ticket that an agent opens.
    ///
    /// - Throws: ``ReplyProblem``.
    public func plan(_ draft: ReplyDraft, opening ticket: Ticket, leg: Leg, at now: Timestamp) throws -> PlannedReply {
        try plan(draft, ticket: ticket, leg: leg, before: [], at: now)
    }

    private func plan(
        _ draft: ReplyDraft,
        ticket: Ticket,
        leg: Leg,
        before strand: [ThreadEntry],
        at now: Timestamp
    ) throws -> PlannedReply {
        var draft = draft
        draft.text = draft.text.trimmingWhitespace()
        guard !draft.text.isEmpty || draft.template != nil else {
            throw ReplyProblem(Wording("An empty reply is not sent. Write something first.", "不能发送空回复。请先填写内容。"))
        }
        guard draft.text.utf8.count <= Self.maximumTextBytes else {
            throw ReplyProblem(
                Wording(
                    "The reply is longer than \(Self.maximumTextBytes) bytes. Send the rest as a file.",
                    "回复超过 \(Self.maximumTextBytes) 字节。其余内容请以文件发送。"
                )
            )
        }
        guard let channel = directory[leg.channel] else {
            throw ReplyProblem(
                Wording(
                    "The channel \(leg.channel) is switched off. Choose another way, or ask an admin.",
                    "渠道 \(leg.channel) 已停用。请选择其他方式，或联系管理员。"
                )
            )
        }
        guard let adapter = channel.adapter as? any ReplyDelivering else {
            throw ReplyProblem(
                Wording(
                    "Nothing can be sent by the channel \(leg.channel). Choose another way.",
                    "渠道 \(leg.channel) 不能发送消息。请选择其他方式。"
                )
            )
        }
        let outlook = LegOutlook(leg, entries: strand, abilities: channel.abilities, now: now)
        if case .closed = outlook.way {
            throw ReplyProblem(
                Wording(
                    "The provider takes no free reply on \(leg.channel) any more. Choose another way.",
                    "服务商已不接受渠道 \(leg.channel) 的自由回复。请选择其他方式。"
                )
            )
        }
        let filling = try TemplateFilling(draft: draft, leg: leg, ticket: ticket, outlook: outlook).use()
        let text = filling?.words ?? draft.text
        let id: MessageID = ids.next(at: now)
        let threading = threading(ticket, leg, strand, at: now)
        var outbound = OutboundReply(
            key: "\(id)",
            ticketNumber: ticket.number,
            subject: ticket.subject,
            text: text,
            authorName: draft.author.name,
            route: leg.route,
            recipientName: leg.recipientName,
            copies: draft.copies,
            attachments: draft.attachments,
            threading: threading,
            quoted: quotation(strand),
            template: filling?.use
        )
        outbound.hiddenCopies = draft.hiddenCopies
        let parts: [OutboundPart]
        do {
            parts = try adapter.plan(outbound)
        } catch {
            throw ReplyProblem(error.reason)
        }
        let reply = Reply(
            id: id,
            ticket: ticket.id,
            purpose: .reply,
            author: .agent(draft.author.id),
            leg: leg.id,
            channel: leg.channel,
            text: text,
            attachments: draft.attachments.map { record($0, at: now) },
            messageID: parts.first?.externalID?.rawValue,
            mentionedIDs: threading.ancestorIDs.reversed(),
            copies: draft.copies,
            hiddenCopies: draft.hiddenCopies,
            at: now
        )
        return PlannedReply(reply: reply, leg: leg, parts: parts, notBefore: now.advanced(by: draft.holdFor))
    }

    /// The chosen leg, else the one of the last customer message that can be answered.
    private func leg(of draft: ReplyDraft, in thread: TicketThread) -> Leg? {
        if let chosen = draft.leg { return thread.legs.first { $0.id == chosen } }
        return thread.legs.max { $0.lastInboundAt < $1.lastInboundAt }
    }

    /// The messages of one leg, oldest first: a reply quotes and names nothing of another.
    private func strand(of leg: Leg, in thread: TicketThread) -> [ThreadEntry] {
        thread.entries.filter { entry in
            switch entry {
            case .inbound(let message): message.leg == leg.id && message.automatic == nil
            case .reply(let reply, _): reply.leg == leg.id
            case .note: false
            }
        }
    }

    private func threading(
        _ ticket: Ticket,
        _ leg: Leg,
        _ strand: [ThreadEntry],
        at now: Timestamp
    ) -> OutboundThreading {
        let inbound = strand.compactMap { if case .inbound(let message) = $0 { message } else { nil } }
        let parent = inbound.last { $0.messageID != nil }
        var ancestors: [String] = []
        for id in (parent?.mentionedIDs.reversed() ?? []) + (parent?.messageID.map { [$0] } ?? [])
        where !ancestors.contains(id) {
            ancestors.append(id)
        }
        if ancestors.isEmpty {
            ancestors = strand.compactMap { if case .reply(let reply, _) = $0 { reply.messageID } else { nil } }
        }
        return OutboundThreading(
            messageToken: randomToken(),
            date: now,
            parentID: parent?.messageID ?? ancestors.last,
            ancestorIDs: ancestors,
            replyToken: tokens.token(ticketNumber: ticket.number, channel: leg.channel),
            conversationKey: parent?.conversationKey
        )
    }

    private func quotation(_ strand: [ThreadEntry]) -> QuotedMessage? {
        for case .inbound(let message) in strand.reversed() where message.deletion == nil {
            let author = message.senderName.isEmpty ? message.senderAddress : message.senderName
            return QuotedMessage(author: author, at: message.occurredAt ?? message.at, text: message.newText)
        }
        return nil
    }

    private func record(_ file: OutboundAttachment, at now: Timestamp) -> AttachmentRecord {
        AttachmentRecord(
            id: ids.next(at: now),
            name: file.name,
            contentType: file.contentType,
            size: file.bytes.count,
            blob: BlobDigest(of: file.bytes)
        )
    }
}

extension String {
    /// The text without white space at both ends.
    fileprivate func trimmingWhitespace() -> String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else {
            return ""
        }
        return String(self[first...last])
    }
}
