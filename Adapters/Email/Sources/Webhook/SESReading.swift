import ChannelKit
import ProviderKit

/// What Amazon SES tells through SNS.
///
/// Source: "Amazon SES Developer Guide": contents of notifications for receiving, of notifications and of event publishing.
enum SESReading {
    /// What a call brings: the notification that the SNS message wraps.
    static func contents(of call: CallBody) throws(UnreadableCall) -> CallContents {
        guard let outer = call.json, outer["Type"]?.text == "Notification" else { return .nothing }
        // Words such as those SNS sends once a topic is connected are no notification of SES.
        guard let inner = outer["Message"]?.text.flatMap({ try? JSONValue(parsing: Array($0.utf8)) }), inner.isObject
        else {
            return .nothing
        }
        let type = (inner["notificationType"] ?? inner["eventType"])?.text
        if type == "Received" { return try mail(inner) }
        let news = news(inner, type: type ?? "", id: outer["MessageId"]?.text)
        return news.isEmpty ? .nothing : .news(news)
    }

    // MARK: - Mail

    private static func mail(_ inner: JSONValue) throws(UnreadableCall) -> CallContents {
        let receipt = inner["receipt"]
        var mail = ProviderMail(octets: [], findings: findings(inner), id: inner["mail", "messageId"]?.text)
        mail.envelope.sender = inner["mail", "source"]?.text
        mail.envelope.recipients = (receipt?["recipients"]?.array ?? []).prefix(100).compactMap(\.text)
        if let content = inner["content"]?.text {
            let isCoded = receipt?["action", "encoding"]?.text?.lowercased() == "base64"
            guard
                let octets = isCoded
                    ? ProviderKit.Base64.octets(content.filter { !$0.isWhitespace }) : Array(content.utf8)
            else { throw UnreadableCall("The mail's Base64 cannot be read.", "无法读取邮件的 Base64。") }
            mail.octets = octets
            return .rawMail(mail)
        }
        var composed = ComposedMail()
        for field in inner["mail", "headers"]?.array ?? [] {
            if let name = field["name"]?.text { composed.add(name, field["value"]?.text ?? "") }
        }
        let place = [receipt?["action", "bucketName"]?.text, receipt?["action", "objectKey"]?.text].compactMap { $0 }
        let path = place.joined(separator: "/")
        mail.warnings = [
            Wording(
                "Amazon SES did not send the mail itself, only its header."
                    + (place.isEmpty ? "" : " It is stored in S3 as \(path)."),
                "Amazon SES 没有发送邮件本身，只发送了邮件头。" + (place.isEmpty ? "" : "邮件保存在 S3 中：\(path)。")
            )
        ]
        mail.octets = composed.octets()
        return .parsedMail(mail)
    }

    private static func findings(_ inner: JSONValue) -> SenderFindings {
        var findings = SenderFindings()
        let receipt = inner["receipt"]
        func result(_ name: String) -> String? {
            switch receipt?[name, "status"]?.text {
            case "PASS": "pass"
            case "FAIL": "fail"
            default: nil
            }
        }
        findings.addDMARC(result("dmarcVerdict"))
        findings.addSPF(result("spfVerdict"), sender: inner["mail", "source"]?.text ?? "")
        return findings
    }

    // MARK: - News

    private static func news(_ inner: JSONValue, type: String, id: String?) -> [ProviderNews] {
        guard let fates = fates(inner, type: type) else { return [] }
        let mail = inner["mail"]
        let header = mail?["headers"]?.array.first { $0["name"]?.text?.lowercased() == "message-id" }?["value"]?.text
        // SES gives a mail an id of its own; ours is among the original headers.
        let messageID = mail?["commonHeaders", "messageId"]?.text ?? header ?? mail?["messageId"]?.text
        let times = [fates.details?["timestamp"], mail?["timestamp"]].compactMap { $0?.text }
        return fates.recipients.prefix(100).enumerated().map { number, fate in
            ProviderNews(
                id: id.map { "\($0):\(number)" },
                occurredAt: times.first.flatMap(InternetDate.time),
                event: type,
                news: DeliveryNews(
                    messageID: messageID?.bareID,
                    recipient: ProviderRecipient.key(fate.address),
                    outcome: fates.outcome,
                    code: fate.status,
                    detail: .verbatim(fate.words ?? fates.words ?? type)
                )
            )
        }
    }

    private struct Fate {
        var address: String?
        var status: String?
        var words: String?
    }

    private struct Fates {
        var outcome: DeliveryNews.Outcome
        var recipients: [Fate]
        var details: JSONValue?
        var words: String?
    }

    private static func fates(_ inner: JSONValue, type: String) -> Fates? {
        func each(_ list: JSONValue?) -> [Fate] {
            (list?.array ?? []).map { entry in
                Fate(
                    address: entry.text ?? entry["emailAddress"]?.text,
                    status: entry["status"]?.text,
                    words: entry["diagnosticCode"]?.text
                )
            }
        }
        let destination = each(inner["mail", "destination"])
        switch type {
        case "Delivery":
            let details = inner["delivery"]
            return Fates(
                outcome: .delivered,
                recipients: each(details?["recipients"]),
                details: details,
                words: details?["smtpResponse"]?.text
            )
        case "Bounce":
            let details = inner["bounce"]
            let kinds = [details?["bounceType"]?.text, details?["bounceSubType"]?.text].compactMap { $0 }
            return Fates(
                // Answers of machines come as passing bounces of no known kind.
                outcome: kinds == ["Transient", "General"] ? .delayed : .failed,
                recipients: each(details?["bouncedRecipients"]),
                details: details,
                words: kinds.joined(separator: " ")
            )
        case "Complaint":
            let details = inner["complaint"]
            guard details?["complaintFeedbackType"]?.text != "not-spam" else { return nil }
            return Fates(outcome: .complained, recipients: each(details?["complainedRecipients"]), details: details)
        case "DeliveryDelay":
            let details = inner["deliveryDelay"]
            return Fates(
                outcome: .delayed,
                recipients: each(details?["delayedRecipients"]),
                details: details,
                words: details?["delayType"]?.text
            )
        case "Reject":
            return Fates(outcome: .failed, recipients: destination, words: inner["reject", "reason"]?.text)
        case "Rendering Failure":
            return Fates(outcome: .failed, recipients: destination, words: inner["failure", "errorMessage"]?.text)
        case "Open", "Click":
            // Of several recipients it is not said who.
            let reader = destination.count == 1 ? destination : [Fate()]
            return Fates(outcome: .read, recipients: reader, details: inner[type.lowercased()])
        default: return nil
        }
    }
}
