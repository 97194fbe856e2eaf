/// Reads Message-ID, In-Reply-To and References.
enum MessageIDList {
    /// The most ids that are read from one field, the oldest and the newest.
    static let limit = 200
    /// The longest id that is believed, in octets (RFC 5322 lines end at 998).
    static let longest = 998

    /// The ids of an unfolded value in order, without angle brackets.
    ///
    /// Where nothing stands in angle brackets, bare words that look like an id are taken.
    static func read(_ value: Octets) -> [String] {
        var ids: [String] = []
        var at = value.startIndex
        while let open = value[at...].firstIndex(of: ASCII.less) {
            guard let close = value[open...].firstIndex(of: ASCII.greater) else {
                append(value[(open + 1)...], to: &ids)
                at = value.endIndex
                break
            }
            append(value[(open + 1)..<close], to: &ids)
            at = close + 1
        }
        if ids.isEmpty {
            for word in value.split(whereSeparator: {
                ASCII.isSpace($0) || $0 == ASCII.comma || $0 == ASCII.less
                    || $0 == ASCII.greater
            })
            where word.count > 2 {
                if word.contains(ASCII.at) || value.count == word.count { append(word, to: &ids) }
            }
        }
        // Endless threads: what was answered and how it began are worth keeping.
        if ids.count > limit { ids.removeSubrange((limit / 2)..<(ids.count - limit / 2)) }
        return ids
    }

    private static func append(_ octets: Octets, to ids: inout [String]) {
        let kept = octets.filter { !ASCII.isSpace($0) && $0 != ASCII.less && $0 >= ASCII.space && $0 != 0x7F }
        guard !kept.isEmpty, kept.count <= longest else { return }
        ids.append(String(decoding: kept, as: UTF8.self))
    }
}
