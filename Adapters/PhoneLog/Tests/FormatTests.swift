import ChannelKit
import Testing

@testable import PhoneLogAdapter

/// Every format against a log of its own: what each call becomes.
@Suite struct FormatTests {
    /// A log with what is expected of it.
    struct Sample: CustomTestStringConvertible, Sendable {
        var format: String
        var file: String
        var settings: [String: SettingValue] = [:]
        /// The envelopes, as `InboundEnvelope.line` shows them.
        var lines: [String]
        /// What must be told of rows that could not be read.
        var refusal: String?

        var testDescription: String { file }
    }

    static let samples = [
        Sample(
            format: "asterisk",
            file: "asterisk-queue.csv",
            settings: ["strip_prefixes": .list([.text("9")])],
            lines: [
                "call | inbound | answered | +441632960011 | Call from Ada Lovelace | Call answered, 3:12 | 2026-03-02T09:00:00Z",
                "call | inbound | missed | - | Missed call from Anonymous | Missed call | 2026-03-02T09:00:05Z",
                "system | internal | answered | - | Call from Grace | Call answered, 0:28 | 2026-03-02T09:05:00Z",
                "call | inbound | abandoned | +441632960033 | Missed call from Bob | "
                    + "Call abandoned in the queue support, 0:31 | 2026-03-02T09:10:00Z | callback",
                "call | inbound | voicemail | +441632960044 | Voicemail from Eve | Voicemail, 0:42 | 2026-03-02T09:20:00Z | callback",
                "call | outbound | answered | +441632960055 | Call to 441632960055 | Outgoing call, 1:00 | 2026-03-02T09:30:00Z",
            ]
        ),
        Sample(
            format: "freeswitch-json",
            file: "freeswitch.json",
            lines: [
                "call | inbound | answered | +441632960011 | Call from Ada Lovelace | Call answered, 1:40 | 2026-03-02T09:00:00Z",
                "call | inbound | missed | - | Missed call from a withheld number | Missed call | 2026-03-02T09:16:40Z",
            ]
        ),
        Sample(
            format: "freeswitch-csv",
            file: "freeswitch.csv",
            lines: [
                "call | inbound | answered | +441632960022 | Call from Bob \"the builder\" Smith | "
                    + "Call answered, 1:00 | 2026-03-02T09:00:00Z",
                "call | inbound | missed | +441632960044 | Missed call from Eve | Missed call | 2026-03-02T10:00:00Z | callback",
            ]
        ),
        Sample(
            format: "twilio",
            file: "twilio.json",
            lines: [
                "call | inbound | missed | +441632960011 | Missed call from +441632960011 | Missed call | "
                    + "2026-03-02T09:00:00Z | callback",
                "call | inbound | missed | - | Missed call from a withheld number | Missed call | 2026-03-02T10:00:00Z",
            ]
        ),
        Sample(
            format: "twilio",
            file: "twilio.csv",
            lines: [
                "call | inbound | busy | +441632960011 | Missed call from +441632960011 | Missed call, the line was busy | "
                    + "2026-03-02T09:00:00Z | callback"
            ]
        ),
        Sample(
            format: "3cx",
            file: "3cx.log",
            lines: [
                "call | inbound | answered | +441632960011 | Call from Ada | Call answered, 1:30 | 2026-03-02T09:00:00Z",
                "call | inbound | missed | +441632960033 | Missed call from Bob | Missed call | 2026-03-02T09:10:00Z | callback",
            ],
            refusal: "1 row could not be read, 2 could:\nline 3: the row has 3 fields; 12 to 27, or the setting order"
        ),
        Sample(
            format: "ringcentral",
            file: "ringcentral.json",
            lines: [
                "call | inbound | voicemail | +441632960011 | Voicemail from Ada Lovelace | Voicemail, 0:42 | "
                    + "2026-03-02T09:00:00Z | callback",
                "call | inbound | answered | +441632960022 | Call from +441632960022 | Call answered, 3:12 | 2026-03-02T10:00:00Z",
            ]
        ),
        Sample(
            format: "ringcentral",
            file: "ringcentral.csv",
            lines: [
                "call | inbound | missed | +442079460011 | Missed call from Ada Lovelace | Missed call | "
                    + "2026-03-02T14:55:00Z | callback",
                "call | outbound | answered | +441632960022 | Call to Smith, Bob | Outgoing call, 3:12 | 2026-03-02T00:05:00Z",
            ]
        ),
        Sample(
            format: "zoom",
            file: "zoom.csv",
            lines: [
                "call | inbound | answered | +441632960011 | Call from Ada | Call answered, 2:00 | 2026-03-02T09:00:00Z",
                "call | inbound | missed | +441632960022 | Missed call from Bob | Missed call | 2026-03-02T10:00:00Z | callback",
            ]
        ),
        Sample(
            format: "android-xml",
            file: "android.xml",
            lines: [
                "call | inbound | answered | +441632960011 | Call from Ada 😊 & Co | Call answered, 3:12 | 2026-03-02T09:00:00Z",
                "call | inbound | missed | +441632960022 | Missed call from +441632960022 | Missed call | "
                    + "2026-03-02T09:10:00Z | callback",
                "call | inbound | missed | - | Missed call from a withheld number | Missed call | 2026-03-02T09:11:40Z",
                "call | outbound | answered | +441632960033 | Call to Bob | Outgoing call, 1:00 | 2026-03-02T09:13:20Z",
                "system | inbound | blocked | +441632960044 | Call from Spam > all | Call blocked | 2026-03-02T09:15:00Z",
            ]
        ),
        Sample(
            format: "csv",
            file: "call-center.csv",
            settings: [
                "columns": .object([
                    "unique_id": .text("vorgang"), "from": .text("Telefon"), "from_name": .text("Anrufer"),
                    "start": .text("Beginn"), "duration_s": .text("Dauer"), "disposition": .text("Ergebnis"),
                ]), "time_zone": .text("Europe/Berlin"), "region": .text("DE"),
            ],
            lines: [
                "call | inbound | missed | +4930901820 | Missed call from Müller; Jörg | Missed call | "
                    + "2026-03-02T08:00:00Z | callback",
                "call | inbound | answered | +4930901821 | Call from Ada | Call answered, 3:12 | 2026-03-29T01:30:00Z",
                "call | inbound | voicemail | +4930901823 | Voicemail from Eve | Voicemail, 0:42 | "
                    + "2026-10-25T00:30:00Z | callback",
            ],
            refusal: "1 row could not be read, 3 could:\nline 5: `start` is \"kein Datum\", which is no time; "
                + "a time such as 2026-01-31 10:20:30; for 1/31/2026 the setting date_order"
        ),
    ]

