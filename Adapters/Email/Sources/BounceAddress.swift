import AddressNormalization
import ChannelKit
import Crypto

/// Envelope senders of our own, one for each mail and recipient, so that a bounce says by where it comes what it is about (VERP).
///
/// Behind the plus stand `b`, the number of the recipient's part, the Message-ID's local part and a MAC: nobody but this channel
/// can make one, and one that was made for another mail fits no other. Where that would be too long, `h` and a MAC stand there
/// alone, and the desk looks up which part it sent from that address.
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
    /// The length of the code in the short form in characters: 80 bits.
    private static let shortLength = 16
    private static let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)
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

    /// The envelope sender of a mail to one recipient; nil when even the short form would be longer than servers take.
    func address(for subject: Subject) -> String? {
        guard (0...99).contains(subject.part) else { return nil }
        return [long(subject), short(subject)].lazy.compactMap { $0 }
            .first { own.main.localPart.utf8.count + 1 + $0.utf8.count <= Self.longestLocalPart }
            .flatMap(own.address(carrying:))
    }

    /// The token that names the mail.
    private func long(_ subject: Subject) -> String? {
        let suffix = "@\(own.main.domain)"
        guard subject.messageID.hasSuffix(suffix) else { return nil }
        let local = subject.messageID.dropLast(suffix.utf8.count)
        // Servers may change the case of a local part, so nothing may depend on it.
        guard local == local.lowercased() else { return nil }
        return "b\(subject.part)-\(local)-\(mac(of: subject))"
    }

    /// The token that names nothing; the desk knows which part left by that address.
    private func short(_ subject: Subject) -> String {
        "h" + code("short/\(subject.part)/\(subject.messageID)", Self.shortLength)
    }

    /// Our address among recipients whose token names nothing.
    func origin(in recipients: [EnvelopeRecipient]) -> String? {
        for recipient in recipients.prefix(EnvelopeReading.mostRecipients)
        where recipient.address.utf8.contains(UInt8(ascii: "+")) {
            guard let address = EmailAddressNormalization.parse(recipient.address),
                let token = own.token(in: address)?.lowercased(), token.first == "h",
                token.utf8.count == Self.shortLength + 1,
                token.utf8.dropFirst().allSatisfy(Self.alphabet.contains)
            else { continue }
            return address.spelling
        }
        return nil
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

    private func mac(of subject: Subject) -> String { code("\(subject.part)/\(subject.messageID)", Self.macLength) }

    private func code(_ text: String, _ length: Int) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key)
        return String(decoding: code.prefix(length).map { Self.alphabet[Int($0 & 31)] }, as: UTF8.self)
    }
}
