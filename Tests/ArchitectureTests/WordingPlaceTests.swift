import Testing

/// What agents are told stands in both languages, side by side, wherever it is worded.
@Suite struct WordingPlaceTests {
    @Test func `every wording has Chinese where Chinese belongs, about the same things`() throws {
        var count = 0
        for file in SourceTree.files {
            for (english, chinese) in Self.pairs(in: file.text) {
                count += 1
                // What only joins other wordings has no words of its own.
                let ownWords = english.replacing(/\\\([^()]*\)/, with: "")
                let isJoint = !ownWords.contains(where: \.isLetter)
                #expect(isJoint || Self.isChinese(chinese), "\(file.path): no Chinese for “\(english)”")
                #expect(
                    !Self.isChinese(english.replacing(/[（(][^()（）]*[)）]/, with: "").replacing("微信客服", with: "")),
                    "\(file.path): no English in “\(english)”"
                )
                let (here, there) = (Self.parts(of: english), Self.parts(of: chinese))
                #expect(here == there, "\(file.path): “\(english)” speaks of \(here), “\(chinese)” of \(there)")
            }
        }
        #expect(count > 400, "\(count) wordings were found; they are made in a way that this test does not see")
    }

    /// The literals of every `Wording("…", "…")` and of errors that are made of one, as they stand in the source.
    static func pairs(in text: String) -> [(String, String)] {
        text.matches(of: /(Wording|UnreadableArrival|UnreadableCall)\(/).compactMap { match in
            var rest = text[match.range.upperBound...]
            guard let english = literal(&rest), rest.trimmed.first == "," else { return nil }
            rest = rest.trimmed.dropFirst()
            return literal(&rest).map { (english, $0) }
        }
    }

    /// Takes a literal of one line with its interpolations.
    private static func literal(_ rest: inout Substring) -> String? {
        rest = rest.trimmed
        guard rest.first == "\"", !rest.hasPrefix("\"\"\"") else { return nil }
        rest.removeFirst()
        var (words, depth, isNested) = ("", 0, false)
        while let character = rest.popFirst() {
            if depth == 0, character == "\"" { return words }
            words.append(character)
            if character == "\\", let next = rest.popFirst() {
                words.append(next)
                if next == "(" { depth += 1 }
            } else if depth > 0 {
                switch character {
                case "\"": isNested.toggle()
                case "(" where !isNested: depth += 1
                case ")" where !isNested: depth -= 1
                default: break
                }
            }
        }
        return nil
    }

    /// The plain names that are put into a literal, without their language.
    private static func parts(of words: String) -> [String] {
        words.matches(of: /\\\(([A-Za-z.]+)\)/).map { match in
            String(match.1).replacing(".english", with: "").replacing(".chineseSubject", with: "").replacing(
                ".chinese",
                with: ""
            )
        }.filter { !["chinese", "name", "code", "chineseCode"].contains($0) }.sorted()
    }

    private static func isChinese(_ words: String) -> Bool {
        words.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }
    }
}

extension Substring {
    fileprivate var trimmed: Substring { drop { $0.isWhitespace } }
}
