import ChannelKit
import Foundation
import ProviderKit
import Testing

@testable import ProcessAdapter

/// Deliveries by a real program.
@Suite struct DeliveryTests {
    @Test func `a program is asked with everything it needs to answer in the right place`() async throws {
        let loft = try Loft()
        let receipt = try await loft.deliver("coo\ncoo").get()
        #expect(
            receipt
                == DeliveryReceipt(
                    externalID: ExternalID(rawValue: "m0"),
                    progress: .sent,
                    answer: .verbatim("250 taken")
                )
        )
        let sent = try JSONValue(parsing: Array(try #require(Pigeon.lines("sent.jsonl", in: loft.folder).first).utf8))
        #expect(
            sent == [
                "conversation": "#roof", "group": true, "text": "coo\ncoo", "part": 1, "parts": 1, "ticket": 7,
                "purpose": "reply", "subject": "Coo", "recipient": "ada", "reply_to": "m1", "author": "Grace",
                "request_id": "k/0", "attempt": 1, "may_repeat": false, "time_limit_ms": 60_000, "attachments": [],
            ]
        )
    }

    @Test(
        arguments: [
            (#""reason": "The number is not in use.", "reason_zh": "该号码已停用。""#, "The number is not in use.", "该号码已停用。"),
            (#""reason": "The number is not in use.""#, "The number is not in use.", "The number is not in use."),
            (#""reason": "gone", "reason_zh": "没了""#, "irc says that this can never be sent.", "irc 表示此内容无法发送。"),
        ]
    )
    func `a program's reason is said in both languages as far as it gives both`(
        members: String,
        english: String,
        chinese: String
    ) throws {
        let result = try JSONValue(parsing: Array(#"{"outcome": "never", \#(members)}"#.utf8))
        let reading = DeliveryReading(program: "irc", redaction: Redaction([:]))
        let failure = #expect(throws: DeliveryFailure.self) { try reading.receipt(for: .result(result)) }
        #expect(failure?.reason == Wording(english, chinese))
    }

    @Test func `a text is split at the channel's limit in its unit`() throws {
        let loft = try Loft(settings: ["text_limit": .integer(5), "text_unit": .text("bytes")])
        let parts = try loft.adapter.plan(Loft.reply("ab cd 织机 x"))
        let texts = try parts.map { try JSONValue(parsing: $0.body)["text"]?.text }
        #expect(texts.compactMap { $0 }.joined() == "ab cd 织机 x")
        #expect(texts.allSatisfy { ($0?.utf8.count ?? 9) <= 5 })
    }

    @Test func `a file lies where the program can read it, and is gone afterward`() async throws {
        let loft = try Loft()
        let file = OutboundAttachment(name: "a.txt", contentType: "text/plain", bytes: Array("hello".utf8))
        let parts = try loft.adapter.plan(Loft.reply("see", attachments: [file]))
        #expect(parts.count == 2)
        _ = try await loft.adapter.deliver(parts[1], DeliveryContext(idempotencyKey: "k/1", attempt: 1))
        let seen = Pigeon.lines("files.jsonl", in: loft.folder).first ?? ""
        #expect(
            seen.contains("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824") && seen.contains("a.txt")
        )
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(loft.folder)/files").isEmpty)
    }

    @Test func `without a limit for files none are sent, and without replies nothing is`() throws {
        let file = OutboundAttachment(name: "a.txt", contentType: "text/plain", bytes: [1])
        let mute = try Loft(settings: ["replies": .boolean(false)])
        let error = #expect(throws: DeliveryFailure.self) {
            try mute.adapter.plan(Loft.reply("x", attachments: [file]))
        }
        #expect(error?.verdict == .never)
        #expect(mute.adapter.abilities(within: AdapterAbilities(replies: true)).replies == false)
    }

    @Test func `a delivery that is canceled after it was asked for is unknown, and the program is told`() async throws {
        let loft = try Loft(misbehave: "slow-delivery")
        try await loft.listening {
            let work = Task { await loft.deliver() }
            #expect(await eventually { Pigeon.lines("sent.jsonl", in: loft.folder).count == 1 })
            work.cancel()
            guard case .failure(let failure) = await work.value else {
                Issue.record("it says that it was sent")
                return
            }
            #expect(failure.verdict == .unknown)
            #expect(await eventually { Pigeon.lines("canceled.jsonl", in: loft.folder).count == 1 })
        }
    }

    @Test func `a delivery that nobody answers in time is unknown`() async throws {
        let loft = try Loft(misbehave: "slow-delivery")
        try await loft.listening {
            #expect(await eventually { loft.health.all.contains { $0.line == .ready } })
            guard case .failure(let failure) = await loft.deliver(limit: .milliseconds(500)) else {
                Issue.record("it says that it was sent")
                return
            }
            #expect(failure.verdict == .unknown)
            #expect(failure.detail == "python3 did not answer in time")
        }
    }

    @Test func `a delivery under way when the program is killed is unknown, and the next one is tried later`()
        async throws
    {
        let loft = try Loft(misbehave: "slow-delivery")
        try await loft.listening {
            let work = Task { await loft.deliver() }
            #expect(await eventually { Pigeon.lines("sent.jsonl", in: loft.folder).count == 1 })
            #expect(PigeonSource(folder: loft.folder).breakLine())
            guard case .failure(let failure) = await work.value else {
                Issue.record("it says that it was sent")
                return
            }
            #expect(failure.verdict == .unknown)
            #expect(failure.detail == "python3 was ended by signal 9")
        }
    }

    @Test func `a program that cannot be started takes nothing, and the delivery is tried later`() async throws {
        let loft = try Loft(command: ["no-such-program-anywhere"])
        guard case .failure(let failure) = await loft.deliver() else {
            Issue.record("it says that it was sent")
            return
        }
        #expect(failure.verdict == .later(after: .seconds(60)))
    }

    @Test func `a reply that fits on no line is refused for good`() async throws {
        let loft = try Loft()
        guard case .failure(let failure) = await loft.deliver(String(repeating: "x", count: 2 << 20)) else {
            Issue.record("it says that it was sent")
            return
        }
        #expect(failure.verdict == .never)
        #expect(Pigeon.lines("sent.jsonl", in: loft.folder).isEmpty)
    }

    @Test func `deliveries and listening share one program`() async throws {
        let loft = try Loft()
        _ = try await loft.deliver().get()
        let first = try #require(Pigeon.process(in: loft.folder))
        _ = try await loft.deliver().get()
        #expect(Pigeon.process(in: loft.folder) == first, "it is kept for a moment")
        try await loft.listening {
            #expect(await eventually { loft.health.all.contains { $0.line == .ready } })
            let second = try #require(Pigeon.process(in: loft.folder))
            #expect(second != first && kill(first, 0) != 0, "the one for a moment made room")
            _ = try await loft.deliver().get()
            #expect(Pigeon.process(in: loft.folder) == second)
        }
    }
}
