import ChannelConformance
import ChannelKit
import ConformanceCases
import Testing

@testable import WebFormAdapter

/// The web form held against the contract of all channels.
@Suite struct WebFormConformanceTests {
    @Test(arguments: ConformanceCases.all)
    func `the web form keeps the contract`(_ promise: ConformanceCase) async {
        await ChannelConformance.check(Self.subject, against: promise)
    }

    private static let subject = ConformanceSubject(
        name: "web form",
        manifestSource: WebFormAdapter.manifestSource,
        make: { try WebFormAdapter(channel: $0, settings: $1, context: $2) },
        settings: [
            "reply_through": "mail", "region": "GB",
            // Limits count what the cases send by the thousand.
            "rate_limits": "{per_address: 0, per_address_unproven: 0, per_email: 0}",
        ],
        otherChannels: ["mail"],
        badSettings: [
            BadSettings(
                "two fields of one name",
                changing: ["fields": "[{name: email, type: email}, {name: email, type: multiline}]"],
                path: "fields"
            ),
            BadSettings(
                "no way to reach the person",
                changing: ["fields": "[{name: message, type: multiline}]"],
                path: "fields"
            ),
            BadSettings("no message", changing: ["fields": "[{name: email, type: email}]"], path: "fields"),
            BadSettings(
                "an origin with a path",
                changing: ["allowed_origins": "['https://www.example.com/shop']"],
                path: "allowed_origins"
            ),
        ],
        arrivals: [
            sample(
                "a submission with a file",
                record(text: "It weaves.\\nDoes it?", file: "aGVsbG8="),
                [SampleAttachment(name: "b.txt", octets: Array("hello".utf8))]
            ),
            sample("a submission in Chinese", record(text: "您好 👩‍👩‍👧‍👦", file: nil)),
        ],
        poison: [arrival(""), arrival("{}"), arrival("{\"version\":2}"), arrival("[[[[")],
        requests: [
            post("a submission", body: "{\(answers)}", .taken(arrivals: 1)),
            post(
                "a submission with a file",
                body: "{\(answers),\"files\":[{\"name\":\"../b.txt\",\"data\":\"aGVsbG8=\"}]}",
                .taken(arrivals: 1)
            ),
            post("a submission without a message", body: "{\"email\":\"ada@example.org\"}", .answered(status: 422)),
            post("a submission that is no JSON", body: "{", .answered(status: 400)),
            get("the page", "form", 200),
            get("the page's script", "form.js", 200),
            get("the script for other sites", "embed.js", 200),
            get("a page that is not there", "nowhere", 404),
        ]
    )

    private static let answers =
        "\"name\":\"Ada\",\"email\":\"ada@example.org\",\"subject\":\"The engine\",\"message\":\"It weaves.\""

    /// A submission as the README describes it: what was journaled once must be readable ever after.
    private static func record(text: String, file: String?) -> String {
        let files = file.map {
            "{\"field\":\"files\",\"name\":\"../notes/b.txt\",\"media_type\":\"text/plain\",\"data\":\"\($0)\"}"
        }
        let fields = [("email", "email", "ada@example.org"), ("message", "multiline", text)].map { name, type, value in
            """
            {"name":"\(name)","type":"\(type)","role":"\(name)","label":"\(name)","value":"\(value)","shown":"\(value)"}
            """
        }
        return """
            {"version":1,"key":"key-1","language":"en","region":"GB","proof":"none","suspicion":null,"repaired":false,\
            "fields":[\(fields.joined(separator: ","))],"files":[\(files ?? "")]}
            """
    }

    private static func sample(
        _ name: String,
        _ document: String,
        _ attachments: [SampleAttachment] = []
    ) -> SampleArrival {
        let arrival = arrival(document)
        return SampleArrival(name, arrival, envelopes: [arrival.externalID], attachments: attachments)
    }

    private static func arrival(_ document: String) -> RawArrival {
        RawArrival(
            channel: ConformanceSubject.channel,
            externalID: ExternalID(rawValue: "key-1:\(document.utf8.count)"),
            receivedAt: ConformanceSubject.start,
            mediaType: SubmissionRecord.mediaType,
            body: Array(document.utf8)
        )
    }

    private static func post(_ name: String, body: String, _ outcome: SampleRequest.Outcome) -> SampleRequest {
        let fields = [
            HeaderField("Content-Type", "application/json"),
            HeaderField("Idempotency-Key", "conformance-\(name.replacing(" ", with: "-"))"),
        ]
        return SampleRequest(
            name,
            WebRequest(
                method: "POST",
                path: "form",
                headers: fields,
                body: Array(body.utf8),
                receivedAt: ConformanceSubject.start
            ),
            outcome
        )
    }

    private static func get(_ name: String, _ path: String, _ status: Int) -> SampleRequest {
        SampleRequest(
            name,
            WebRequest(method: "GET", path: path, receivedAt: ConformanceSubject.start),
            .answered(status: status)
        )
    }
}
