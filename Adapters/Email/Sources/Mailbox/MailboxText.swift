import Foundation

/// Writes the arguments of IMAP commands and reads the numbers out of responses.
enum MailboxText {
    /// A folder's name as a quoted string in IMAP's own UTF-7 (RFC 3501, 5.1.3).
    static func folder(_ name: String) -> String {
        var coded = ""
        var foreign: [UInt8] = []
        func close() {
            guard !foreign.isEmpty else { return }
            let base64 = Base64.text(foreign).prefix { $0 != "=" }
            coded += "&" + base64.replacing("/", with: ",") + "-"
            foreign.removeAll()
        }
        for scalar in name.unicodeScalars {
            if scalar.value >= 0x20, scalar.value < 0x7F {
                close()
                if scalar == "\"" || scalar == "\\" { coded += "\\" }
                coded += scalar == "&" ? "&-" : String(scalar)
            } else {
                for unit in String(scalar).utf16 { foreign += [UInt8(unit >> 8), UInt8(unit & 255)] }
            }
        }
        close()
        return "\"\(coded)\""
    }

    /// A set of UIDs in ascending order as ranges: `3:7,9`.
    static func set(_ uids: [UInt32]) -> String {
        var ranges: [(first: UInt32, last: UInt32)] = []
        for uid in uids {
            if let last = ranges.last, uid == last.last &+ 1 {
                ranges[ranges.count - 1].last = uid
            } else {
                ranges.append((uid, uid))
            }
        }
        return ranges.map { $0.first == $0.last ? "\($0.first)" : "\($0.first):\($0.last)" }.joined(separator: ",")
    }

    /// The number behind a word such as `UID` in a response's line, at a word's beginning; nil when there is none.
    static func number(after word: String, in line: Substring) -> UInt64? {
        let bytes = Array(line.utf8)
        let wanted = Array(word.utf8)
        guard bytes.count > wanted.count + 1 else { return nil }
        for start in 0..<(bytes.count - wanted.count) {
            guard
                start == 0 || bytes[start - 1] == 0x20 || bytes[start - 1] == UInt8(ascii: "(")
                    || bytes[start - 1] == UInt8(ascii: "[")
            else { continue }
            guard bytes[start + wanted.count] == 0x20,
                wanted.indices.allSatisfy({ (bytes[start + $0] & 0xDF) == (wanted[$0] & 0xDF) })
            else { continue }
            var value: UInt64 = 0
            var at = start + wanted.count + 1
            let first = at
            while at < bytes.count, bytes[at] >= 0x30, bytes[at] <= 0x39, at - first < 18 {
                value = value * 10 + UInt64(bytes[at] - 0x30)
                at += 1
            }
            if at > first { return value }
        }
        return nil
    }

    /// The number and the word that a line such as `12 EXISTS` or `3 FETCH (…)` begins with, the word in capitals.
    static func numbered(_ line: String) -> (number: UInt32, word: String)? {
        let words = line.prefix(40).split(separator: " ", maxSplits: 2)
        guard words.count >= 2, let number = UInt32(words[0]) else { return nil }
        return (number, words[1].uppercased())
    }
}
