import ChannelKit
import Testing

@testable import WebFormAdapter

struct EncodingTests {
    @Test(
        arguments: [
            ("a=1&b=2", ["a": ["1"], "b": ["2"]]), ("a=1&a=2", ["a": ["1", "2"]]), ("a", ["a": [""]]),
            ("a=b=c", ["a": ["b=c"]]), ("a=%E9%80%80+%20x", ["a": ["退  x"]]), ("a=%zz%4", ["a": ["%zz%4"]]),
            ("&&a=1&&", ["a": ["1"]]), ("", [:]), ("%61=%00", ["a": ["\0"]]),
        ] as [(String, [String: [String]])]
    )
    func `a browser's short form is read`(_ body: String, _ values: [String: [String]]) throws {
        #expect(try SubmissionEncoding.urlEncoded.read(Array(body.utf8)).values == values)
    }

    @Test func `octets that are no text are replaced and it is told`() throws {
        let form = try SubmissionEncoding.urlEncoded.read(Array("a=%FF%FE".utf8))
        #expect(form.isRepaired)
        #expect(form.first("a") == "\u{FFFD}\u{FFFD}")
        let intact = try SubmissionEncoding.urlEncoded.read(Array("a=%EF%BF%BD".utf8))
        #expect(!intact.isRepaired)
    }

    @Test func `a multipart form is read with preamble, bare parts and escaped names`() throws {
        let body =
            "preamble\r\n--x\r\nContent-Disposition: form-data; name=\"a%22b\"\r\n\r\none\r\ntwo\r\n--x \r\n"
            + "content-disposition: form-data; name=c; filename=\"d\\\"e.txt\"\r\nContent-Type: text/plain\r\n\r\nf\r\n"
            + "--x\r\n\r\nno header\r\n--x\r\nContent-Disposition: form-data; name=\"empty\"\r\n\r\n\r\n--x--\r\nepilogue"
        let form = try SubmissionEncoding.multipart(boundary: "x").read(Array(body.utf8))
        #expect(form.values == ["a\"b": ["one\r\ntwo"], "empty": [""]])
        #expect(form.files == [SubmittedFile(field: "c", name: "d\"e.txt", octets: Array("f".utf8))])
    }

