import AddressNormalization
import ChannelKit
import Crypto

/// Envelope senders of our own, one for each mail and recipient, so that a bounce says by where it comes what it is about (VERP).
///
/// Behind the plus stand `b`, the number of the recipient's part, the Message-ID's local part and a MAC: nobody but this channel
/// can make one, and one that was made for another mail fits no other.
struct BounceAddress: Sendable {
    /// What a bounce is about.
    struct Subject: Sendable, Hashable {
        /// Our Message-ID without angle brackets.
        var messageID: String
        /// Which of the message's parts.
        var part: Int
    }

    private let own: OwnAddresses
    private let key: SymmetricKey

    /// The length of the MAC in characters: 50 bits, of which nobody gets to try many.
    private static let macLength = 10
    /// The longest local part (RFC 5321, 4.5.3.1.1).
    private static let longestLocalPart = 64

    /// Creates the addresses of a channel.
    ///
    /// - Parameters:
    ///   - own: the channel's addresses.
    ///   - key: 32 bytes that stay the same over restarts.
    init(own: OwnAddresses, key: [UInt8]) {
        self.own = own
        self.key = SymmetricKey(data: key)
    }

    /// The envelope sender of a mail to one recipient; nil when it would be longer than servers take.
    func address(for subject: Subject) -> String? {
        let suffix = "@\(own.main.domain)"
        guard subject.messageID.hasSuffix(suffix), (0...99).contains(subject.part) else { return nil }
        let local = subject.messageID.dropLast(suffix.utf8.count)
        // Servers may change the case of a local part, so nothing may depend on it.
        guard local == local.lowercased() else { return nil }
        let token = "b\(subject.part)-\(local)-\(mac(of: subject))"
        guard own.main.localPart.utf8.count + 1 + token.utf8.count <= Self.longestLocalPart else { return nil }
        return own.address(carrying: token)
    }

    /// What a mail to these addresses is about; nil when none of them is one of ours.
    func subject(in recipients: [EnvelopeRecipient]) -> Subject? {
        for recipient in recipients.prefix(EnvelopeReading.mostRecipients)
        where recipient.address.utf8.contains(UInt8(ascii: "+")) {
            if let address = EmailAddressNormalization.parse(recipient.address),
                let token = own.token(in: address), let subject = subject(of: token.lowercased())
            {
                return subject
            }
        }
        return nil
    }

    private func subject(of token: String) -> Subject? {
        guard token.first == "b", let last = token.lastIndex(of: "-"), let first = token.firstIndex(of: "-"),
            first < last,
            let part = Int(token[token.index(after: token.startIndex)..<first])
        else { return nil }
        let local = token[token.index(after: first)..<last]
        let subject = Subject(messageID: "\(local)@\(own.main.domain)", part: part)
        let given = Array(token[token.index(after: last)...].utf8)
        let expected = Array(mac(of: subject).utf8)
        guard given.count == expected.count else { return nil }
        return zip(given, expected).reduce(UInt8(0), { $0 | ($1.0 ^ $1.1) }) == 0 ? subject : nil
    }

    private func mac(of subject: Subject) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: Array("\(subject.part)/\(subject.messageID)".utf8), using: key)
        let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)
        return String(decoding: code.prefix(Self.macLength).map { alphabet[Int($0 & 31)] }, as: UTF8.self)
    }
}
