/// Takes tags away without building a tree: what is left for markup that a parser refuses to finish in time.
///
/// The result is text, to be escaped like any other, so it need not agree with a browser about where tags end.
struct TagStripper {
    /// What is known of a tag's name, as far as it matters here.
    private enum Tag {
        case lineEnd
        case script
        case scriptEnd
        case style
        case styleEnd
        case other
    }

    private let source: Octets
    private let limit: Int
    private var text: [UInt8] = []
    /// The tag that ends what is being left out, if anything is.
    private var awaited: Tag?

    /// Returns the text between tags, up to `limit` octets; linear in the source.
    static func text(of source: Octets, limit: Int) -> String {
        var stripper = TagStripper(source: source, limit: limit)
        stripper.run()
        return String(decoding: stripper.text, as: UTF8.self)
    }

    private init(source: Octets, limit: Int) {
        self.source = source
        self.limit = limit
    }

    private mutating func run() {
        text.reserveCapacity(min(source.count, limit))
        var index = 0
        while index < source.count, text.count < limit {
            let octet = source[index]
            index += 1
            if octet == UInt8(ascii: "<") {
                let name = nameEnd(from: index)
                let tag = Self.tag(source.part(index..<name))
                index = tagEnd(from: name)
                if index <= source.count { passed(tag) }
            } else if awaited == nil {
                append(octet)
            }
        }
        if text.count >= limit { dropBrokenCharacter() }
    }

    /// The end of a tag's name, which may begin with a slash.
    private func nameEnd(from start: Int) -> Int {
        var index = start
        while index < source.count, index - start < 8, AttributeValues.isWord(source[index]) || source[index] == 0x2F {
            index += 1
        }
        return index
    }

    /// The place behind the `>` of a tag, beyond the end of the source when there is none.
    private func tagEnd(from start: Int) -> Int {
        var quote: UInt8 = 0
        var index = start
        while index < source.count {
            let octet = source[index]
            index += 1
            if quote != 0 {
                if octet == quote { quote = 0 }
            } else if octet == UInt8(ascii: ">") {
                return index
            } else if octet == UInt8(ascii: "\"") || octet == UInt8(ascii: "'") {
                quote = octet
            }
        }
        return source.count + 1
    }

    private static func tag(_ name: Octets) -> Tag {
        guard name.count <= 7 else { return .other }
        var folded: UInt64 = 0
        for octet in name { folded = folded << 8 | UInt64(octet | 0x20) }
        return tags[folded] ?? .other
    }

    private static let tags: [UInt64: Tag] = {
        var tags: [UInt64: Tag] = [:]
        for (name, tag) in [
            ("br", .lineEnd), ("br/", .lineEnd), ("p", .lineEnd), ("div", .lineEnd), ("tr", .lineEnd),
            ("li", .lineEnd), ("script", .script), ("/script", .scriptEnd), ("style", .style), ("/style", .styleEnd),
        ] as [(String, Tag)] {
            tags[name.utf8.reduce(0) { $0 << 8 | UInt64($1 | 0x20) }] = tag
        }
        return tags
    }()

    private mutating func passed(_ tag: Tag) {
        if let awaited {
            if tag == awaited { self.awaited = nil }
            return
        }
        switch tag {
        case .script: awaited = .scriptEnd
        case .style: awaited = .styleEnd
        case .lineEnd: if let last = text.last, last != 0x0A { text.append(0x0A) }
        case .scriptEnd, .styleEnd, .other: break
        }
    }

    private mutating func append(_ octet: UInt8) {
        if octet < 0x20 {
            guard octet == 0x09 || octet == 0x0A && text.last != 0x0A else { return }
        }
        text.append(octet)
    }

    /// Takes away the start of a character that the limit cut off.
    private mutating func dropBrokenCharacter() {
        while let last = text.last, last & 0xC0 == 0x80 { text.removeLast() }
        if let last = text.last, last >= 0xC0 { text.removeLast() }
    }
}