    @Test func `a multipart form cut anywhere is refused and never crashes`() throws {
        let whole = Array("--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nvalue\r\n--x--".utf8)
        for length in 0..<whole.count {
            #expect(throws: UnreadableSubmission.self) {
                try SubmissionEncoding.multipart(boundary: "x").read(Array(whole[..<length]))
            }
        }
    }

    @Test func `octets changed at random are read or refused and never crash`() throws {
        let multipart = "--x\r\nContent-Disposition: form-data; name=\"a\"; filename=\"b.txt\"\r\n\r\nvalue\r\n--x--"
        let json = #"{"a":"\u9000","files":[{"name":"b.txt","data":"SGVsbG8="}],"n":[1,-2.5e3,null,true]}"#
        var seed: UInt64 = 42
        func random(below limit: Int) -> Int {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(seed >> 33) % limit
        }
        for (encoding, text) in [
            (SubmissionEncoding.multipart(boundary: "x"), multipart), (.json, json), (.urlEncoded, "a=%41&b=%zz&c"),
        ] {
            for _ in 0..<3000 {
                var body = Array(text.utf8)
                for _ in 0...random(below: 4) {
                    let place = random(below: body.count)
                    switch random(below: 3) {
                    case 0: body[place] = UInt8(random(below: 256))
                    case 1: body.insert(contentsOf: body[place...].prefix(5), at: random(below: body.count))
                    default: body.remove(at: place)
                    }
                }
                _ = try? encoding.read(body)
            }
        }
    }

    @Test(arguments: [
        "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\"\"", "text/plain", "",
        "multipart/mixed; boundary=x", "application/jsonp", "application/xml",
    ])
    func `an encoding that forms do not have is refused`(_ type: String) async throws {
        let answer = try await FormSample().post(Array("a=1".utf8), type: type).answer()
        #expect([400, 415].contains(answer.status))
    }

    @Test func `ten thousand fields are refused in each encoding`() throws {
        let pairs = Array((0..<10_000).map { "f\($0)=1" }.joined(separator: "&").utf8)
        let part = "--x\r\nContent-Disposition: form-data; name=\"f\"\r\n\r\n1\r\n"
        let parts = Array((String(repeating: part, count: 10_000) + "--x--").utf8)
        let members = Array(("{" + (0..<10_000).map { "\"f\($0)\":1" }.joined(separator: ",") + "}").utf8)
        for (encoding, body) in [
            (SubmissionEncoding.urlEncoded, pairs), (.multipart(boundary: "x"), parts), (.json, members),
        ] {
            #expect(throws: UnreadableSubmission.self) { try encoding.read(body) }
        }
    }

    @Test func `five megabytes in one field are cut and then too long`() async throws {
        let sample = try FormSample()
        var body = try await UploadTests.body(sample, files: [])
        let head = "--b-1\r\nContent-Disposition: form-data; name=\"subject\"\r\n\r\n"
        body = Array(head.utf8) + Array(repeating: 0x61, count: 5 << 20) + [13, 10] + body
        let answer = try await sample.post(body, type: "multipart/form-data; boundary=b-1").answer()
        #expect(answer.status == 422)
        #expect(answer.body.count < 1 << 20)
    }

    @Test func `false delimiters all over cost no more than reading`() throws {
        let nearly = Array("\r\n--bounda".utf8)
        var body = Array("--boundary\r\nContent-Disposition: form-data; name=\"a\"; filename=\"a\"\r\n\r\n".utf8)
        for _ in 0..<200_000 { body += nearly }
        body += Array("\r\n--boundary--".utf8)
        let form = try SubmissionEncoding.multipart(boundary: "boundary").read(body)
        #expect(form.files.first?.octets.count == nearly.count * 200_000)
    }

    @Test(arguments: [
        "{", "[]", "1", "\"a\"", "{\"a\":1}x", "{\"a\":1,\"a\":2}", "{\"a\":{}}", "{\"a\":[1]}", "{a:1}", "{\"a\":01x}",
        "{\"a\":\"\\ud800\"}", "{\"a\":\"\\x\"}", "{\"a\":\"\u{1}\"}", "{\"a\":tru}", "{\"a\":1,}", "{\"a\":\"", "",
        "{\"a\":-}",
        "{\"a\":[{\"name\":\"x\",\"data\":\"***\"}]}",
    ])
    func `broken JSON is refused`(_ body: String) {
        #expect(throws: UnreadableSubmission.self) { try SubmissionEncoding.json.read(Array(body.utf8)) }
    }

    @Test func `JSON nested a hundred thousand deep is refused`() {
        for character in ["[", "{\"a\":"] {
            let body = Array(String(repeating: character, count: 100_000).utf8)
            #expect(throws: UnreadableSubmission.self) { try SubmissionEncoding.json.read(body) }
        }
    }

    @Test func `JSON that is no UTF-8 is refused`() {
        #expect(throws: UnreadableSubmission.self) {
            try SubmissionEncoding.json.read(Array("{\"a\":\"".utf8) + [0xFF, 0xFE] + Array("\"}".utf8))
        }
    }

    @Test(arguments: [
        ("{\"a\":\"\\u9000\\n\\ud83d\\ude00\\/\"}", "退\n😀/"), ("{\"a\":true}", "yes"), ("{\"a\":false}", ""),
        ("{\"a\":null}", ""), ("{ \"a\" : 12.5e3 }", "12.5e3"), ("{\"a\":\"\\u0000\"}", "\0"),
    ])
    func `JSON answers are read`(_ body: String, _ value: String) throws {
        #expect(try SubmissionEncoding.json.read(Array(body.utf8)).first("a") == value)
    }

    @Test func `what the JSON writer writes the reader reads`() throws {
        let text = "\"\\/\u{0}\u{1F}\n\t退😀\u{2028}\u{7F}"
        var writer = JSONWriter()
        writer.object { writer in
            writer.member(text, text)
            writer.name("list")
            writer.array { writer in
                writer.text("a")
                writer.object { _ in }
            }
            writer.member("number", 12)
            writer.member("none", Int?.none)
        }
        let value = try JSONValue.read(writer.octets)
        #expect(value[text]?.text == text)
        #expect(value["list"]?.elements == [.string("a"), .object([])])
        #expect(value["number"] == .number("12"))
        #expect(value["none"] == .null)
    }
}
