import Crypto
import CryptoExtras
import ProviderKit

/// A message of Amazon SNS as it is posted to an address, with its signature.
///
/// Source: "Verifying the signatures of Amazon SNS messages", Amazon SNS Developer Guide.
struct SNSMessage: Sendable {
    /// What kind of message it is.
    enum Kind: String, Sendable {
        case notification = "Notification"
        case subscription = "SubscriptionConfirmation"
        case unsubscription = "UnsubscribeConfirmation"
    }

    /// What kind of message it is.
    let kind: Kind
    /// The topic it comes from.
    let topicARN: String
    /// Where the certificate of its signature is.
    let certificateURL: String
    /// Where a subscription is confirmed; nil when the message is about none.
    let subscribeURL: String?
    /// What is signed.
    let signedText: [UInt8]
    private let signature: [UInt8]
    private let version: String

    /// Reads a message; nil when it is none, is not signed, or names addresses that are not of SNS in the topic's region.
    init?(_ json: JSONValue) {
        guard let kind = json["Type"]?.text.flatMap(Kind.init(rawValue:)), let topicARN = json["TopicArn"]?.text,
            let topic = SNSTopic(topicARN), let certificateURL = json["SigningCertURL"]?.text,
            SNSAddress.isCertificate(certificateURL, of: topic), let version = json["SignatureVersion"]?.name,
            let signature = json["Signature"]?.text.flatMap({ ProviderKit.Base64.octets($0) })
        else { return nil }
        let names =
            switch kind {
            case .notification: ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"]
            case .subscription, .unsubscription:
                ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"]
            }
        var text = ""
        for name in names {
            guard let value = json[name]?.text else {
                guard name == "Subject" else { return nil }
                continue
            }
            text += "\(name)\n\(value)\n"
        }
        self.kind = kind
        self.topicARN = topicARN
        self.certificateURL = certificateURL
        self.version = version
        self.signature = signature
        signedText = Array(text.utf8)
        subscribeURL = json["SubscribeURL"]?.text.flatMap { SNSAddress.isOfSNS($0, topic) ? $0 : nil }
    }

    /// Whether the message is signed with a key (RSASSA-PKCS1-v1_5; version 1 with SHA-1, version 2 with SHA-256).
    func isSigned(by key: _RSA.Signing.PublicKey) -> Bool {
        let signature = _RSA.Signing.RSASignature(rawRepresentation: signature)
        switch version {
        case "1":
            return key.isValidSignature(
                signature,
                for: Insecure.SHA1.hash(data: signedText),
                padding: .insecurePKCS1v1_5
            )
        case "2":
            return key.isValidSignature(signature, for: SHA256.hash(data: signedText), padding: .insecurePKCS1v1_5)
        default: return false
        }
    }
}

/// Addresses that speak for SNS: `https://sns.REGION.amazonaws.com/…`, or `.com.cn`, and no others.
enum SNSAddress {
    /// Whether an address is one of SNS in the topic's region.
    static func isOfSNS(_ url: String, _ topic: SNSTopic) -> Bool { path(of: url, topic) != nil }

    /// Whether an address is that of a certificate that SNS signs with.
    static func isCertificate(_ url: String, of topic: SNSTopic) -> Bool {
        guard let path = path(of: url, topic), path.hasPrefix("/SimpleNotificationService-"), path.hasSuffix(".pem")
        else {
            return false
        }
        return path.dropFirst().utf8.allSatisfy { octet in
            switch octet {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."): true
            default: false
            }
        }
    }

    /// The path behind a host that is exactly right; anything else in the host's place, a port or a user included, is not.
    private static func path(of url: String, _ topic: SNSTopic) -> Substring? {
        guard url.utf8.count <= 2000, url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") }) else {
            return nil
        }
        for ending in ["com", "com.cn"] {
            let start = "https://sns.\(topic.region).amazonaws.\(ending)/"
            if url.hasPrefix(start) { return url.dropFirst(start.utf8.count - 1) }
        }
        return nil
    }
}
