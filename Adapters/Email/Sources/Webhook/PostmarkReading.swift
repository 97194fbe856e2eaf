import ChannelKit
import ProviderKit

/// What Postmark's inbound and message webhooks bring.
///
/// Source: Postmark's developer documentation "Inbound webhook" and "Webhooks overview".
enum PostmarkReading {
    /// The name of the metadata that our mails carry through Postmark, for its events name mails by its own ids only.
    static let metadataName = "message-id"

    /// The fields that make Postmark keep our Message-ID and tell it with every event; metadata has at most 80 characters.
    static func fields(for messageID: String) -> String {
        let keeping = "X-PM-KeepID: true\r\n"
        return messageID.utf8.count > 80 ? keeping : "\(keeping)X-PM-Metadata-\(metadataName): \(messageID)\r\n"
    }

    /// What a call brings.
    static func contents(of call: CallBody) throws(UnreadableCall) -> CallContents {
        guard let json = call.json, json.isObject else {
            throw UnreadableCall("The call is no JSON object.", "调用不是 JSON 对象。")
        }
        let type = json["RecordType"]?.text
        guard type == nil || type == "Inbound" else {
            return news(json, type: type ?? "").map { .news([$0]) } ?? .nothing
        }
        guard json["FromFull"] != nil || json["From"] != nil || json["RawEmail"] != nil else { return .nothing }
        return mail(json)
    }

    // MARK: - Mail

    private static func mail(_ json: JSONValue) -> CallContents {
        let headers = (json["Headers"]?.array ?? []).compactMap { field -> HeaderField? in
            guard let name = field["Name"]?.text else { return nil }
            return HeaderField(name, field["Value"]?.text ?? "")
        }
        var mail = ProviderMail(octets: [], findings: findings(headers), id: json["MessageID"]?.text)
        if let recipient = json["OriginalRecipient"]?.text, !recipient.isEmpty {
            mail.envelope.recipients = [recipient]
        }
        mail.envelope.sender = headers.single(named: "Return-Path")?.bareID
        if let whole = json["RawEmail"]?.text, !whole.isEmpty {
            mail.octets = Array(whole.utf8)
            return .rawMail(mail)
        }
        mail.octets = composed(json, headers).octets()
        return .parsedMail(mail)
    }

    private static func composed(_ json: JSONValue, _ headers: [HeaderField]) -> ComposedMail {
        var composed = ComposedMail()
        let lists =
            [("From", [json["FromFull"]].compactMap { $0 })]
            + ["To", "Cc", "Bcc"].map { ($0, json["\($0)Full"]?.array ?? []) }
        for (name, people) in lists {
            let written = addresses(people)
            if !written.isEmpty {
                composed.add(name, written)
            } else if let line = json[name]?.text, !line.isEmpty {
                composed.add(name, line)
            }
        }
        for (name, key) in [("Subject", "Subject"), ("Date", "Date"), ("Reply-To", "ReplyTo")] {
            if let value = json[key]?.text, !value.isEmpty { composed.add(name, value) }
        }
        let stated: Set<String> = ["from", "to", "cc", "bcc", "subject", "date", "reply-to"]
        for field in headers where !(stated.contains(field.name.lowercased()) && composed.has(field.name)) {
            composed.add(field.name, field.value)
        }
        func words(_ name: String) -> ComposedMail.Words? {
            json[name]?.text.flatMap { $0.isEmpty ? nil : ComposedMail.Words(octets: Array($0.utf8)) }
        }
        composed.text = words("TextBody")
        composed.html = words("HtmlBody")
        composed.files = (json["Attachments"]?.array ?? []).map { file in
            let content = (file["Content"] ?? file["Data"])?.text ?? ""
            return ComposedMail.File(
                name: file["Name"]?.text ?? "",
                contentType: file["ContentType"]?.text ?? "",
                contentID: file["ContentID"]?.text?.bareID,
                octets: ProviderKit.Base64.octets(content.filter { !$0.isWhitespace }) ?? []
            )
        }
        return composed
    }

    /// People as an address field has them.
    private static func addresses(_ people: [JSONValue]) -> String {
        people.prefix(1000).compactMap { person -> String? in
            guard let address = person["Email"]?.text, !address.isEmpty else { return nil }
            let name = (person["Name"]?.text ?? "").filter { $0 != "\"" && $0 != "\\" && !$0.isNewline }
            let plain = address.filter { !"<>,\"".contains($0) && !$0.isWhitespace }
            return name.isEmpty ? "<\(plain)>" : "\"\(name)\" <\(plain)>"
        }
        .joined(separator: ", ")
    }

    /// Postmark tells the result of SPF in a field it adds; when there are two, one of them is a stranger's.
    private static func findings(_ headers: [HeaderField]) -> SenderFindings {
        var findings = SenderFindings()
        guard let field = headers.single(named: "Received-SPF") else { return findings }
        let result = field.prefix { !$0.isWhitespace && $0 != "(" }
        let sender = field.split { $0.isWhitespace || $0 == ";" }.first { $0.hasPrefix("envelope-from=") }
        findings.addSPF(String(result), sender: sender.map { String($0.dropFirst(14)) } ?? "")
        return findings
    }

    // MARK: - News

    private static func news(_ json: JSONValue, type: String) -> ProviderNews? {
        guard let outcome = outcome(of: json, type: type) else { return nil }
        let times = ["BouncedAt", "DeliveredAt", "ReceivedAt", "ChangedAt"].compactMap { json[$0]?.text }
        let words = ["Details", "Description", "SuppressionReason"].compactMap { json[$0]?.text }
        let messageID = json["Metadata", metadataName]?.text ?? json["MessageID"]?.text
        let parts = [type, json["ID"]?.name ?? "", json["MessageID"]?.text ?? "", times.first ?? ""]
        return ProviderNews(
            id: parts.joined(separator: ":"),
            occurredAt: times.first.flatMap(InternetDate.time),
            event: [type, json["Type"]?.text ?? ""].filter { !$0.isEmpty }.joined(separator: " "),
            news: DeliveryNews(
                messageID: messageID?.bareID,
                recipient: ProviderRecipient.key((json["Recipient"] ?? json["Email"])?.text),
                outcome: outcome,
                detail: .verbatim(words.first { !$0.isEmpty } ?? type)
            )
        )
    }

    private static func outcome(of json: JSONValue, type: String) -> DeliveryNews.Outcome? {
        switch type {
        case "Delivery": return .delivered
        case "Open", "Click": return .read
        case "SpamComplaint": return .complained
        case "Bounce": return bounce(json["Type"]?.text ?? "")
        case "SubscriptionChange":
            guard json["SuppressSending"]?.boolean == true else { return nil }
            switch json["SuppressionReason"]?.text {
            case "HardBounce": return .failed
            case "SpamComplaint": return .complained
            default: return nil
            }
        default: return nil
        }
    }

    private static func bounce(_ type: String) -> DeliveryNews.Outcome? {
        switch type {
        case "Transient", "DnsError": .delayed
        case "SpamComplaint": .complained
        // Answers of machines and changed subscriptions, which are no bounces but come as such.
        case "AutoResponder", "AddressChange", "ChallengeVerification", "OpenRelayTest", "Subscribe", "Unsubscribe",
            "Unknown":
            nil
        default: .failed
        }
    }
}
