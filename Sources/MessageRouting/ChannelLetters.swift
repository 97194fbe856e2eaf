public import ChannelKit
import Crypto
public import MessageThreading
public import TicketStorage

/// Sends letters for channels that cannot write mail themselves, by one that can.
///
/// A letter about a ticket carries the ticket's reply address, so that an answer to it comes back to where it belongs.
public struct ChannelLetters: LetterSending {
    private let directory: ChannelDirectory
    private let outbox: any OutboxStore
    private let tokens: ReplyTokens
    private let key: SymmetricKey

    /// Creates the sender.
    ///
    /// - Parameters:
    ///   - directory: the channels in force.
    ///   - outbox: tells whether sending is paused, or a channel held.
    ///   - tokens: makes reply tokens.
    ///   - key: 32 bytes that make Message-IDs unguessable.
    public init(directory: ChannelDirectory, outbox: any OutboxStore, tokens: ReplyTokens, key: [UInt8]) {
        self.directory = directory
        self.outbox = outbox
        self.tokens = tokens
        self.key = SymmetricKey(data: key)
    }

    /// Makes one attempt at a letter.
    public func send(
        _ letter: Letter,
        through channel: ChannelID,
        timeLimit: Duration
    ) async throws(DeliveryFailure) -> DeliveryReceipt {
        guard let adapter = directory[channel]?.adapter as? any ReplyDelivering else {
            throw DeliveryFailure(
                .later(after: nil),
                reason: Wording(
                    "The channel \(channel) is switched off, so no mail can leave.",
                    "渠道 \(channel) 已停用，无法发出邮件。"
                )
            )
        }
        try await requireOpen(channel)
        let messageToken = messageToken(of: letter, through: channel)
        let outbound = OutboundReply(
            key: messageToken,
            purpose: letter.ticketNumber == nil ? .notice : .reply,
            ticketNumber: letter.ticketNumber ?? 0,
            subject: letter.subject,
            text: letter.text,
            authorName: letter.authorName,
            route: ReplyRoute(channel: channel, target: nil, address: letter.address),
            recipientName: letter.recipientName,
            attachments: letter.attachments,
            threading: OutboundThreading(
                messageToken: messageToken,
                date: letter.date,
                replyToken: letter.ticketNumber.map { tokens.token(ticketNumber: $0, channel: channel) } ?? ""
            ),
            language: letter.language
        )
        var receipt: DeliveryReceipt?
        for part in try adapter.plan(outbound) {
            let sent = try await adapter.deliver(
                part,
                DeliveryContext(idempotencyKey: "\(messageToken)/\(part.index)", attempt: 1, timeLimit: timeLimit)
            )
            receipt =
                receipt
                ?? DeliveryReceipt(
                    externalID: sent.externalID ?? part.externalID,
                    progress: .sent,
                    answer: sent.answer
                )
        }
        guard let receipt else {
            throw DeliveryFailure(.never, reason: Wording("The letter has nothing in it.", "信件没有内容。"))
        }
        return receipt
    }

    private func requireOpen(_ channel: ChannelID) async throws(DeliveryFailure) {
        let isPaused: Bool
        let hold: Wording?
        do {
            isPaused = try await outbox.isOutboxPaused()
            hold = try await outbox.holds()[channel]
        } catch {
            throw DeliveryFailure(
                .later(after: nil),
                reason: Wording("The storage cannot be read.", "无法读取存储。"),
                detail: "\(error)"
            )
        }
        if isPaused { throw DeliveryFailure(.later(after: nil), reason: Wording("All sending is paused.", "所有发送已暂停。")) }
        if hold != nil {
            throw DeliveryFailure(
                .later(after: nil),
                reason: Wording("The channel \(channel) is held.", "渠道 \(channel) 的发送已暂停。")
            )
        }
    }

    /// The same for one letter at every attempt, and nothing anybody could guess: who names it is let into the ticket.
    private func messageToken(of letter: Letter, through channel: ChannelID) -> String {
        let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)
        let code = HMAC<SHA256>.authenticationCode(for: Array("\(channel)\0\(letter.key)".utf8), using: key)
        return String(decoding: code.map { alphabet[Int($0 & 31)] }, as: UTF8.self)
    }
}
