import ChannelConformance
import ChannelKit
import ConformanceCases
import Foundation
import Testing

@testable import ProcessAdapter

/// The process adapter, with a real program, held against the contract of all channels.
@Suite struct ProcessConformanceTests {
    @Test(arguments: ConformanceCases.all)
    func `a program as a channel keeps the contract`(_ promise: ConformanceCase) async {
        await ChannelConformance.check(Self.subject, against: promise)
    }

    static let secret = "loft-secret-correcthorse"

    static let subject = ConformanceSubject(
        name: "program",
        manifestSource: ProcessAdapter.manifestSource,
        make: { try ProcessAdapter(channel: $0, settings: $1, context: $2) },
        settings: [
            "command": "[python3, '\(Pigeon.path)']",
            "secrets": "{token: {env: LOFT_TOKEN}}",
            "settings": "{place: loft}",
            "environment": "{PIGEON: grey}",
            "identity_namespace": "pigeon:loft",
            "outbound_attachments": "16MB",
        ],
        secrets: ["LOFT_TOKEN": secret],
        badSettings: [
            BadSettings("a program without a name", changing: ["command": "['  ']"], path: "command"),
            BadSettings("a variable that is none", changing: ["environment": "{'A=B': c}"], path: "environment.A=B"),
            BadSettings("a unit with nothing to count", changing: ["text_unit": "bytes"], path: "text_unit"),
            BadSettings(
                "a space with blanks",
                changing: ["identity_namespace": "'a b'"],
                path: "identity_namespace"
            ),
        ],
        arrivals: [
            sample("a message in a room", Events.message),
            sample(
                "a message with files",
                Events.files,
                [
                    SampleAttachment(name: "b.txt", octets: Array("hello".utf8)),
                    SampleAttachment(name: "c.jpg", octets: nil),
                ]
            ),
            sample("a message from a mailbox", Events.mail),
            sample("a receipt", Events.receipt),
        ],
        poison: [arrival(""), arrival("[]"), arrival("{}"), arrival(#"{"event_id":""}"#), arrival("[[[[")],
        requests: [
            call(
                "two events",
                #"{"events":[{"event_id":"w1","text":"a"},{"event_id":"w2","text":"b"}]}"#,
                .taken(arrivals: 2)
            ),
            call("nothing new", #"{"events":[]}"#, .taken(arrivals: 0)),
            call("nonsense", "nonsense", .refused(status: 400)),
            SampleRequest(
                "an unsigned call",
                WebRequest(
                    method: "POST",
                    path: "webhook",
                    body: Array("{}".utf8),
                    receivedAt: ConformanceSubject.start
                ),
                .refused(status: 401)
            ),
        ],
        source: { PigeonSource(folder: Pigeon.folder(in: $0)) },
        delivery: DeliverySamples(
            route: ReplyRoute(
                target: IdentityKey(kind: .handle, namespace: "pigeon:loft", value: "ada"),
                address: "ada",
                conversationKey: "roof"
            ),
            text: { part in
                ((try? JSONSerialization.jsonObject(with: Data(part.body))) as? [String: Any])?["text"] as? String
            },
            outcomes: [
                outcome("it is sent", #"{"outcome":"sent"}"#, .receipt),
                outcome(
                    "later",
                    #"{"outcome":"later","after_ms":1500,"reason":"the loft is full"}"#,
                    .failure(.later(after: .milliseconds(1500)))
                ),
                outcome("never", #"{"outcome":"never","reason":"no such pigeon"}"#, .failure(.never)),
                outcome(
                    "a refused account",
                    #"{"outcome":"blocked","reason":"the key is wrong"}"#,
                    .failure(.blocked(.credentials))
                ),
                outcome(
                    "a closed window",
                    #"{"outcome":"blocked","cause":"window_closed"}"#,
                    .failure(.blocked(.windowClosed))
                ),
                outcome("it does not know", #"{"outcome":"unknown","reason":"x"}"#, .failure(.unknown)),
                outcome("an outcome that nobody knows", #"{"outcome":"perhaps"}"#, .failure(.unknown)),
                outcome("it dies of the request", #""die""#, .failure(.unknown)),
                outcome("it fails", #"{"error":-32603}"#, .failure(.unknown)),
                outcome("it does not understand", #"{"error":-32602}"#, .failure(.never)),
                outcome("it cannot now", #"{"error":-32002}"#, .failure(.later(after: nil))),
            ]
        )
    )

    private static func outcome(
        _ name: String,
        _ answer: String,
        _ expectation: DeliveryOutcome.Expectation
    ) -> DeliveryOutcome {
        DeliveryOutcome(
            name,
            expectation,
            attempts: { Pigeon.lines("sent.jsonl", in: Pigeon.folder(in: $0.folder)).count },
            prepare: { try Pigeon.append(answer, to: "answers.jsonl", in: Pigeon.folder(in: $0.folder)) }
        )
    }

    private static func sample(
        _ name: String,
        _ event: String,
        _ attachments: [SampleAttachment] = []
    ) -> SampleArrival {
        SampleArrival(name, arrival(event), envelopes: [ExternalID(rawValue: "e1")], attachments: attachments)
    }

    private static func arrival(_ event: String) -> RawArrival {
        RawArrival(
            channel: ConformanceSubject.channel,
            externalID: ExternalID(rawValue: "e1"),
            receivedAt: ConformanceSubject.start,
            mediaType: ArrivalMaking.mediaType,
            verdict: .fetched,
            body: Array(event.utf8)
        )
    }

    private static func call(_ name: String, _ body: String, _ outcome: SampleRequest.Outcome) -> SampleRequest {
        SampleRequest(
            name,
            WebRequest(
                method: "POST",
                path: "webhook",
                headers: [HeaderField("X-Signature", Pigeon.signature(of: body, secret: secret))],
                body: Array(body.utf8),
                receivedAt: ConformanceSubject.start
            ),
            outcome,
            isSigned: true
        )
    }
}

/// Events as programs hand them over.
enum Events {
    static let message = """
        {"event_id":"e1","kind":"message","occurred_at":"2026-01-31T08:00:00Z","conversation":"#roof","group":true,\
        "title":"The roof","sender":{"id":"ada","name":"Ada","verified":["id"]},"text":"Does it coo? 👩‍👩‍👧‍👦",\
        "html":"<p>Does it <b>coo</b>?</p><script>x</script>","message_id":"m1","reply_to":["m0"],"language":"en"}
        """
    static let files = """
        {"event_id":"e1","conversation":"dove","sender":{"id":"dove"},"text":"see","attachments":[\
        {"name":"../x/b.txt","content_type":"text/plain","content":"aGVsbG8="},\
        {"name":"c.jpg","content_type":"image/jpeg","handle":"f:17","inline":true,"content_id":"c1"}]}
        """
    static let mail = """
        {"event_id":"e1","sender":{"email":"Ada@Example.org","phone":"+442087654321","verified":["email"]},"subject":"Coo",\
        "text":"coo","recipients":[{"email":"help@example.com","name":"Help"}],"fields":[{"name":"age","value":3}],\
        "metadata":{"loft":"7"},"automatic":"auto-reply","reply_until":"2026-02-01T08:00:00+01:00"}
        """
    static let receipt = """
        {"event_id":"e1","kind":"receipt","conversation":"dove","receipts":[{"message_id":"m1","status":"read"},\
        {"message_id":"m2","status":"failed","code":"17","detail":"a hawk"},{"status":"eaten"}]}
        """
}
