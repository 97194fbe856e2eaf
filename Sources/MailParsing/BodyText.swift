import MessageText

/// The text of a part: transfer encoding, charset, line ends and flowed lines undone.
enum BodyText {
    /// Decodes a text part.
    static func decode(_ part: MimePart) -> CharsetDecoding.Text {
        let octets = part.decoded()
        var label = part.contentType["charset"].flatMap { CharsetLabel($0.utf8) }
        if part.mediaType == "text/html", label == nil || label == .ascii {
            label = declaredInHTML(octets) ?? label
        }
        var text = CharsetDecoding.decode(octets, label: label)
        text.string = unixLines(text.string)
        if part.mediaType == "text/plain", part.contentType["format"]?.lowercased() == "flowed" {
            text.string = unflowed(text.string, deletesSpace: part.contentType["delsp"]?.lowercased() == "yes")
        }
        return text
    }

    /// The charset that a page names in its own `<meta>`, within the first 2,048 octets.
    private static func declaredInHTML(_ octets: Octets) -> CharsetLabel? {
        var rest = octets.prefix(2048)
        while let found = rest.firstRange(ofLowercased: "charset") {
            rest = rest[found.upperBound...]
            var value = rest.drop(while: ASCII.isSpace)
            guard value.first == ASCII.equals else { continue }
            value = value.dropFirst().drop { ASCII.isSpace($0) || $0 == ASCII.quote || $0 == 0x27 }
            let name = value.prefix { octet in
                ASCII.isLetter(octet) || ASCII.isDigit(octet) || octet == ASCII.hyphen || octet == ASCII.underscore
                    || octet == ASCII.colon || octet == ASCII.dot
            }
            guard let label = CharsetLabel(name) else { continue }
            // A page that could be searched octet by octet is no UTF-16, whatever it says.
            if case .utf16 = label { return .utf8 }
            return label
        }
        return nil
    }

    /// Line ends as single line feeds, without NUL characters, which no store and no page can hold.
    static func unixLines(_ text: String) -> String {
        var text = text
        return text.withUTF8 { source -> String? in
            guard source.contains(where: { $0 == ASCII.carriageReturn || $0 == 0 }) else { return nil }
            return String(unsafeUninitializedCapacity: source.count) { output in
                var count = 0
                var wasReturn = false
                for octet in source {
                    if octet == 0 || octet == ASCII.lineFeed && wasReturn {
                        wasReturn = false
                        continue
                    }
                    wasReturn = octet == ASCII.carriageReturn
                    output[count] = wasReturn ? ASCII.lineFeed : octet
                    count += 1
                }
                return count
            }
        } ?? text
    }

    /// Joins lines that end in a space (RFC 3676), within one quote depth, and undoes space-stuffing.
    static func unflowed(_ text: String, deletesSpace: Bool) -> String {
        var result: [UInt8] = []
        let source = Array(text.utf8)
        result.reserveCapacity(source.count)
        var openDepth: Int?
        for line in source.split(separator: ASCII.lineFeed, omittingEmptySubsequences: false) {
            let depth = line.prefix { $0 == ASCII.greater }.count
            var content = line.dropFirst(depth)
            if content.first == ASCII.space { content = content.dropFirst() }
            // A signature's dashes end a paragraph and never flow.
            let isDashes = content.elementsEqual([ASCII.hyphen, ASCII.hyphen, ASCII.space])
            if openDepth == depth, !isDashes {
                if deletesSpace, result.last == ASCII.space { result.removeLast() }
            } else {
                if openDepth != nil { result.append(ASCII.lineFeed) }
                if depth > 0 {
                    result += Array(repeating: ASCII.greater, count: depth)
                    result.append(ASCII.space)
                }
            }
            result += content
            if content.last == ASCII.space, !isDashes {
                openDepth = depth
            } else {
                openDepth = nil
                result.append(ASCII.lineFeed)
            }
        }
        if result.last == ASCII.lineFeed { result.removeLast() }
        return String(decoding: result, as: UTF8.self)
    }
}
