import ChannelKit
import Foundation

/// A customer's turn as the octets that its way would bring.
struct DemoArrival {
    let customer: DemoStory.Customer
    let subject: String
    let turn: DemoStory.Turn
    /// Names the turn among all.
    let key: String
    let at: Timestamp
    /// The Message-ID of the mail that is answered.
    let answered: String?

    /// A mail (RFC 5322).
    var mail: [UInt8] {
        var header = [
            "From: \(encodedWord(customer.name)) <\(customer.email ?? "nobody@example.com")>",
            "To: support@example.com",
            "Subject: \(encodedWord(answered == nil ? subject : "Re: \(subject)"))",
            "Date: \(date("EEE, dd MMM yyyy HH:mm:ss '+0000'"))",
            "Message-ID: <demo-\(key)@mail.example.com>",
            "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: 8bit",
        ]
        if let answered { header += ["In-Reply-To: <\(answered)>", "References: <\(answered)>"] }
        let body = (turn.text ?? "").replacing("\n", with: "\r\n")
        return Array((header.joined(separator: "\r\n") + "\r\n\r\n" + body + "\r\n").utf8)
    }

    /// A submission of the form, as its JSON endpoint takes it.
    var form: [UInt8] {
        json([
            "name": customer.name, "email": customer.email ?? "", "subject": subject, "message": turn.text ?? "",
        ])
    }

    /// A message of the generic chat webhook.
    var chat: [UInt8] {
        let id = customer.chat ?? key
        return json([
            "type": "message.created", "timestamp": date("yyyy-MM-dd'T'HH:mm:ss'Z'"),
            "data": [
                "message_id": key, "conversation_id": "demo-\(id)", "is_group": false,
                "sender": ["id": id, "name": customer.name, "is_bot": false] as [String: Any],
                "text": turn.text ?? "",
            ] as [String: Any],
        ])
    }

    /// A row of Asterisk's `cdr_csv`.
    var call: [UInt8] {
        let seconds = turn.seconds ?? 0
        let isAnswered = turn.outcome == "ANSWERED"
        let start = date("yyyy-MM-dd HH:mm:ss")
        let end = date("yyyy-MM-dd HH:mm:ss", after: Double(seconds))
        let phone = customer.phone ?? ""
        let quoted = [
            "", phone, "4000", "from-trunk", "\"\(customer.name)\" <\(phone)>", "PJSIP/trunk-\(key)",
            "PJSIP/201-\(key)", "Dial",
            "PJSIP/201", start, isAnswered ? start : "", end,
        ].map { "\"\($0.replacing("\"", with: "\"\""))\"" }
        let fields =
            quoted + [
                "\(seconds)", isAnswered ? "\(seconds)" : "0", "\"\(turn.outcome ?? "")\"", "\"DOCUMENTATION\"",
                "\"\(at.seconds).\(key)\"", "\"\"",
            ]
        return Array((fields.joined(separator: ",") + "\n").utf8)
    }

    private func json(_ value: [String: Any]) -> [UInt8] {
        // A dictionary of texts and flags always has a JSON form.
        Array((try? JSONSerialization.data(withJSONObject: value, options: [.sortedKeys])) ?? Data())
    }

    private func date(_ format: String, after seconds: Double = 0) -> String {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(identifier: "UTC")
        formatter.dateFormat = format
        return formatter.string(from: Date(timeIntervalSince1970: Double(at.seconds) + seconds))
    }

    /// An encoded word (RFC 2047) where the text is not ASCII.
    private func encodedWord(_ text: String) -> String {
        text.utf8.allSatisfy { $0 < 0x80 } ? text : "=?UTF-8?B?\(Data(text.utf8).base64EncodedString())?="
    }
}
