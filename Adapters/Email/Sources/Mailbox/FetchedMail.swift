import ChannelKit

/// What one FETCH response says about a mail.
struct FetchedMail: Sendable {
    /// The mail's number in the folder now.
    let sequence: UInt32
    let uid: UInt32
    /// Its size in bytes, where asked for.
    let size: Int?
    /// Its octets, where asked for and there.
    let octets: [UInt8]?

    /// Reads a response; nil for every other and for one without a UID, which tells of a flag.
    init?(_ response: MailboxResponse) {
        guard let (number, word) = MailboxText.numbered(response.line), word == "FETCH",
            let open = response.line.firstIndex(of: "(")
        else { return nil }
        let items = response.line[open...]
        // A quoted body could hold anything, so what is looked for stands before it or is a literal, outside the line.
        let plain = items.prefix { $0 != "\"" }
        guard let uid = MailboxText.number(after: "UID", in: plain).flatMap({ UInt32(exactly: $0) }), uid > 0 else {
            return nil
        }
        sequence = number
        self.uid = uid
        size = MailboxText.number(after: "RFC822.SIZE", in: plain).flatMap { Int(exactly: $0) }
        octets = response.literals.first ?? Self.quoted(items)
    }

    /// A body that came as a quoted string, as short ones may.
    private static func quoted(_ items: Substring) -> [UInt8]? {
        guard let open = items.utf8.firstIndex(of: UInt8(ascii: "\"")) else { return nil }
        var octets: [UInt8] = []
        var isEscaped = false
        for byte in items.utf8[items.utf8.index(after: open)...] {
            if isEscaped {
                octets.append(byte)
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                return octets
            } else {
                octets.append(byte)
            }
        }
        return nil
    }
}
