import ChannelKit
import ConformanceCases

/// The sample adapters as subjects, honest or with a flaw.
enum SampleSubjects {
    static let secret = "planted-correcthorse-battery"

    static func chat(_ flaw: Flaw? = nil) -> ConformanceSubject {
        let body = Array("m1|ada|It weaves.|notes/b.txt|aGVsbG8=\nm2|grace|It does.".utf8)
        return ConformanceSubject(
            name: flaw.map { "sample that \($0)" } ?? "sample",
            manifestSource: SampleAdapter.manifestSource,
            make: { try SampleAdapter(channel: $0, settings: $1, context: $2, flaw: flaw) },
            settings: ["host": "chat.example.org", "token": "{env: SAMPLE_TOKEN}"],
            secrets: ["SAMPLE_TOKEN": secret],
            badSettings: [
                BadSettings("the same host twice", changing: ["fallback": "chat.example.org"], path: "fallback")
            ],
            arrivals: [
                SampleArrival(
                    "two messages with a file",
                    arrival("a1", body),
                    envelopes: [ExternalID(rawValue: "m1"), ExternalID(rawValue: "m2")],
                    attachments: [SampleAttachment(name: "b.txt", octets: Array("hello".utf8))]
                ),
                SampleArrival(
                    "a message in Chinese",
                    arrival("a2", Array("m3|艾达|您好".utf8)),
                    envelopes: [ExternalID(rawValue: "m3")]
                ),
            ],
            poison: [arrival("p1", [0xFF, 0xFE])],
            requests: [
                call("a signed call", body, .taken(arrivals: 1), isSigned: true),
                call("a call that nobody signed", Array("m9|eve|Hello".utf8), .refused(status: 401)),
            ],
            files: [SampleFile("two.txt", octets: Array("m1|ada|One#m2|ada|Two".utf8), arrivals: 2)],
            source: { _ in SamplePlace() },
            delivery: DeliverySamples(
                route: ReplyRoute(
                    target: IdentityKey(kind: .email, value: "ada@example.net"),
                    address: "ada@example.net"
                ),
                text: { part in
                    let text = String(decoding: part.body, as: UTF8.self)
                    return text.firstRange(of: "\r\n\r\n").map { String(text[$0.upperBound...]) }
                },
                outcomes: DeliveryOutcome.mail,
                stall: { $0.scripted.stall() }
            )
        )
    }

    static func page(_ flaw: Flaw? = nil) -> ConformanceSubject {
        let body = Array("It weaves.".utf8)
        return ConformanceSubject(
            name: flaw.map { "sample page that \($0)" } ?? "sample page",
            manifestSource: SamplePage.manifestSource,
            make: { try SamplePage(channel: $0, settings: $1, context: $2, flaw: flaw) },
            settings: ["reply_through": "mail"],
            otherChannels: ["mail"],
            arrivals: [
                SampleArrival(
                    "a submission",
                    arrival("s1", body),
                    envelopes: [ExternalID(rawValue: "page-\(SampleMemory.digest(body))")]
                )
            ],
            poison: [arrival("p1", [0xFF])],
            requests: [
                SampleRequest(
                    "a submission",
                    WebRequest(method: "POST", path: "form", body: body, receivedAt: ConformanceSubject.start),
                    .taken(arrivals: 1)
                ),
                SampleRequest(
                    "a page that is not there",
                    WebRequest(method: "GET", path: "nowhere", receivedAt: ConformanceSubject.start),
                    .answered(status: 404)
                ),
            ]
        )
    }

    private static func call(
        _ name: String,
        _ body: [UInt8],
        _ outcome: SampleRequest.Outcome,
        isSigned: Bool = false
    ) -> SampleRequest {
        let signature = isSigned ? SampleAdapter.signature(body, token: secret) : "wrong"
        return SampleRequest(
            name,
            WebRequest(
                method: "POST",
                path: "webhook",
                headers: [HeaderField("Signature", signature)],
                body: body,
                receivedAt: ConformanceSubject.start
            ),
            outcome,
            isSigned: isSigned
        )
    }

    private static func arrival(_ id: String, _ body: [UInt8]) -> RawArrival {
        RawArrival(
            channel: ConformanceSubject.channel,
            externalID: ExternalID(rawValue: id),
            receivedAt: ConformanceSubject.start,
            mediaType: "text/plain",
            headers: [HeaderField("Source", "sample")],
            body: body
        )
    }
}
