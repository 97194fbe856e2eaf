import ChannelKit
import Testing

@testable import Outbound

struct AnswerReaderTests {
    private func reader(_ lines: [String], bodyLimit: Int = 10) -> AnswerReader {
        var reader = AnswerReader(bodyLimit: bodyLimit)
        for line in lines { _ = Array(line.utf8).withUnsafeBytes { reader.take(headerLine: $0) } }
        return reader
    }

    private func take(_ count: Int, _ reader: inout AnswerReader) -> Bool {
        [UInt8](repeating: 1, count: count).withUnsafeBytes { reader.take(body: $0) }
    }

    @Test func `a head is read into fields`() {
        let lines = [
            "HTTP/2 201\r\n", "A: 1\r\n", "b:\t two words \r\n", "  folded\r\n", "C:\r\n", "no field\r\n", ":x\r\n",
            "\r\n",
        ]
        let fields = [HeaderField("A", "1"), HeaderField("b", "two words folded"), HeaderField("C", "")]
        #expect(reader(lines).answer == ProviderAnswer(status: 201, headers: fields))
    }

    @Test(arguments: [
        [], ["HTTP/1.1 200 OK\r\n"], ["HTTP/1.1 200 OK\r\n", "A: 1\r\n"], ["HTTP/1.1 103 Early\r\n", "\r\n"],
        ["HTTP/1.1\r\n", "\r\n"], ["HTTP/1.1 many\r\n", "\r\n"], ["A: 1\r\n", "\r\n"],
    ])
    func `without a whole head there is no answer`(lines: [String]) {
        #expect(reader(lines).answer == nil)
    }

    @Test func `fields of a trailer and of interim answers are not kept`() {
        let lines = [
            "HTTP/1.1 103 Early\r\n", "A: 1\r\n", "\r\n", "HTTP/1.1 200 OK\r\n", "B: 2\r\n", "\r\n", "C: 3\r\n", "\r\n",
        ]
        #expect(reader(lines).answer?.headers == [HeaderField("B", "2")])
    }

    @Test(arguments: [(100, 10, true), (101, 10, false), (6, 10_000, true), (7, 10_000, false)])
    func `a head is bounded in number and size`(count: Int, length: Int, isGood: Bool) {
        let field = "A: \(String(repeating: "b", count: length))\r\n"
        let reader = reader(["HTTP/1.1 200 OK\r\n"] + [String](repeating: field, count: count))
        #expect(reader.excess == (isGood ? nil : .head))
    }

    @Test func `interim answers without fields are bounded too`() {
        let reader = reader([String](repeating: "HTTP/1.1 100 Continue\r\n", count: 4000))
        #expect(reader.excess == .head)
    }

    @Test func `a body is bounded`() {
        var reader = reader(["HTTP/1.1 200 OK\r\n", "\r\n"])
        #expect(take(6, &reader))
        #expect(take(4, &reader))
        #expect(reader.answer?.body.count == 10)
        #expect(reader.excess == nil)
        #expect(!take(1, &reader))
        #expect(reader.excess == .body)
    }
}
