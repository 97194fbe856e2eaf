import Testing

@testable import DeskWeb

/// JSON is read strictly and written so that it is read the same again.
@Suite struct JSONReadingTests {
    @Test(arguments: [
        "null", "true", "[]", "{}", "-0", "0.5e-10", "\"\"", "\"\\\\\\\"\"", "[1,[2,[3]]]",
        "{\"b\":1,\"a\":[null,false]}",
        "\"h\u{e9}llo 世界 👋\"", "9223372036854775808",
    ])
    func `what is read is written the same`(_ text: String) throws {
        #expect(try JSON(reading: Array(text.utf8)).compact == text)
    }

    @Test func `escapes are read, pairs of surrogates as one character`() throws {
        let json = try JSON(reading: Array(#"" \u0041\ud83d\udc4b\n\/ ""#.utf8))
        #expect(json.text == " A👋\n/ ")
    }

    @Test(arguments: [
        "", " ", "nul", "+1", "1.", ".5", "01", "1e", "[1,]", "[1 2]", "{\"a\"}", "{\"a\":1,}", "{a:1}", "\"\n\"",
        "\"\\x\"",
        "\"\\u12g4\"", "\"\\udc00\"", "\"\\ud800\\u0041\"", "\"a", "{} {}", "\u{FEFF}{}",
    ])
    func `what the grammar does not allow is refused`(_ text: String) {
        #expect(throws: JSONFault.self) { try JSON(reading: Array(text.utf8)) }
    }

    @Test func `depth and number of values are bounded`() throws {
        let deep = String(repeating: "[", count: 16) + String(repeating: "]", count: 16)
        #expect(throws: Never.self) { try JSON(reading: Array(deep.utf8)) }
        #expect(throws: JSONFault.tooDeep(limit: 16)) { try JSON(reading: Array("[\(deep)]".utf8)) }
        let wide = "[" + Array(repeating: "0", count: 10_000).joined(separator: ",") + "]"
        #expect(throws: JSONFault.tooMany(limit: 10_000)) { try JSON(reading: Array(wide.utf8)) }
    }
}
