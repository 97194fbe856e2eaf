/// What a mail's head says of who sent it.
enum MailSenderFields {
    /// No more of a mail is looked at.
    private static let maximumHead = 256 << 10
    /// RFC 5322, sections 3.6.2, 3.6.6 and 3.6.7.
    private static let names: Set<String> = [
        "from", "sender", "reply-to", "return-path", "resent-from", "resent-sender",
    ]

    /// The fields that name senders, with their continued lines; the whole mail when it has none.
    static func of(_ mail: [UInt8]) -> [UInt8] {
        var fields: [UInt8] = []
        var isTaken = false
        for line in mail.prefix(maximumHead).split(separator: 0x0A, omittingEmptySubsequences: false) {
            guard let first = line.first, first != 0x0D else { break }
            if first != UInt8(ascii: " "), first != UInt8(ascii: "\t") {
                let name = String(decoding: line.prefix(40).prefix { $0 != UInt8(ascii: ":") }, as: UTF8.self)
                isTaken = names.contains(name.lowercased())
            }
            if isTaken { fields += line + [0x0A] }
        }
        return fields.isEmpty ? mail : fields
    }
}
