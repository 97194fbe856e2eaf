import ChannelKit
import Testing

@testable import PhoneLogAdapter

@Suite struct ReadingTests {
    // MARK: Text

    @Test(arguments: [1, 2, 3, 5, 64]) func `UTF-16 and marks become UTF-8 however they are cut`(piece: Int) {
        let text = "from;to\nMüller 😀;1\n"
        func octets(_ isBigEndian: Bool) -> [UInt8] {
            text.utf16.flatMap { unit in
                isBigEndian ? [UInt8(unit >> 8), UInt8(unit & 255)] : [UInt8(unit & 255), UInt8(unit >> 8)]
            }
        }
        let files: [[UInt8]] = [
            Array(text.utf8), [0xEF, 0xBB, 0xBF] + Array(text.utf8), [0xFF, 0xFE] + octets(false), octets(false),
            [0xFE, 0xFF] + octets(true), octets(true),
        ]
        for file in files {
            var decoding = TextDecoding()
            var decoded: [UInt8] = []
            var rest = file[...]
            while !rest.isEmpty {
                decoded += decoding.decode(Array(rest.prefix(piece)))
                rest = rest.dropFirst(piece)
            }
            decoded += decoding.decode([], isLast: true)
            #expect(String(decoding: decoded, as: UTF8.self) == text)
        }
    }

    // MARK: JSON

