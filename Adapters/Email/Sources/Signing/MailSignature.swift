import ChannelKit
import Crypto
import Foundation

/// Signs a mail of ours: one `DKIM-Signature` field for each key (RFC 6376, relaxed/relaxed).
struct MailSignature: Sendable {
    let domain: String
    let selector: String
    let keys: [SigningKey]

    /// The fields that are signed where they are there.
    ///
    /// From is named once more than it occurs, so that no second one can be added (RFC 6376, 8.15).
    private static let fields = [
        "from", "reply-to", "subject", "date", "message-id", "to", "cc", "in-reply-to", "references", "mime-version",
        "content-type", "auto-submitted",
    ]

    /// The selector of a key.
    static func selector(_ base: String, of key: SigningKey) -> String {
        switch key {
        case .rsa: base
        case .ed25519: "\(base)-ed25519"
        }
    }

    /// The mail with its signatures before it.
    ///
    /// - Parameters:
    ///   - octets: the mail with CRLF line ends.
    ///   - date: when it was written, which a signature tells.
    /// - Returns: the signed mail; the same mail and date give the same signatures.
    /// - Throws: what the cryptographic library says.
    func signed(_ octets: [UInt8], at date: Timestamp) throws -> [UInt8] {
        let (header, bodyStart) = Self.split(octets)
        let bodyDigest = Base64.text(Array(SHA256.hash(data: RelaxedForm.body(octets[bodyStart...]))))
        let present = Self.fields.compactMap { name in header.last { $0.name.lowercased() == name } }
        let names = present.map { $0.name.lowercased() } + ["from"]
        var signatures: [UInt8] = []
        for key in keys {
            let start = [
                "v=1", "a=\(key.algorithm)", "c=relaxed/relaxed", "d=\(domain)",
                "s=\(Self.selector(selector, of: key))", "t=\(date.seconds)", "h=\(names.joined(separator: ":"))",
                "bh=\(bodyDigest)", "b=",
            ]
            let value = start.joined(separator: "; ")
            var digest = SHA256()
            for field in present {
                digest.update(data: RelaxedForm.field(field.name, field.value))
                digest.update(data: [0x0D, 0x0A])
            }
            // The field itself comes last, with an empty signature and without a line end.
            digest.update(data: RelaxedForm.field("DKIM-Signature", Array(value.utf8)))
            let signature = Base64.text(try key.signature(of: digest.finalize()))
            signatures += Self.folded("DKIM-Signature: " + value, signature)
        }
        return signatures + octets
    }

    /// The header's fields and where the body begins.
    private static func split(_ octets: [UInt8]) -> (fields: [(name: String, value: [UInt8])], bodyStart: Int) {
        var fields: [(name: String, value: [UInt8])] = []
        var at = 0
        while at < octets.count {
            let end = octets[at...].firstIndex(of: 0x0A) ?? octets.count - 1
            let line = octets[at...end]
            at = end + 1
            if line.allSatisfy({ $0 == 0x0D || $0 == 0x0A }) { break }
            if line.first == 0x20 || line.first == 0x09, !fields.isEmpty {
                fields[fields.count - 1].value += line
            } else if let colon = line.firstIndex(of: UInt8(ascii: ":")) {
                fields.append((String(decoding: line[..<colon], as: UTF8.self), Array(line[(colon + 1)...])))
            }
        }
        return (fields, at)
    }

    /// The field on lines of bearable length: folds stand where a blank is, and within the signature, where they count for
    /// nothing (RFC 6376, 3.5).
    private static func folded(_ start: String, _ signature: String) -> [UInt8] {
        var text = start.split(separator: " ").reduce(into: (lines: "", length: 0)) { text, word in
            if text.length > 0, text.length + 1 + word.utf8.count > HeaderText.lineLength {
                text.lines += "\r\n \(word)"
                text.length = 1 + word.utf8.count
            } else {
                text.lines += text.length > 0 ? " \(word)" : "\(word)"
                text.length += 1 + word.utf8.count
            }
        }.lines
        var rest = signature[...]
        while !rest.isEmpty {
            text += "\r\n \(rest.prefix(72))"
            rest = rest.dropFirst(72)
        }
        return Array("\(text)\r\n".utf8)
    }
}
