import ChannelKit
import ProviderKit
import Testing

@Suite struct WritingTests {
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("\u{FF}?>", "w78/Pg=="),
    ])
    func `base64 goes there and back`(text: String, encoded: String) {
        #expect(Base64.text(text.utf8) == encoded)
        #expect(Base64.octets(encoded) == Array(text.utf8))
    }

    @Test func `base64 takes both alphabets and refuses what is none`() {
        #expect(Base64.octets("w78_Pg") == Base64.octets("w78/Pg=="))
        for text in ["a", "Zg=", "Zg===", "Z=g=", "Zg==Zg==", "Zg ==", "é", "===="] {
            #expect(Base64.octets(text) == nil, "\(text)")
        }
    }

    @Test func `hexadecimal goes there and back in either case`() {
        #expect(Hexadecimal.text([0, 10, 255]) == "000aff")
        #expect(Hexadecimal.octets("000AfF") == [0, 10, 255])
        #expect(Hexadecimal.octets("0") == nil)
        #expect(Hexadecimal.octets("0g") == nil)
    }

    @Test func `a form keeps order, repetitions and strange characters`() throws {
        let form = FormFields(["a b": "1+1=2 & 织", "a": "x", "b": ""])
        #expect(form.text == "a+b=1%2B1%3D2+%26+%E7%BB%87&a=x&b=")
        #expect(FormFields(parsing: form.octets()) == form)
        let loose = try #require(FormFields(parsing: Array("x&=1&y=%zz%4&&x=2".utf8)))
        #expect(loose.fields.map(\.name) == ["x", "", "y", "x"])
        #expect(loose["y"] == "%zz%4")
        #expect(FormFields(parsing: Array("a&b&c".utf8), maximumCount: 2) == nil)
        #expect(FormFields(parsing: Array("a&b&c".utf8), maximumOctets: 4) == nil)
    }

    @Test func `an address keeps its plus signs and a form does not`() {
        #expect(PercentCoding.decoded("a+b%20c".utf8) == "a+b c")
        #expect(PercentCoding.decoded("a+b%20c".utf8, as: .form) == "a b c")
        #expect(PercentCoding.encoded("a b/é") == "a%20b%2F%C3%A9")
    }

    @Test func `a field that comes twice is as good as none`() {
        let once = [HeaderField("X-Signature", "a"), HeaderField("Other", "b")]
        #expect(once.single(named: "x-signature") == "a")
        #expect((once + [HeaderField("x-SIGNATURE", "a")]).single(named: "X-Signature") == nil)
        #expect(once.single(named: "none") == nil)
    }

    @Test func `a form with files is the same octets each time and its names break nothing`() {
        var form = MultipartForm()
        form.add("chat_id", "42")
        form.add("document", fileName: "a\"\r\nX: y.txt", contentType: "text/plain\r\nX: y", octets: [0, 1, 2])
        let (type, body) = form.body()
        #expect(form.body() == (type, body))
        let text = String(decoding: body, as: UTF8.self)
        #expect(
            text.contains("filename=\"a%22%0D%0AX: y.txt\"\r\nContent-Type: text/plainX: y\r\n\r\n\0\u{1}\u{2}\r\n")
        )
        let boundary = type.split(separator: "=")[1]
        #expect(text.hasPrefix("--\(boundary)\r\n"))
        #expect(text.hasSuffix("\r\n--\(boundary)--\r\n"))
    }

    @Test(arguments: [
        ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777), ("Thu, 29 Feb 2024 23:59:60 GMT", 1_709_251_200),
        ("Fri, 01 Jan 2100 00:00:15 GMT", 4_102_444_815),
    ])
    func `dates of HTTP are read`(text: String, seconds: Int64) { #expect(HTTPDate.time(text)?.seconds == seconds) }

    @Test(arguments: [
        "", "06 Nov 1994", "Sun, 06 Foo 1994 08:49:37 GMT", "Sun, 06 Nov 1994 25:49:37 GMT", "a b c d e GMT",
    ])
    func `other dates are not`(text: String) { #expect(HTTPDate.time(text) == nil) }

    @Test(arguments: [
        ("2025-01-01T00:00:00Z", 1_735_689_600_000), ("2025-01-01T08:00:00.25+08:00", 1_735_689_600_250),
        ("2024-12-31T23:30:00.1239-0030", 1_735_689_600_123), ("1969-12-31T23:59:59Z", -1000),
    ])
    func `times of RFC 3339 are read`(text: String, milliseconds: Int64) {
        #expect(InternetDate.time(text)?.rawValue == milliseconds)
    }

    @Test(arguments: [
        "", "2025-01-01", "2025-13-01T00:00:00Z", "2025-01-01T00:00:00", "2025-01-01T00:00:00.Z",
        "2025-01-01T00:00:00+8",
    ])
    func `other times are not`(text: String) { #expect(InternetDate.time(text) == nil) }

    @Test(arguments: [0, 951_782_400, 1_709_164_800, 1_735_689_599, 4_102_444_800, 253_402_300_799] as [Int64])
    func `a time is written as it is read`(seconds: Int64) {
        #expect(InternetDate.time(InternetDate.text(Timestamp(seconds: seconds)))?.seconds == seconds)
    }

    @Test(arguments: [
        ReplyPlace(conversation: "C1"), ReplyPlace(conversation: "C/1%", thread: "1.2"),
        ReplyPlace(conversation: "!r:hs", thread: "$e/1", isGroup: true),
        ReplyPlace(conversation: "-100", isGroup: true, asker: "42"), ReplyPlace(conversation: "-100", isGroup: true),
    ])
    func `a place travels in its key`(place: ReplyPlace) { #expect(ReplyPlace(key: place.key) == place) }

    @Test func `a place has no asker where it has a thread, and strange keys are no place`() {
        #expect(ReplyPlace(conversation: "C", thread: "t", isGroup: true, asker: "u").key == "C/t/")
        #expect(ReplyPlace(conversation: "C", isGroup: true, asker: "u").key == "C//u")
        for key in ["", "/t", "a/b/c/d"] { #expect(ReplyPlace(key: key) == nil) }
    }

    @Test func `an id is short, on one line and never empty`() {
        #expect(OneLine.id("C1:1.2") == "C1:1.2")
        for id in ["", "a\nb", String(repeating: "x", count: 513)] { #expect(OneLine.id(id).hasPrefix("sha256-")) }
        #expect(OneLine.id("a\nb") != OneLine.id("a b"))
        #expect(OneLine.fileName("..\\../a\u{202E}b.png") == "ab.png")
        #expect(OneLine.fileName("..") == "")
    }
}
