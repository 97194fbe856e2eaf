import Testing

@testable import IdentityResolution

@Suite struct DuplicatePartsTests {
    @Test(arguments: [
        ("kitten", "kitten", 0), ("kitten", "kittne", 1), ("kitten", "sitten", 1), ("kitten", "kiten", 1),
        ("kitten", "sitting", 3), ("abc", "cba", 2), ("ab", "ba", 1), ("a", "b", 1), ("", "ab", 2), ("ca", "abc", 3),
    ])
    func `edits are counted with exchanges of neighbors`(a: String, b: String, edits: Int) {
        #expect(TextSimilarity.edits(FoldedText(a), FoldedText(b), limit: 5) == edits)
        #expect(TextSimilarity.edits(FoldedText(b), FoldedText(a), limit: 5) == edits)
        if edits > 0 { #expect(TextSimilarity.edits(FoldedText(a), FoldedText(b), limit: edits - 1) == edits) }
    }

    /// The examples of Winkler's papers.
    @Test(arguments: [
        ("martha", "marhta", 0.961), ("dwayne", "duane", 0.840), ("dixon", "dicksonx", 0.813), ("same", "same", 1.0),
        ("abc", "xyz", 0.0),
    ])
    func `likeness is that of Jaro and Winkler`(a: String, b: String, expected: Double) {
        #expect(abs(TextSimilarity.jaroWinkler(FoldedText(a), FoldedText(b), least: 0) - expected) < 0.001)
    }

    @Test func `skipping unlike texts never skips a like one`() {
        let words = [
            "meier", "maier", "mayer", "meyers", "schmidt", "schmitt", "smith", "smyth", "anna", "anne", "hanna",
        ]
        for a in words.map({ FoldedText($0) }) {
            for b in words.map({ FoldedText($0) }) {
                let full = TextSimilarity.jaroWinkler(a, b, least: 0)
                let quick = TextSimilarity.jaroWinkler(a, b, least: 0.86)
                #expect(quick == full || (quick == 0 && full < 0.86))
            }
        }
    }

    @Test(arguments: [
        ("1971-06-24", "19710624"), ("19710624", "19710624"), ("24.06.1971", "19710624"), ("24/6/1971", "19710624"),
        ("1971-06-24T10:00:00Z", "19710624"), ("1971-24-06", "19710624"), ("06/24/1971", "19710624"),
    ])
    func `dates are read in many forms`(text: String, digits: String) throws {
        #expect(try #require(FoldedDate(text)).digits == Array(digits.utf16))
    }

    @Test(arguments: [
        "", "7203155", "1971", "1971-06", "tomorrow", "99.99.1971", "1971-06-42", "123456789012345678901234",
    ])
    func `what is no date is none`(text: String) {
        #expect(FoldedDate(text) == nil)
    }

    @Test(arguments: [
        ("Ærø O’Brien-ŁÓDŹ", ["aero", "obrien", "lodz"]), ("STRAẞE 12b", ["strasse", "12b"]),
        ("ﬁne ½", ["fine", "1", "2"]), ("王 小明", ["王", "小明"]), ("\u{202e}a\u{200b}b", ["ab"]), ("--", []),
    ])
    func `words are folded`(text: String, words: [String]) {
        #expect(FoldedText.words(text).map { String(decoding: $0, as: UTF16.self) } == words)
    }

    @Test func `attributes are told from their names and values`() {
        let contacts = (0..<80).map { index in
            DuplicateCandidate(
                id: "\(index)",
                name: "",
                attributes: [
                    "dob": "19\(10 + index)-03-1\(index % 10)", "customer_no": "\(7_000_000 + index * 37)",
                    "postcode": "\(10_000 + index)", "house": "\(index % 30)", "street": "Long Street \(index)",
                    "state": ["north", "south"][index % 2], "work email": "u\(index)@firm.example",
                    "mobilePhone": "+4915\(20_000_000 + index)", "Last Name": "Family\(index)",
                ]
            )
        }
        let kinds = Dictionary(uniqueKeysWithValues: DuplicateSchema(contacts).fields.map { ($0.name, $0.kind) })
        let expected: [String: DuplicateSchema.Kind] = [
            "dob": .date, "customer_no": .identifier, "postcode": .code, "house": .number, "street": .text,
            "state": .category, "work email": .email, "mobilePhone": .phone, "Last Name": .namePart,
        ]
        #expect(kinds == expected)
    }
}
