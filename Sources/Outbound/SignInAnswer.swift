/// Reads the last line that a server said before a sign-in failed.
enum SignInAnswer {
    /// Whether the server answered a sign-in, rather than never being asked for one.
    static func isRefusal(_ line: [UInt8], _ speech: LineOpening.Speech) -> Bool {
        switch speech {
        case .smtp: line.first == UInt8(ascii: "4") || line.first == UInt8(ascii: "5")
        case .imap: status(line) != nil
        case .pop3: line.starts(with: Array("-ERR".utf8))
        }
    }

    /// Whether the server cannot tell right now; the account may be fine (RFC 4954, 6; RFC 5530, 3; RFC 3206).
    static func isTemporary(_ line: [UInt8], _ speech: LineOpening.Speech) -> Bool {
        switch speech {
        case .smtp: line.first == UInt8(ascii: "4")
        case .imap:
            ["[UNAVAILABLE]", "[INUSE]", "[LIMIT]", "[SERVERBUG]"].contains { code in
                String(decoding: line.prefix(256), as: UTF8.self).uppercased().contains(" NO \(code)")
            }
        case .pop3:
            ["[IN-USE]", "[LOGIN-DELAY]", "[SYS/TEMP]"].contains { code in
                String(decoding: line.prefix(256), as: UTF8.self).uppercased().hasPrefix("-ERR \(code)")
            }
        }
    }

    /// The server's words without the IMAP tag or the POP3 status before them.
    static func text(_ said: String, _ speech: LineOpening.Speech) -> String {
        guard speech != .smtp, let space = said.firstIndex(of: " ") else { return said }
        return String(said[said.index(after: space)...])
    }

    /// The NO or BAD behind a tag.
    private static func status(_ line: [UInt8]) -> String? {
        let words = line.prefix(64).split(separator: UInt8(ascii: " "), maxSplits: 2)
        guard words.count >= 2, words[0] != [UInt8(ascii: "*")] else { return nil }
        let word = String(decoding: words[1], as: UTF8.self).uppercased()
        return word == "NO" || word == "BAD" ? word : nil
    }
}
