public import ChannelKit

extension EmailAdapter: ReplyDelivering {
    /// Writes a reply as one mail: one part for all recipients, or one for each where the envelope sender tells them apart.
    ///
    /// - Throws: `DeliveryFailure` with `never` for an unusable address or too large files.
    public func plan(_ reply: OutboundReply) throws(DeliveryFailure) -> [OutboundPart] {
        let mail = try ReplyMail(reply, settings: settings, loopGuard: loopGuard)
        let octets = try signed(mail.octets, at: reply.threading.date)
        let externalID = ExternalID(rawValue: mail.messageID)
        func part(_ index: Int, to recipients: [String], from sender: String) -> OutboundPart {
            OutboundPart(
                index: index,
                externalID: externalID,
                destinations: recipients,
                origin: sender,
                mediaType: Self.mediaType,
                body: octets
            )
        }
        let whole = part(0, to: mail.recipients, from: mail.envelopeSender)
        guard settings.signsEnvelopeSender, !mail.envelopeSender.isEmpty, case .smtp = settings.wayOut else {
            return [whole]
        }
        var parts: [OutboundPart] = []
        for (index, recipient) in mail.recipients.enumerated() {
            let subject = BounceAddress.Subject(messageID: mail.messageID, part: index)
            // An address that would be too long for servers: the bounce is then tied by what it quotes.
            guard let sender = bounceAddress.address(for: subject) else { return [whole] }
            parts.append(part(index, to: [recipient], from: sender))
        }
        return parts
    }

    private func signed(_ octets: [UInt8], at date: Timestamp) throws(DeliveryFailure) -> [UInt8] {
        guard let signature else { return octets }
        do { return try signature.signed(octets, at: date) } catch {
            throw DeliveryFailure(
                .later(after: nil),
                reason: Wording(
                    "The reply could not be signed. An administrator must look at the channel's keys.",
                    "回复无法签名。须由管理员检查该渠道的密钥。"
                ),
                detail: "DKIM: the key does not sign"
            )
        }
    }

    /// Hands a mail to the mail server, or writes it into the folder.
    public func deliver(
        _ part: OutboundPart,
        _ context: DeliveryContext
    ) async throws(DeliveryFailure) -> DeliveryReceipt {
        switch settings.wayOut {
        case .folder(let path): return try await OutFolder(path: path).write(part)
        case .smtp(let server):
            let now = self.context.now()
            if let wait = rates.wait(for: part.destinations, delivery: context.idempotencyKey, at: now) {
                throw DeliveryFailure(
                    .notYet(after: wait),
                    reason: Wording(
                        "It waits for its turn: only so many mails a minute go to that domain (rate_limits).",
                        "正在排队：每分钟发往该域名的邮件数量有限（rate_limits）。"
                    )
                )
            }
            return try await submit(part, to: server, timeLimit: context.timeLimit)
        }
    }

    private func submit(
        _ part: OutboundPart,
        to server: MailServer,
        timeLimit: Duration
    ) async throws(DeliveryFailure) -> DeliveryReceipt {
        let mail = MailSubmission(sender: part.origin ?? "", recipients: part.destinations, octets: part.body)
        do throws(SignInFailure<MailRefusal>) {
            let answer = try await signedIn(to: server, isRefusal: \.isAboutAccount) {
                (server: MailServer) async throws(MailRefusal) in
                try await context.mail.submit(mail, to: server, timeLimit: timeLimit)
            }
            return DeliveryReceipt(
                externalID: part.externalID,
                answer: .verbatim(String(HeaderText.clean(answer).prefix(500)))
            )
        } catch {
            throw SubmissionFailure.failure(error, server: server)
        }
    }
}

/// Says what a mail server's refusal means for a delivery.
enum SubmissionFailure {
    /// The failure behind a refused sign-in or mail.
    static func failure(_ failure: SignInFailure<MailRefusal>, server: MailServer) -> DeliveryFailure {
        switch failure {
        case .server(let refusal): Self.failure(refusal, server: server)
        case .consent(.missing(let advice)): DeliveryFailure(.blocked(.credentials), reason: advice)
        case .consent(.unreachable(let detail)):
            DeliveryFailure(
                .later(after: nil),
                reason: Wording(
                    "No token to sign in to the mail server with could be had. It is tried again.",
                    "无法取得登录邮件服务器的令牌。将重试。"
                ),
                detail: words(detail)
            )
        }
    }

    /// The failure behind a refusal.
    static func failure(_ refusal: MailRefusal, server: MailServer) -> DeliveryFailure {
        let host = server.host
        switch refusal {
        case .answered(let code, let text):
            let words = words(text)
            // 530 and 535 speak of the account even where the server says them late (RFC 4954).
            if [530, 534, 535, 538].contains(code) { return credentials(server, text: text) }
            if (500..<600).contains(code) {
                return DeliveryFailure(
                    .never,
                    reason: Wording(
                        "The mail server refused it for good: \(words)",
                        "邮件服务器拒收，不再重试；请核对收件地址和内容。服务器称：\(words)"
                    ),
                    detail: "\(code) \(words)"
                )
            }
            return DeliveryFailure(
                .later(after: nil),
                reason: Wording(
                    "The mail server does not take it now and is asked again: \(words)",
                    "邮件服务器暂不接收，稍后重试。服务器称：\(words)"
                ),
                detail: "\(code) \(words)"
            )
        case .credentials(let text): return credentials(server, text: text)
        case .unreachable(let detail):
            return DeliveryFailure(
                .later(after: nil),
                reason: Wording(
                    "The mail server \(host) could not be reached. It is tried again.",
                    "无法连接邮件服务器 \(host)。将重试。"
                ),
                detail: words(detail)
            )
        case .untrusted(let detail):
            return DeliveryFailure(
                .later(after: nil),
                reason: Wording(
                    "The certificate of the mail server \(host) is not trusted. An administrator must look at it.",
                    "邮件服务器 \(host) 的证书不可信。须由管理员查看。"
                ),
                detail: words(detail)
            )
        case .unanswered(let detail):
            return DeliveryFailure(
                .unknown,
                reason: Wording(
                    "The mail was handed over, but the mail server's answer was not read. It may have been sent.",
                    "邮件已提交，但未读到邮件服务器的应答。可能已发送。"
                ),
                detail: words(detail)
            )
        case .unusableAddress:
            return DeliveryFailure(
                .never,
                reason: Wording("An address cannot be used for mail. Correct it and send again.", "有地址不能用于邮件。请更正后重新发送。")
            )
        case .unusableMail(let detail):
            return DeliveryFailure(
                .never,
                reason: Wording("The mail cannot be sent as it is.", "邮件无法按现状发送。"),
                detail: words(detail)
            )
        }
    }

    private static func credentials(_ server: MailServer, text: String) -> DeliveryFailure {
        if RefusedLogin.isPassing(text) {
            return DeliveryFailure(
                .later(after: nil),
                reason: Wording("The mail server takes no sign-in now. It is tried again.", "邮件服务器暂不接受登录。将重试。"),
                detail: words(text)
            )
        }
        return DeliveryFailure(
            .blocked(.credentials),
            reason: RefusedLogin.advice(server, text: text),
            detail: words(text)
        )
    }

    private static func words(_ text: String) -> String { String(HeaderText.clean(text).prefix(300)) }
}
