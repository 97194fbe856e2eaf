/// A whole reply of an SMTP server (RFC 5321, 4.2).
struct SMTPReply: Hashable {
    /// The reply code, 200 to 599.
    var code: Int
    /// The texts behind the code, line by line.
    var lines: [[UInt8]]

    /// The texts as one.
    var text: [UInt8] { Array(lines.joined(separator: [UInt8(ascii: " ")])) }
}

/// Puts the lines of one reply together.
struct SMTPReplyBuilder {
    /// What was received is no reply.
    struct Malformed: Error {}

    /// The longest line that is taken; RFC 5321 allows 512 octets.
    static let lineLimit = 4096
    /// The most lines that are taken.
    static let countLimit = 100

    private var reply: SMTPReply?

    /// Takes a line and returns the reply with its last one.
    mutating func take(_ line: [UInt8]) throws(Malformed) -> SMTPReply? {
        guard line.count >= 3, let code = Int(String(decoding: line[..<3], as: UTF8.self)), (200...599).contains(code)
        else { throw Malformed() }
        let separator = line.count > 3 ? line[3] : UInt8(ascii: " ")
        guard separator == UInt8(ascii: " ") || separator == UInt8(ascii: "-") else { throw Malformed() }
        var whole = reply ?? SMTPReply(code: code, lines: [])
        guard whole.code == code, whole.lines.count < Self.countLimit else { throw Malformed() }
        whole.lines.append(Array(line.dropFirst(4)))
        reply = whole
        return separator == UInt8(ascii: " ") ? whole : nil
    }
}
