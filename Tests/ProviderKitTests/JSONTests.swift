import ProviderKit
import Testing

@Suite struct JSONTests {
    private func read(_ text: String) throws -> JSONValue { try JSONValue(parsing: Array(text.utf8)) }

    @Test func `ids of 64 bits keep their digits`() throws {
        let value = try read(#"{"a":9223372036854775807,"b":-9223372036854775808,"c":9223372036854775808,"d":1.0}"#)
        #expect(value["a"]?.integer == .max)
        #expect(value["b"]?.integer == .min)
        #expect(value["c"]?.integer == nil)
        #expect(value["c"]?.name == "9223372036854775808")
        #expect(value["d"]?.integer == nil)
        #expect(value["d"]?.double == 1)
        #expect(try JSONValue(parsing: value.octets()) == value)
    }

    @Test func `a path leads through objects and stops at null`() throws {
        let value = try read(#"{"event":{"user":"U1","gone":null},"list":[1,"2",true]}"#)
        #expect(value["event", "user"]?.text == "U1")
        #expect(value["event", "gone"] == nil)
        #expect(value["event", "gone", "on"] == nil)
        #expect(value["list", "0"] == nil)
        #expect(value["list"]?.array == [1, "2", true])
    }

    @Test(arguments: [
        (#""\u00e9\n\t\"\\\/""#, "é\n\t\"\\/"), (#""\ud83d\ude00""#, "😀"), (#""\ud83d""#, "\u{FFFD}"),
        (#""\ud83dx""#, "\u{FFFD}x"), (#""\ud83d\u0041""#, "\u{FFFD}A"), (#""\udE00""#, "\u{FFFD}"), (#""织机""#, "织机"),
        (#""\u0000""#, "\0"),
    ])
    func `escapes stand for what they name`(source: String, text: String) throws {
        #expect(try read(source).text == text)
    }

    @Test(arguments: [
        "", " ", "{", "[", "[1,]", "{\"a\"}", "{\"a\":1,}", "01", "-", "1.", "1e", ".5", "+1", "tru", "nul", "\"",
        "\"\\x\"",
        "\"\\u12\"", "\"\n\"", "1 2", "{} x", "[1 2]", "{1:2}", "\u{0}",
    ])
    func `what is no JSON is refused`(source: String) {
        #expect(throws: JSONProblem.self) { try read(source) }
    }

    @Test func `limits are kept`() throws {
        let deep = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
        #expect(throws: Never.self) { try read(deep) }
        #expect(throws: JSONProblem.tooDeep(limit: 64)) { try read("[\(deep)]") }
        let limits = JSONLimits(octets: 10, values: 3)
        #expect(throws: JSONProblem.tooLong(limit: 10)) {
            try JSONValue(parsing: Array("[1,1,1,1,1]".utf8), limits: limits)
        }
        #expect(throws: JSONProblem.tooMany(limit: 3)) { try JSONValue(parsing: Array("[1,1,1]".utf8), limits: limits) }
    }

    @Test func `a byte-order mark and broken UTF-8 do no harm`() throws {
        #expect(try JSONValue(parsing: [0xEF, 0xBB, 0xBF] + Array("[]".utf8)) == [])
        #expect(try JSONValue(parsing: [0x22, 0xFF, 0x22]).text == "\u{FFFD}")
    }

    @Test func `writing sorts members and escapes what it must`() {
        let value: JSONValue = ["b": [.null, true, -5], "a": "\"\\\u{1}\n织"]
        #expect(value.document == #"{"a":"\"\\\u0001\n织","b":[null,true,-5]}"#)
        #expect(JSONValue.octets(inOrder: ["b": 1, "a": 2]) == Array(#"{"b":1,"a":2}"#.utf8))
    }
}
