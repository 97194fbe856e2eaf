import AddressNormalization
import ChannelKit

/// Turns a journaled submission into its envelope.
///
/// It looks at the arrival and at the channel replies leave by, at nothing else.
struct SubmissionNormalization: Sendable {
    var replyThrough: ChannelID

    /// The one envelope of an arrival.
    ///
    /// One that a program most likely sent says so, and is quarantined where an agent sees it rather than lost.
    ///
    /// - Throws: ``UnreadableArrival`` for what is no submission.
    func envelope(of arrival: RawArrival) throws(UnreadableArrival) -> InboundEnvelope {
        guard arrival.mediaType == SubmissionRecord.mediaType, let record = SubmissionRecord(document: arrival.body)
        else {
            throw UnreadableArrival("this is no web-form submission", "这不是网页表单的提交")
        }
        let sender = sender(of: record)
        return InboundEnvelope(
            externalID: arrival.externalID,
            occurredAt: arrival.receivedAt,
            sender: sender,
            subject: record.answer("subject")?.shown,
            text: text(of: record),
            attachments: record.files.map {
                InboundAttachment(name: $0.name, contentType: $0.mediaType, content: .bytes($0.octets))
            },
            replyRoute: route(to: sender),
            suspicion: record.suspicion.map(Self.said),
            fields: record.answers.map { EnvelopeField(name: $0.name, label: $0.label, value: $0.shown) },
            language: record.language,
            warnings: record.isRepaired ? [Self.repaired] : [],
            providerMetadata: ["proof": record.proof.rawValue]
        )
    }

    private static let repaired = Wording(
        "Some characters were damaged on the way and are shown as \u{FFFD}.",
        "部分字符在途中损坏，显示为 \u{FFFD}。"
    )

    /// What a submission is suspected of; a record keeps it in English.
    private static func said(_ suspicion: String) -> Wording {
        guard suspicion == SubmissionRecord.filledByProgram else { return .verbatim(suspicion) }
        return Wording(suspicion, "填写了人看不见的字段；很可能是程序所为")
    }

    private func sender(of record: SubmissionRecord) -> EnvelopeSender {
        let name = record.answer("name")?.value
        let phone = record.answer("phone")
        let phoneKey = phone.flatMap { PhoneNumberNormalization.key($0.value, region: record.region) }
        let proof = SenderAuthenticity.unproven(.webForm)
        guard let email = record.answer("email") else {
            return EnvelopeSender(identity: phoneKey, address: phone?.value ?? "", name: name, authenticity: proof)
        }
        return EnvelopeSender(
            identity: EmailAddressNormalization.key(email.value),
            address: email.value,
            name: name,
            authenticity: proof,
            claims: phoneKey.map { [IdentityClaim(identity: $0, assertedBy: "sender", isVerified: false)] } ?? []
        )
    }

    /// The named channel sends mail, so only a mail address is a target; a number alone leaves no way to reply.
    private func route(to sender: EnvelopeSender) -> ReplyRoute {
        let isMail = sender.identity?.kind == .email
        return ReplyRoute(
            channel: replyThrough,
            target: isMail ? sender.identity : nil,
            address: isMail ? sender.address : ""
        )
    }

    /// The message, and below it whatever else was answered; name, addresses and subject have places of their own.
    private func text(of record: SubmissionRecord) -> String {
        let others = record.answers.filter { answer in
            !["message", "subject", "email", "name"].contains(answer.role ?? "")
        }
        let list = others.map { answer in
            answer.kind == "multiline" ? "\(answer.label):\n\(answer.shown)" : "\(answer.label): \(answer.shown)"
        }
        return ([record.answer("message")?.value ?? ""] + (list.isEmpty ? [] : [list.joined(separator: "\n")]))
            .filter { !$0.isEmpty }
            .joined(separator: "\n\n")
    }
}

extension SubmissionRecord {
    /// The answer to the field of a role.
    fileprivate func answer(_ role: String) -> Answer? { answers.first { $0.role == role } }
}
