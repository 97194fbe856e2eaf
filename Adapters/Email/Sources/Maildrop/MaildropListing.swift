/// What a maildrop holds, from the answers to UIDL and LIST (RFC 1939, 7 and 5).
struct MaildropListing: Sendable, Hashable {
    /// One mail.
    struct Entry: Sendable, Hashable {
        /// Its number on this line.
        var number: Int
        /// The server's unique id, 1 to 70 visible characters.
        var id: String
        /// Its size in bytes, where told.
        var size: Int?
    }

    /// The most octets of a listing that are read: some 100 for each of 250,000 mails.
    static let longest = 24 << 20

    /// The mails in the order of their numbers.
    var entries: [Entry]

    /// Puts both answers together; lines that are none are passed over.
    init(uidl: [UInt8], list: [UInt8]) {
        var sizes: [Int: Int] = [:]
        for line in Self.lines(list) {
            if let number = Int(line.0), let size = Int(line.1.prefix { $0 != " " }), size >= 0 { sizes[number] = size }
        }
        entries = Self.lines(uidl).compactMap { line in
            guard let number = Int(line.0), number > 0, (1...70).contains(line.1.utf8.count) else { return nil }
            return Entry(number: number, id: String(line.1), size: sizes[number])
        }
        entries.sort { $0.number < $1.number }
    }

    private static func lines(_ octets: [UInt8]) -> [(Substring, Substring)] {
        octets.split(separator: 0x0A).compactMap { line in
            let text = String(decoding: line.last == 0x0D ? line.dropLast() : line, as: UTF8.self)
            guard let space = text.firstIndex(of: " ") else { return nil }
            return (text[..<space], text[text.index(after: space)...])
        }
    }
}
