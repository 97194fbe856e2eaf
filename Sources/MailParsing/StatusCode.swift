/// Status codes of mail transport in running text.
enum StatusCode {
    /// The first enhanced status code of a failure (RFC 3463): `4.x.x` or `5.x.x`.
    static func enhanced(in text: some StringProtocol) -> String? {
        let octets = Array(text.utf8.prefix(32 << 10))
        var at = 0
        while at + 4 < octets.count {
            defer { at += 1 }
            guard octets[at] == 0x34 || octets[at] == 0x35, octets[at + 1] == ASCII.dot else { continue }
            if at > 0, ASCII.isDigit(octets[at - 1]) || octets[at - 1] == ASCII.dot || ASCII.isLetter(octets[at - 1]) {
                continue
            }
            var end = at + 2
            let subject = digits(octets, &end)
            guard (1...3).contains(subject), end < octets.count, octets[end] == ASCII.dot else { continue }
            end += 1
            let detail = digits(octets, &end)
            guard (1...3).contains(detail) else { continue }
            // Longer dotted numbers are versions and addresses.
            if end < octets.count, ASCII.isLetter(octets[end]) { continue }
            if end + 1 < octets.count, octets[end] == ASCII.dot, ASCII.isDigit(octets[end + 1]) { continue }
            return String(decoding: octets[at..<end], as: UTF8.self)
        }
        return nil
    }

    /// The class of the first SMTP reply that refuses something (RFC 5321): 4 or 5.
    static func replyClass(in text: some StringProtocol) -> Int? {
        reply(in: text).map { $0 / 100 }
    }

    /// The first SMTP reply code of a refusal.
    static func reply(in text: some StringProtocol) -> Int? {
        let octets = Array(text.utf8.prefix(32 << 10))
        var at = 0
        while at + 2 < octets.count {
            defer { at += 1 }
            guard octets[at] == 0x34 || octets[at] == 0x35, (0x30...0x35).contains(octets[at + 1]),
                ASCII.isDigit(octets[at + 2])
            else { continue }
            if at > 0 {
                let before = octets[at - 1]
                if ASCII.isDigit(before) || ASCII.isLetter(before) || before == ASCII.dot || before == ASCII.hyphen
                    || before == ASCII.at || before == 0x2B
                {
                    continue
                }
            }
            if at + 3 < octets.count {
                let after = octets[at + 3]
                guard
                    ASCII.isSpace(after) || after == ASCII.hyphen || after == ASCII.rightParenthesis
                        || after == ASCII.comma || after == ASCII.colon || after == ASCII.less || after == 0x23
                else { continue }
            }
            return Int(octets[at] - 0x30) * 100 + Int(octets[at + 1] - 0x30) * 10 + Int(octets[at + 2] - 0x30)
        }
        return nil
    }

    private static func digits(_ octets: [UInt8], _ at: inout Int) -> Int {
        let start = at
        while at < octets.count, ASCII.isDigit(octets[at]), at - start < 5 { at += 1 }
        return at - start
    }
}
