/// Phrases that are looked for together in running text: one pass, letters of either case, any white space.
struct PhraseSet: Sendable {
    /// The phrases by their first octet.
    private let byFirst: [[[UInt8]]]

    /// Creates a set of phrases in lower case, with single spaces.
    init(_ phrases: [String]) {
        var table: [[[UInt8]]] = Array(repeating: [], count: 256)
        for phrase in phrases {
            let octets = Array(phrase.utf8)
            if let first = octets.first { table[Int(first)].append(octets) }
        }
        byFirst = table
    }

    /// True when one of the phrases occurs in a text.
    func occurs(in text: PreparedText) -> Bool {
        text.octets.indices.contains { matches(text.octets, at: $0) }
    }

    /// True when a text begins with one of the phrases.
    func begins(_ text: PreparedText) -> Bool {
        !text.octets.isEmpty && matches(text.octets, at: 0)
    }

    private func matches(_ octets: [UInt8], at index: Int) -> Bool {
        for phrase in byFirst[Int(octets[index])] where index + phrase.count <= octets.count {
            var matched = 1
            while matched < phrase.count, octets[index + matched] == phrase[matched] { matched += 1 }
            if matched == phrase.count { return true }
        }
        return false
    }
}

/// The beginning of a text in lower case with single spaces, for looking phrases up.
struct PreparedText {
    let octets: [UInt8]

    /// Prepares a text.
    ///
    /// - Parameters:
    ///   - text: any text; only a text with letters beyond ASCII pays for the lower case of all alphabets.
    ///   - limit: the most octets that are looked at.
    init(_ text: some StringProtocol, limit: Int = 8000) {
        var result: [UInt8] = []
        result.reserveCapacity(min(text.utf8.count, limit))
        var isASCII = true
        var pendingSpace = false
        for octet in text.utf8.prefix(limit) {
            if octet <= ASCII.space {
                pendingSpace = true
                continue
            }
            if pendingSpace, !result.isEmpty { result.append(ASCII.space) }
            pendingSpace = false
            if octet >= 0x80 { isASCII = false }
            result.append(ASCII.lowercased(octet))
        }
        octets = isASCII ? result : Array(String(decoding: result, as: UTF8.self).lowercased().utf8)
    }
}
