import ChannelKit
import Foundation
import Testing

@testable import EmailAdapter

@Suite struct ImportTests {
    private let desk = TestDesk()

    /// Imports a text that is handed over in pieces of a size.
    private func importing(
        _ text: String,
        pieces: Int = 4096,
        maximumSize: Int64 = 1 << 20,
        envelope: FileEnvelope = FileEnvelope()
    ) async throws -> [RawArrival] {
        let adapter = try desk.adapter(["maximum_size": .integer(maximumSize)])
        var rest = Array(text.utf8)[...]
        var arrivals: [RawArrival] = []
        try await adapter.readArrivals(
            named: "export.mbox",
            envelope: envelope,
            next: {
                defer { rest = rest.dropFirst(pieces) }
                return Array(rest.prefix(pieces))
            },
            emit: { arrivals.append($0) }
        )
        return arrivals
    }

    private func bodies(_ arrivals: [RawArrival]) -> [String] {
        arrivals.map { String(decoding: $0.body, as: UTF8.self) }
    }

    private static let mbox = """
        From ada@example.net Fri Jan  2 03:04:05 2026
        From: ada@example.net
        Message-ID: <1@x>

        First
        >From here on
        >>From deeper
        From me to you, at 10:42 is no separator

        From here, a sentence after an empty line
        From a@b Sat Jan 3 03:04:05 2026 is none without an empty line

        From bob@example.net Sat Jan  3 03:04:05 2026
        From: bob@example.net
        Message-ID: <2@x>

        Second

        """

    @Test(arguments: [1, 2, 7, 64, 100_000])
    func `an mbox is cut at its separators however its octets come`(pieces: Int) async throws {
        let arrivals = try await importing(Self.mbox, pieces: pieces)
        #expect(arrivals.count == 2)
        #expect(arrivals.map(\.externalID.rawValue).map { $0.prefix(3) } == ["1@x", "2@x"])
        #expect(bodies(arrivals)[0].contains("\nFrom here on\n>From deeper\nFrom me to you"))
        #expect(bodies(arrivals)[0].hasSuffix("is none without an empty line\n"))
        #expect(bodies(arrivals)[1].hasSuffix("Second\n"))
    }

    @Test func `the same mail alone and in an mbox has one name`() async throws {
        let alone = try await importing("From: bob@example.net\r\nMessage-ID: <2@x>\r\n\r\nSecond\r\n")
        let inMbox = try await importing(Self.mbox)
        #expect(alone.first?.externalID == inMbox.last?.externalID)
    }

    @Test func `one mail on standard input keeps what the transport said`() async throws {
        let envelope = FileEnvelope(sender: "ada@example.net", recipients: ["desk+tok@example.org"])
        let arrivals = try await importing("From: ada@example.net\n\nFrom the start\n", pieces: 3, envelope: envelope)
        #expect(arrivals.count == 1)
        #expect(arrivals[0].envelopeSender == "ada@example.net")
        #expect(arrivals[0].envelopeRecipients == ["desk+tok@example.org"])
        #expect(arrivals[0].verdict == .operatorSupplied)
        #expect(arrivals[0].mediaType == "message/rfc822")
    }

    @Test func `a mail over the limit is refused alone and cut within an mbox`() async throws {
        let large = "From: a@x.example\n\n" + String(repeating: "0123456789\n", count: 20_000)
        await #expect(throws: UnreadableArrival.self) { _ = try await importing(large, maximumSize: 65_536) }
        let mbox = "From x Fri Jan  2 03:04:05 2026\n\(large)\n" + Self.mbox
        let arrivals = try await importing(mbox, maximumSize: 65_536)
        #expect(arrivals.count == 3)
        #expect(arrivals[0].body.count == 65_536)
        #expect(arrivals[0].headers.first(named: "Full-Size") == String(large.utf8.count + 1))
    }

    @Test(arguments: ["", "From \n", "From x Fri Jan  2 03:04:05 2026"])
    func `a file without a mail is refused`(text: String) async throws {
        await #expect(throws: UnreadableArrival.self) { _ = try await importing(text) }
    }

    @Test func `lines without an end cost no more than the limit`() async throws {
        let text = "From x\nSubject: y\n\n" + String(repeating: "x", count: 5 << 20)
        let arrivals = try await importing(text, pieces: 1 << 16, maximumSize: 65_536)
        #expect(arrivals.map(\.body.count) == [65_536])
    }
}
