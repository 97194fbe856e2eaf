import ChannelKit

/// Refuses envelopes and octets that would say something else to the server than what they are.
enum EnvelopeCheck {
    /// Checks a submission before a line is opened.
    static func check(_ mail: MailSubmission) throws(MailRefusal) {
        if !mail.sender.isEmpty, !isUsable(mail.sender) { throw .unusableAddress(shown(mail.sender)) }
        guard !mail.recipients.isEmpty else { throw .unusableAddress("") }
        for recipient in mail.recipients where !isUsable(recipient) { throw .unusableAddress(shown(recipient)) }
        // A stray CR or LF is a line end to some servers and none to others: one mail could smuggle in another.
        guard hasOnlyWholeLineEnds(mail.octets) else {
            throw .unusableMail(detail: "a CR or LF that is not part of a CRLF")
        }
    }

    /// Whether an address may stand between the angle brackets of MAIL and RCPT.
    static func isUsable(_ address: String) -> Bool {
        var signs = 0
        var length = 0
        var last: UInt8 = 0
        for octet in address.utf8 {
            // Printable ASCII without the blank: no controls, and nothing that needs SMTPUTF8.
            guard (0x21...0x7E).contains(octet), octet != UInt8(ascii: "<"), octet != UInt8(ascii: ">") else {
                return false
            }
            if octet == UInt8(ascii: "@") {
                if length == 0 { return false }
                signs += 1
            }
            length += 1
            last = octet
        }
        return signs >= 1 && length <= 320 && last != UInt8(ascii: "@")
    }

    private static func hasOnlyWholeLineEnds(_ octets: [UInt8]) -> Bool {
        octets.withUnsafeBufferPointer { octets in
            var index = 0
            while index < octets.count {
                if octets[index] == 0x0D {
                    guard index + 1 < octets.count, octets[index + 1] == 0x0A else { return false }
                    index += 2
                } else if octets[index] == 0x0A {
                    return false
                } else {
                    index += 1
                }
            }
            return true
        }
    }

    /// An unusable address as it may be shown.
    private static func shown(_ address: String) -> String { ServerWords(user: nil, password: nil).shown(address) }
}
