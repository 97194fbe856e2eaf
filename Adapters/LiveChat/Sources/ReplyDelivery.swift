import ChannelKit
import ProviderKit

/// Brings a reply to its visitor: into the conversation, where their page shows it, and by mail when no page has taken it in time.
struct ReplyDelivery: Sendable {
    /// When a mail that could not leave is tried again.
    private static let mailPause: Duration = .seconds(300)

    let settings: ChatSettings
    let conversations: ConversationServices
    let presence: VisitorPresence
    let now: @Sendable () -> Timestamp

    /// Makes one attempt.
    ///
    /// - Throws: ``DeliveryFailure``: `notYet` while a visitor who left a mail address may still take it on their page.
    func deliver(_ part: OutboundPart, _ context: DeliveryContext) async throws(DeliveryFailure) -> DeliveryReceipt {
        guard let reply = ChatReply(part.body) else {
            throw DeliveryFailure(.never, reason: Wording("This part is no reply of a chat.", "此部分不是聊天的回复。"))
        }
        conversations.signals.wake(reply.visitor)
        if presence.hasReceived(reply.key, reply.visitor) {
            return DeliveryReceipt(progress: .delivered, answer: Wording("The visitor's page has it.", "访客的网页已收到。"))
        }
        guard let channel = settings.mailThrough, let email = reply.email else {
            return DeliveryReceipt(answer: Wording("It can be read in the conversation.", "回复可在会话中查看。"))
        }
        let left = settings.mailAfter - now().since(reply.date)
        if left > .zero, presence.absence(of: reply.visitor, at: now()) < settings.mailAfter {
            throw DeliveryFailure(
                .notYet(after: max(left, .seconds(1))),
                reason: Wording(
                    "It can be read in the conversation; unless the visitor's page takes it, it goes to \(email).",
                    "回复可在会话中查看；如访客的网页未接收，将发送到 \(email)。"
                )
            )
        }
        do {
            let receipt = try await conversations.letters.send(
                letter(reply, to: email),
                through: channel,
                timeLimit: context.timeLimit
            )
            return DeliveryReceipt(
                externalID: receipt.externalID,
                answer: Wording(
                    "Sent to \(email) by \(channel): \(receipt.answer.english)",
                    "已由 \(channel) 发送到 \(email)：\(receipt.answer.chinese)"
                ).map { OneLine.text($0, maximumBytes: 400) }
            )
        } catch {
            throw Self.asOwn(error)
        }
    }

    /// A failure of the mail channel as one of this channel: its trouble is no trouble of the chat.
    private static func asOwn(_ failure: DeliveryFailure) -> DeliveryFailure {
        var own = failure
        own.reason = Wording("By mail: \(failure.reason.english)", "通过邮件：\(failure.reason.chinese)")
        switch failure.verdict {
        case .later(let after): own.verdict = .notYet(after: after ?? mailPause)
        case .blocked: own.verdict = .notYet(after: mailPause)
        case .notYet, .never, .unknown: break
        }
        return own
    }

    private func letter(_ reply: ChatReply, to email: String) -> Letter {
        let footer = reply.language.say(
            "You asked us this in the chat on our site. To go on, just answer this mail.",
            "这是对您在我们网站聊天中提问的回复。如需继续，请直接回复此邮件。"
        )
        return Letter(
            key: reply.key,
            address: email,
            recipientName: reply.recipient,
            subject: reply.subject,
            text: "\(reply.text)\n\n\(footer)",
            authorName: reply.author,
            ticketNumber: reply.ticketNumber,
            date: reply.date,
            attachments: reply.files,
            language: reply.language.tag
        )
    }
}