    @Test(arguments: samples) func `a log becomes these envelopes`(_ sample: Sample) async throws {
        let log = try CallLogSample(sample.format, sample.settings)
        let read = try await log.read(CallLogSample.fixture(sample.file))
        let envelopes = try read.arrivals.flatMap { try log.adapter.normalize($0) }
        #expect(envelopes.map(\.line) == sample.lines)
        #expect(read.refusal == sample.refusal)
    }

    @Test func `a skipped or repeated time is shown beside the message`() async throws {
        let sample = try #require(Self.samples.last)
        let envelopes = try await CallLogSample("csv", sample.settings).envelopes(
            of: CallLogSample.fixture(sample.file)
        )
        #expect(
            envelopes.map { $0.warnings.map(\.english) } == [
                [], ["The log tells a time over which the clock was put forward."],
                ["The clock was put back: the log's time was twice, the first is taken."],
            ]
        )
        #expect(envelopes.flatMap(\.warnings).allSatisfy { $0.chinese.contains("时钟") })
    }

    @Test func `no secret of the exchange is kept`() async throws {
        let arrivals = try await CallLogSample("freeswitch-json").read(CallLogSample.fixture("freeswitch.json"))
            .arrivals
        #expect(arrivals.count == 2)
        for arrival in arrivals { #expect(!String(decoding: arrival.body, as: UTF8.self).contains("never-kept")) }
    }

    @Test func `a caller id proves nothing, and a mobile can be answered through another channel`() async throws {
        let log = try CallLogSample("twilio", ["reply_through": .text("sms")])
        let csv =
            "Call SID,From,To,Direction,Status,Start Time,Duration\n"
            + "CA1,+447400123456,+441632960999,inbound,no-answer,2026-03-02T09:00:00Z,0\n"
            + "CA2,+441632960011,+441632960999,inbound,no-answer,2026-03-02T09:00:00Z,0\n"
        let envelopes = try await log.envelopes(of: Array(csv.utf8))
        #expect(envelopes.map(\.sender.authenticity.isVerified) == [false, false])
        #expect(envelopes.map(\.replyRoute.address) == ["+447400123456", ""])
        #expect(envelopes[0].replyRoute.channel == ChannelID(rawValue: "sms"))
        #expect(envelopes[1].replyRoute.target == nil)
        #expect(envelopes[0].threading.conversationKey == "caller:+447400123456")
        #expect(envelopes[0].fact("callback_due") == "2026-03-02T13:00:00Z")
    }

    @Test func `a heading that is not there is told with those that are`() async throws {
        let sample = try #require(Self.samples.last)
        let read = try await CallLogSample("csv", sample.settings).read(Array("Vorgang,Telefon\n1,2\n".utf8))
        #expect(read.arrivals.isEmpty)
        #expect(read.refusal?.contains("`columns.disposition`") == true)
        #expect(read.refusal?.contains("one of \"Vorgang\", \"Telefon\"") == true)
    }

    @Test func `Asterisk's optional columns are told by their number`() {
        #expect(AsteriskColumns.names(count: 13) == nil)
        #expect(AsteriskColumns.names(count: 16)?.last == "amaflags")
        #expect(AsteriskColumns.names(count: 17)?.last == "uniqueid")
        #expect(AsteriskColumns.names(count: 18)?.last == "userfield")
        #expect(AsteriskColumns.names(count: 19)?.suffix(4) == ["amaflags", "peeraccount", "linkedid", "sequence"])
        #expect(AsteriskColumns.names(count: 20)?.suffix(4) == ["uniqueid", "peeraccount", "linkedid", "sequence"])
        #expect(AsteriskColumns.names(count: 21)?.suffix(4) == ["userfield", "peeraccount", "linkedid", "sequence"])
        #expect(AsteriskColumns.names(count: 22) == nil)
    }

    @Test func `a zone that is not the exchange's is noticed by the names of calls`() async throws {
        let row = LinkedRowsTests.row(1, 1)
        let right = try await CallLogSample("asterisk").envelopes(of: Array(row.utf8))
        let wrong = try await CallLogSample("asterisk", ["time_zone": .text("Asia/Tokyo")]).envelopes(
            of: Array(row.utf8)
        )
        #expect(right.flatMap(\.warnings).isEmpty)
        #expect(wrong.flatMap(\.warnings).count == 1)
    }

    @Test(arguments: [
        "{\"variables\":{\"uuid\":\"u\",\"start_epoch\":\"1772442000\"}}",
        "cdr=%7B%22variables%22%3A%7B%22uuid%22%3A%22u%22%2C%22start_epoch%22%3A%221772442000%22%7D%7D",
        "cdr=eyJ2YXJpYWJsZXMiOnsidXVpZCI6InUiLCJzdGFydF9lcG9jaCI6IjE3NzI0NDIwMDAifX0=",
        "uuid=1&cdr=eyJ2YXJpYWJsZXMiOnsidXVpZCI6InUiLCJzdGFydF9lcG9jaCI6IjE3NzI0NDIwMDAifX0AAAA=",
    ])
    func `FreeSWITCH posts a call in three ways`(_ body: String) {
        let document = PhoneLogAdapter.document(in: Array(body.utf8))
        #expect(String(decoding: document, as: UTF8.self) == #"{"variables":{"uuid":"u","start_epoch":"1772442000"}}"#)
    }
}
