import ChannelKit

extension SampleAdapter: ReplyDelivering {
    func plan(_ reply: OutboundReply) throws(DeliveryFailure) -> [OutboundPart] {
        let address = reply.route.address
        let isUsable =
            !address.isEmpty && address.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"<>,;\"".utf8.contains($0) }
        guard isUsable || flaw == .smugglesRecipients else {
            throw DeliveryFailure(.never, reason: .verbatim("The address cannot be used."))
        }
        let files = reply.attachments.reduce(into: [UInt8]()) { $0 += $1.bytes }
        guard files.count <= 64 << 10 else {
            throw DeliveryFailure(.never, reason: .verbatim("The files are too large."))
        }
        let subject = flaw == .writesHeadersRaw ? reply.subject : Self.clean(reply.subject)
        let time = flaw == .plansByTheClock ? "\(context.now().rawValue)" : "\(reply.threading.date.rawValue)"
        return pieces(of: reply.text.replacing("\0", with: "")).enumerated().map { index, piece in
            let head = "Subject: \(subject)\r\nDate: \(time)\r\n\r\n"
            let tail = index == 0 && flaw != .dropsFiles && !files.isEmpty ? Array("\r\n\r\n".utf8) + files : []
            return OutboundPart(
                index: index,
                externalID: ExternalID(rawValue: "\(Self.clean(reply.threading.messageToken))-\(index)"),
                destinations: [address],
                mediaType: "text/plain",
                body: Array((head + piece).utf8) + tail
            )
        }
    }

    private func pieces(of text: String) -> [String] {
        let maximum = flaw == .splitsTooLate ? 41 : 40
        let pieces = TextLimit(maximum: maximum, unit: .utf16).split(text)
        return flaw == .losesALetter && pieces.count > 1 ? pieces.map { String($0.dropLast()) } : pieces
    }

    func deliver(
        _ part: OutboundPart,
        _ attempt: DeliveryContext
    ) async throws(DeliveryFailure) -> DeliveryReceipt {
        if flaw == .logsTheSecret { context.log("delivering", ["token": token.reveal()]) }
        if flaw == .neverComesBack { await SampleMemory.forEver() }
        var octets = part.body
        if flaw == .changesTheRetry { octets += Array("Attempt: \(attempt.attempt)".utf8) }
        let mail = MailSubmission(sender: "", recipients: part.destinations, octets: octets)
        let server = MailServer(host: host, port: 25, security: .none)
        do throws(MailRefusal) {
            if flaw == .triesTwice {
                _ = try? await context.mail.submit(mail, to: server, timeLimit: attempt.timeLimit)
            }
            let answer = try await context.mail.submit(mail, to: server, timeLimit: attempt.timeLimit)
            return DeliveryReceipt(externalID: part.externalID, answer: .verbatim(answer))
        } catch {
            if flaw == .callsEverythingSent { return DeliveryReceipt(answer: .verbatim("sent")) }
            let secret = flaw == .tellsTheSecret ? token.reveal() : ""
            throw DeliveryFailure(verdict(of: error), reason: .verbatim("It was refused."), detail: "refused \(secret)")
        }
    }

    private func verdict(of refusal: MailRefusal) -> DeliveryFailure.Verdict {
        switch refusal {
        case .answered(let code, _): code < 500 ? .later(after: nil) : .never
        case .credentials: .blocked(.credentials)
        case .unreachable, .untrusted: .later(after: nil)
        case .unanswered: flaw == .callsTimeoutsLater ? .later(after: nil) : .unknown
        case .unusableAddress, .unusableMail: .never
        }
    }
}

extension SampleAdapter: HealthChecking {
    func checkHealth() async -> HealthCheck {
        do {
            _ = try await context.mailboxes.open(MailServer(host: host, port: 1, security: .tls))
            return HealthCheck(
                isHealthy: true,
                findings: flaw == .isSilentAboutHealth ? [] : [.verbatim("The chat answers.")]
            )
        } catch {
            return HealthCheck(
                isHealthy: false,
                findings: [.verbatim("The chat refuses the account: make a new token.")]
            )
        }
    }
}
