import ChannelKit
import Crypto

/// Gives what a call brings the form in which it is journaled.
struct ProviderArrival: Sendable {
    /// The arrival's header field that names the provider whose call it is.
    static let providerField = "Provider"
    /// The arrival's header field that holds what the provider found out about the sender.
    static let findingsField = "Authentication-Results"

    let provider: MailProvider
    let channel: ChannelID
    let settingsVersion: String

    /// The arrivals of a call: none, or one.
    ///
    /// A whole mail is journaled as the mail it is, the rest as the call it was.
    func arrivals(of contents: CallContents, in call: CallBody, at time: Timestamp) -> [RawArrival] {
        switch contents {
        case .nothing: return []
        case .rawMail(let mail):
            return [arrival(mail, id(of: mail), mediaType: EmailAdapter.mediaType, body: mail.octets, at: time)]
        case .parsedMail(let mail):
            return [arrival(mail, id(of: mail), mediaType: call.mediaType, body: call.octets, at: time)]
        case .news:
            let id = ExternalID(rawValue: "\(provider.rawValue)-news#\(MailFingerprint.digest(call.octets))")
            return [arrival(ProviderMail(octets: []), id, mediaType: call.mediaType, body: call.octets, at: time)]
        }
    }

    /// The name that the mail has by every way it comes; the provider's own where the mail names itself by nothing.
    private func id(of mail: ProviderMail) -> ExternalID {
        let fingerprint = MailFingerprint(mail.octets)
        guard fingerprint.messageID == nil, let id = mail.id, !id.isEmpty else { return fingerprint.externalID }
        return ExternalID(rawValue: Self.bounded("\(provider.rawValue):\(id)"))
    }

    private func arrival(
        _ mail: ProviderMail,
        _ id: ExternalID,
        mediaType: String,
        body: [UInt8],
        at time: Timestamp
    ) -> RawArrival {
        var headers = [
            HeaderField(EmailAdapter.sourceField, "webhook"), HeaderField(Self.providerField, provider.rawValue),
        ]
        if let line = mail.findings.line(by: provider) { headers.append(HeaderField(Self.findingsField, line)) }
        return RawArrival(
            channel: channel,
            externalID: id,
            receivedAt: time,
            mediaType: mediaType,
            headers: headers,
            verdict: .signed,
            envelopeSender: mail.envelope.sender,
            envelopeRecipients: mail.envelope.recipients,
            settingsVersion: settingsVersion,
            body: body
        )
    }

    /// An id on one line that is no longer than ids may be.
    static func bounded(_ id: String) -> String {
        let line = id.onOneLine
        return line.utf8.count <= 300 && line == id ? id : "sha256:" + MailFingerprint.digest(Array(id.utf8))
    }
}
