import ChannelKit
import ProviderKit

/// What SendGrid's Inbound Parse and Event Webhook bring.
///
/// Source: SendGrid's documentation "Setting Up The Inbound Parse Webhook" and "Event Webhook Reference".
enum SendGridReading {
    /// What a call brings.
    static func contents(of call: CallBody) throws(UnreadableCall) -> CallContents {
        if let form = call.form { return try mail(form) }
        let news = (call.json?.array ?? []).prefix(1000).compactMap(news)
        return news.isEmpty ? .nothing : .news(news)
    }

    // MARK: - Mail

    private static func mail(_ form: PostedForm) throws(UnreadableCall) -> CallContents {
        var mail = ProviderMail(octets: [], envelope: envelope(form), findings: findings(form))
        if let whole = form.field("email") {
            mail.octets = Array(whole.octets)
            return .rawMail(mail)
        }
        guard ["headers", "from", "text", "html"].contains(where: { form.field($0) != nil }) else {
            throw UnreadableCall("The call holds no mail.", "调用中没有邮件。")
        }
        var composed = ComposedMail()
        composed.add(header: form.field("headers")?.octets ?? [])
        for name in ["From", "To", "Cc", "Subject"] where !composed.has(name) {
            if let value = form.field(name.lowercased()) { composed.add(name, value.octets) }
        }
        let charsets = json(form, "charsets")
        func words(_ name: String) -> ComposedMail.Words? {
            form.field(name).map { part in
                ComposedMail.Words(octets: Array(part.octets), charset: charsets?[name]?.text ?? "utf-8")
            }
        }
        composed.text = words("text")
        composed.html = words("html")
        let facts = json(form, "attachment-info")
        composed.files = form.files.map { part in
            let fact = facts?[part.name]
            return ComposedMail.File(
                name: fact?["filename"]?.text ?? fact?["name"]?.text ?? part.fileName ?? "",
                contentType: part.contentType ?? fact?["type"]?.text ?? "",
                contentID: fact?["content-id"]?.text,
                octets: Array(part.octets)
            )
        }
        mail.octets = composed.octets()
        return .parsedMail(mail)
    }

    private static func envelope(_ form: PostedForm) -> FileEnvelope {
        guard let envelope = json(form, "envelope") else { return FileEnvelope() }
        return FileEnvelope(
            sender: envelope["from"]?.text,
            recipients: (envelope["to"]?.array ?? []).prefix(100).compactMap(\.text)
        )
    }

    /// `SPF` is one word, `dkim` a list such as `{@example.org : pass, @example.net : fail}`.
    private static func findings(_ form: PostedForm) -> SenderFindings {
        var findings = SenderFindings()
        findings.addSPF(form.single("SPF")?.trimmingBlanks, sender: envelope(form).sender ?? "")
        let list = (form.single("dkim") ?? "").filter { $0 != "{" && $0 != "}" }
        for entry in list.split(separator: ",").prefix(10) {
            let halves = entry.split(separator: ":", maxSplits: 1)
            guard halves.count == 2 else { continue }
            let domain = halves[0].trimmingBlanks
            guard domain.hasPrefix("@") else { continue }
            findings.addDKIM(halves[1].trimmingBlanks, domain: String(domain.dropFirst()))
        }
        return findings
    }

    private static func json(_ form: PostedForm, _ name: String) -> JSONValue? {
        form.field(name).flatMap { try? JSONValue(parsing: $0.octets, limits: JSONLimits(octets: 1 << 20)) }
    }

    // MARK: - News

    private static func news(_ event: JSONValue) -> ProviderNews? {
        guard let name = event["event"]?.text else { return nil }
        let outcome: DeliveryNews.Outcome
        switch name {
        case "delivered": outcome = .delivered
        case "deferred": outcome = .delayed
        case "bounce", "dropped": outcome = .failed
        case "open", "click": outcome = .read
        case "spamreport": outcome = .complained
        default: return nil
        }
        let words = [event["reason"], event["response"]].compactMap { $0?.text }
        return ProviderNews(
            id: event["sg_event_id"]?.text,
            occurredAt: event["timestamp"]?.integer.flatMap {
                (0...253_402_300_799).contains($0) ? Timestamp(seconds: $0) : nil
            },
            event: name,
            news: DeliveryNews(
                messageID: event["smtp-id"]?.text?.bareID,
                recipient: ProviderRecipient.key(event["email"]?.text),
                outcome: outcome,
                code: event["status"]?.text.flatMap { $0.isEmpty ? nil : $0 },
                detail: .verbatim(words.first { !$0.isEmpty } ?? name)
            )
        )
    }
}
