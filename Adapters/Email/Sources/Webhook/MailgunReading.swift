import ChannelKit
import ProviderKit

/// What Mailgun's routes and webhooks bring.
///
/// Source: Mailgun's documentation of routes ("Receiving messages via HTTP") and of webhooks, both payload versions.
enum MailgunReading {
    /// What a call brings.
    static func contents(of call: CallBody) throws(UnreadableCall) -> CallContents {
        guard let form = call.form else { return event(call.json?["event-data"]) }
        if call.wantsWholeMails {
            guard let mime = form.field("body-mime") else {
                throw UnreadableCall("The call holds no mail.", "调用中没有邮件。")
            }
            return .rawMail(whole(Array(mime.octets), form))
        }
        // A mail's own header fields come as fields of the form: a mail with words is never an event.
        let words = ["body-plain", "body-html", "stripped-text", "stripped-html"]
        if form.text("event") != nil, !words.contains(where: { form.field($0) != nil }) { return legacyEvent(form) }
        guard form.field("message-headers") != nil || words.contains(where: { form.field($0) != nil }) else {
            throw UnreadableCall("The call holds no mail.", "调用中没有邮件。")
        }
        return .parsedMail(parsed(form))
    }

    // MARK: - Mail

    private static func whole(_ octets: [UInt8], _ form: PostedForm) -> ProviderMail {
        var mail = ProviderMail(octets: octets, envelope: envelope(form))
        // With two such fields, one of them is a stranger's.
        if form.single("body-mime") != nil {
            mail.findings = findings(headerFields(of: octets))
        }
        return mail
    }

    private static func parsed(_ form: PostedForm) -> ProviderMail {
        var composed = ComposedMail()
        let fields = form.text("message-headers").map(headerFields) ?? []
        for field in fields { composed.add(field.name, field.value) }
        for name in ["From", "To", "Subject"] where !composed.has(name) {
            if let value = form.text(name.lowercased()) ?? form.text(name) { composed.add(name, value) }
        }
        composed.text = form.field("body-plain").map { ComposedMail.Words(octets: Array($0.octets)) }
        composed.html = form.field("body-html").map { ComposedMail.Words(octets: Array($0.octets)) }
        let ids = contentIDs(form)
        composed.files = form.files.map { part in
            ComposedMail.File(
                name: part.fileName ?? "",
                contentType: part.contentType ?? "",
                contentID: ids[part.name],
                octets: Array(part.octets)
            )
        }
        var mail = ProviderMail(octets: composed.octets(), envelope: envelope(form))
        if form.single("message-headers") != nil { mail.findings = findings(fields) }
        return mail
    }

    private static func envelope(_ form: PostedForm) -> FileEnvelope {
        FileEnvelope(
            sender: form.text("sender").map { $0.bareID ?? "" },
            recipients: (form.text("recipient") ?? "").split(separator: ",").prefix(100).map { $0.trimmingBlanks }
        )
    }

    /// The header as Mailgun tells it: `[["Received", "from …"], …]`.
    private static func headerFields(_ json: String) -> [HeaderField] {
        guard let pairs = try? JSONValue(parsing: Array(json.utf8)) else { return [] }
        return pairs.array.compactMap { pair in
            guard pair.array.count == 2, let name = pair.array[0].text else { return nil }
            // `["multipart/alternative", {"boundary": "…"}]`
            return HeaderField(name, pair.array[1].text ?? pair.array[1].array.first?.text ?? "")
        }
    }

    /// The fields at the top of a whole mail, as far as they can be Mailgun's.
    private static func headerFields(of mail: [UInt8]) -> [HeaderField] {
        FoldedHeader.fields(of: mail.prefix(64 << 10)).map {
            HeaderField($0.name, String(decoding: $0.value, as: UTF8.self).trimmingBlanks)
        }
    }

    /// Mailgun writes its findings above the `Received` field it adds itself; what stands below is the sender's word.
    private static func findings(_ fields: [HeaderField]) -> SenderFindings {
        var findings = SenderFindings()
        guard let end = fields.firstIndex(where: { $0.name.lowercased() == "received" }) else { return findings }
        let own = fields[..<end]
        findings.addSPF(own.first(named: "X-Mailgun-Spf"), sender: own.first(named: "X-Envelope-From") ?? "")
        let signatures = fields.filter { $0.name.lowercased() == "dkim-signature" }
        // Which of several signatures was good is not said.
        if signatures.count == 1, let domain = PostedForm.parameter("d", of: ";" + signatures[0].value) {
            findings.addDKIM(own.first(named: "X-Mailgun-Dkim-Check-Result"), domain: domain.trimmingBlanks)
        }
        return findings
    }

    /// The ids of files that the HTML shows, by the files' fields: `{"<id>": "attachment-1"}`.
    private static func contentIDs(_ form: PostedForm) -> [String: String] {
        guard let map = form.text("content-id-map").flatMap({ try? JSONValue(parsing: Array($0.utf8)) }) else {
            return [:]
        }
        var ids: [String: String] = [:]
        for (id, field) in map.members.sorted(by: { $0.key < $1.key }) {
            if let field = field.text, let id = id.bareID { ids[field] = id }
        }
        return ids
    }

    // MARK: - News

    private static func event(_ data: JSONValue?) -> CallContents {
        guard let data, let event = data["event"]?.text else { return .nothing }
        let isLasting = data["severity"]?.text != "temporary"
        guard let outcome = outcome(of: event, isLasting: isLasting) else { return .nothing }
        let status = data["delivery-status"]
        let code = status?["enhanced-code"]?.name ?? status?["code"]?.name
        let words = [status?["message"], status?["description"], data["reason"]].compactMap { $0?.text }
        return .news([
            ProviderNews(
                id: data["id"]?.text,
                occurredAt: data["timestamp"].flatMap(time),
                event: event,
                news: DeliveryNews(
                    messageID: data["message", "headers", "message-id"]?.text?.bareID,
                    recipient: ProviderRecipient.key(data["recipient"]?.text),
                    outcome: outcome,
                    code: code.flatMap { $0.isEmpty ? nil : $0 },
                    detail: .verbatim(words.first { !$0.isEmpty } ?? event)
                )
            )
        ])
    }

    private static func legacyEvent(_ form: PostedForm) -> CallContents {
        let event = form.text("event") ?? ""
        guard let outcome = outcome(of: event, isLasting: true) else { return .nothing }
        let words = ["error", "description", "notification", "reason"].compactMap { form.text($0) }
        return .news([
            ProviderNews(
                occurredAt: form.text("timestamp").flatMap { time(.number($0)) },
                event: event,
                news: DeliveryNews(
                    messageID: (form.text("Message-Id") ?? form.text("message-id"))?.bareID,
                    recipient: ProviderRecipient.key(form.text("recipient")),
                    outcome: outcome,
                    code: form.text("code").flatMap { $0.isEmpty ? nil : $0 },
                    detail: .verbatim(words.first { !$0.isEmpty } ?? event)
                )
            )
        ])
    }

    private static func outcome(of event: String, isLasting: Bool) -> DeliveryNews.Outcome? {
        switch event {
        case "delivered": .delivered
        case "failed": isLasting ? .failed : .delayed
        case "bounced", "dropped", "rejected": .failed
        case "opened", "clicked": .read
        case "complained": .complained
        default: nil
        }
    }

    private static func time(_ value: JSONValue) -> Timestamp? {
        guard let seconds = value.double, (0...253_402_300_799).contains(seconds) else { return nil }
        return Timestamp(rawValue: Int64(seconds * 1000))
    }
}
