import FoundationEssentials

/// Reads the JSON that Amazon SES mails through SNS instead of a report.
enum ProviderNotification {
    /// The longest text that is read as JSON.
    private static let longest = 256 << 10

    /// Reads a notification; nil for every other text.
    static func read(_ mail: ParsedMail) -> ReportReading? {
        let text = mail.text.utf8.drop(while: ASCII.isSpace)
        guard text.first == 0x7B, text.count <= longest,
            mail.text.contains("otificationType") || mail.text.contains("eventType")
        else { return nil }
        // Behind the object SNS adds a line and a footer about unsubscribing.
        guard let end = objectEnd(text),
            let notification = try? JSONDecoder().decode(Notification.self, from: Data(text[..<end]))
        else { return nil }
        return notification.reading
    }

    /// Where the first JSON object ends.
    private static func objectEnd(_ text: Substring.UTF8View) -> String.Index? {
        var depth = 0
        var isString = false
        var isEscaped = false
        for index in text.indices {
            let octet = text[index]
            if isString {
                if isEscaped {
                    isEscaped = false
                } else if octet == ASCII.backslash {
                    isEscaped = true
                } else if octet == ASCII.quote {
                    isString = false
                }
            } else if octet == ASCII.quote {
                isString = true
            } else if octet == 0x7B {
                depth += 1
            } else if octet == 0x7D {
                depth -= 1
                if depth == 0 { return text.index(after: index) }
            }
            if depth > 50 { return nil }
        }
        return nil
    }

    private struct Notification: Decodable {
        struct Recipient: Decodable {
            let emailAddress: String
            let action: String?
            let status: String?
            let diagnosticCode: String?
        }
        struct Bounce: Decodable {
            let bounceType: String?
            let bouncedRecipients: [Recipient]
        }
        struct Complaint: Decodable {
            let complainedRecipients: [Recipient]
            let complaintFeedbackType: String?
        }
        struct Delivery: Decodable { let recipients: [String] }
        struct Mail: Decodable {
            struct Headers: Decodable {
                let subject: String?
                let messageId: String?
            }
            let commonHeaders: Headers?
        }
        let bounce: Bounce?
        let complaint: Complaint?
        let delivery: Delivery?
        let mail: Mail?

        var reading: ReportReading? {
            let kind: MailKind
            let recipients: [MailReport.Recipient]
            if let bounce {
                kind = .bounce
                let isPermanent = bounce.bounceType != "Transient"
                recipients = bounce.bouncedRecipients.prefix(200).map {
                    let status = $0.status ?? $0.diagnosticCode.flatMap(StatusCode.enhanced(in:))
                    return MailReport.Recipient(
                        address: $0.emailAddress,
                        status: status ?? (isPermanent ? "5.0.0" : "4.0.0"),
                        action: $0.action ?? "failed",
                        permanent: status.map { $0.hasPrefix("5") } ?? isPermanent,
                        diagnostic: $0.diagnosticCode.map { String($0.prefix(500)) }
                    )
                }
            } else if let complaint {
                kind = .feedbackReport
                recipients = complaint.complainedRecipients.prefix(200).map {
                    MailReport.Recipient(address: $0.emailAddress, action: complaint.complaintFeedbackType ?? "abuse")
                }
            } else if let delivery {
                kind = .deliveryNotice
                recipients = delivery.recipients.prefix(200).map {
                    MailReport.Recipient(address: $0, status: "2.0.0", action: "delivered")
                }
            } else {
                return nil
            }
            let headers = mail?.commonHeaders
            let id = headers?.messageId.flatMap { MessageIDList.read(Array($0.utf8)[...]).first }
            let report = MailReport(recipients: recipients, originalMessageID: id, originalSubject: headers?.subject)
            return ReportReading(kind: kind, report: report)
        }
    }
}