    private static func records(_ text: String, piece: Int) -> [String] {
        var reader = JSONRecordReader()
        var found: [String] = []
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            reader.read(Array(rest.prefix(piece))) { result in
                switch result {
                case .success(let record):
                    found.append("\(record.line):" + String(decoding: record.octets, as: UTF8.self))
                case .failure(let problem): found.append("\(problem)")
                }
            }
            rest = rest.dropFirst(piece)
        }
        reader.finish { if case .failure(let problem) = $0 { found.append("\(problem)") } }
        return found
    }

    @Test(arguments: [
        (#"{"a":{"b":1}}"#, [#"1:{"a":{"b":1}}"#]),
        ("{\"a\":1}\n{\"a\":2}\n", ["1:{\"a\":1}", "2:{\"a\":2}"]),
        (#"[{"a":1},{"a":2}]"#, [#"1:{"a":1}"#, #"1:{"a":2}"#]),
        (
            #"{"uri":"x","records":[{"a":[{"b":1}]},{"a":"]}"}],"paging":{"p":1}}"#,
            [#"1:{"a":[{"b":1}]}"#, #"1:{"a":"]}"}"#]
        ),
        (#"{"calls":[]}"#, []),
        (#"{"a":"\"{"}"#, [#"1:{"a":"\"{"}"#]),
        (#"{"a":"#, ["line 1: the JSON does not end; complete objects"]),
        (#"{"a":1]"#, ["line 1: brackets do not match; JSON (RFC 8259)"]),
    ])
    func `objects are cut out of JSON`(_ text: String, _ expected: [String]) {
        for piece in [1, 3, 1000] { #expect(Self.records(text, piece: piece) == expected) }
    }

    @Test func `scalars have paths, and what is no JSON is refused`() throws {
        let text = #"{"a":{"b":[1,"x\u00e9\ud83d\ude00",null,true]},"c":-1.5e3}"#
        let scalars = try JSONFlattening.scalars(of: Array(text.utf8))
        #expect(scalars.map { "\($0.path)=\($0.text)" } == ["a.b.0=1", "a.b.1=xé😀", "a.b.3=true", "c=-1.5e3"])
        for broken in [
            "", "{", "[1,]", "{\"a\" 1}", "nul", "{\"a\":1} x", "\"\\u12\"", String(repeating: "[", count: 40),
        ] {
            #expect(throws: JSONFlattening.Broken.self) { try JSONFlattening.scalars(of: Array(broken.utf8)) }
        }
    }

    // MARK: XML

    @Test func `call elements are found among everything else`() throws {
        let octets = try CallLogSample.fixture("android.xml")
        for piece in [1, 7, 4096] {
            var reader = CallElementReader()
            var found: [CallElementReader.Element] = []
            var rest = octets[...]
            while !rest.isEmpty {
                try reader.read(Array(rest.prefix(piece))) { found.append(try $0.get()) }
                rest = rest.dropFirst(piece)
            }
            #expect(found.map(\.line) == [4, 5, 7, 8, 9])
            #expect(found[0].attributes.last?.value == "Ada 😊 & Co")
            #expect(found[4].attributes.last?.value == "Spam > all")
        }
    }

    @Test(arguments: [
        "<call number=\"1\" date", "<call number>", "<call number=1 />",
        "<call number=\"" + String(repeating: "1", count: 70_000),
    ])
    func `an element that is none is told with its line`(_ text: String) {
        var reader = CallElementReader()
        var problems: [RowProblem] = []
        for octets in [Array("\n\(text)".utf8), Array("\"/>".utf8)] {
            reader.read(octets) { if case .failure(let problem) = $0 { problems.append(problem) } }
        }
        reader.finish { if case .failure(let problem) = $0 { problems.append(problem) } }
        #expect(problems.map(\.line) == [2])
    }

    // MARK: Times and lengths

    @Test(arguments: [
        ("2026-03-02 09:00:05", CallTime.local(1_772_442_005)), ("2026-03-02T09:00:05.250Z", .instant(1_772_442_005)),
        ("2026-03-02T09:00:05+01:00", .instant(1_772_438_405)), ("2026/03/02 09:00", .local(1_772_442_000)),
        ("Mon, 02 Mar 2026 09:00:00 +0000", .instant(1_772_442_000)), ("02.03.2026 09:00:05", .local(1_772_442_005)),
        ("1772442005", .instant(1_772_442_005)), ("1772442005123", .instant(1_772_442_005)),
        ("1772442005.25", .instant(1_772_442_005)), ("1772442005123456", .instant(1_772_442_005)),
        ("20260302090005", .local(1_772_442_005)), ("2024-02-29 00:00:00 UTC", .instant(1_709_164_800)),
        ("Mon 03/02/2026 9:00 AM", .local(1_772_442_000)), ("03/02/2026, 12:00 AM", .local(1_772_409_600)),
        ("03/02/2026 12:00PM", .local(1_772_452_800)),
    ])
    func `times are read as logs write them`(_ text: String, _ expected: CallTime) {
        #expect(CallTime.read(text, order: .monthFirst) == expected)
    }

    @Test(arguments: [
        "", "yesterday", "2026-02-29 00:00:00", "2026-13-01 00:00:00", "2026-03-02", "2026-03-02 24:00:00", "09:00:00",
        "12",
        "2026-03-02 13:00 PM", "2026-03-02 09:00:00 MEZ", "99999999999999999999", "9:0:0:0 2026-03-02", "-",
    ])
    func `what is no time is none`(_ text: String) {
        #expect(CallTime.read(text, order: .monthFirst) == nil)
    }

    @Test func `an ambiguous date needs its order`() {
        #expect(CallTime.read("3/2/2026 9:00", order: nil) == nil)
        #expect(CallTime.read("3/2/2026 9:00", order: .dayFirst) == .local(1_770_109_200))
    }

    @Test func `skipped and repeated times of a zone are told`() throws {
        let clock = try #require(ZoneClock("Europe/Berlin"))
        func local(_ text: String) throws -> Int64 {
            guard case .local(let seconds) = try #require(CallTime.read(text, order: nil)) else { return 0 }
            return seconds
        }
        // 2026-03-29 02:00 becomes 03:00, 2026-10-25 03:00 becomes 02:00.
        let winter = clock.instant(ofLocal: try local("2026-01-01 12:00:00"))
        #expect(winter.seconds == 1_767_265_200 && winter.oddity == nil)
        let summer = clock.instant(ofLocal: try local("2026-07-01 12:00:00"))
        #expect(summer.seconds == 1_782_900_000 && summer.oddity == nil)
        let skipped = clock.instant(ofLocal: try local("2026-03-29 02:30:00"))
        #expect(skipped.seconds == 1_774_747_800 && skipped.oddity == .skipped)
        let after = clock.instant(ofLocal: try local("2026-03-29 03:30:00"))
        #expect(after.seconds == 1_774_747_800 && after.oddity == nil)
        let twice = try local("2026-10-25 02:30:00")
        #expect(clock.instant(ofLocal: twice).seconds == 1_792_888_200)
        #expect(clock.instant(ofLocal: twice).oddity == .repeated)
        let hinted = clock.instant(ofLocal: twice, near: 1_792_891_800)
        #expect(hinted.seconds == 1_792_891_800 && hinted.oddity == nil)
        for name in ["", "CET", "Europe/Nowhere", "GMT+1", "../etc/passwd"] { #expect(ZoneClock(name) == nil) }
    }

    @Test(arguments: [("0", 0), ("192", 192), ("192.4", 192), ("3:12", 192), ("0:03:12", 192), ("1:00:00", 3600)])
    func `lengths are read as logs write them`(_ text: String, _ seconds: Int) {
        #expect(CallLength.seconds(text) == seconds)
    }

    @Test(arguments: ["", "-1", "a", "1:2:3:4", "99999999999", "3:", "3 min"]) func `what is no length is none`(
        _ text: String
    ) {
        #expect(CallLength.seconds(text) == nil)
    }

    @Test func `callers and names are told apart`() {
        func parts(_ text: String) -> [String?] {
            let (name, number) = PartyText.callerID(text)
            return [name, number]
        }
        #expect(parts("\"Ada Lovelace\" <+4416>") == ["Ada Lovelace", "+4416"])
        #expect(parts("Ada") == ["Ada", nil])
        #expect(parts("+44 16") == [nil, "+44 16"])
        #expect(parts("\"\" <201>") == [nil, "201"])
        #expect(parts("a\u{202E}b\r\nX: y") == ["a b X: y", nil])
    }
}
