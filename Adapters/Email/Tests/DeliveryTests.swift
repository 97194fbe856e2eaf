import ChannelKit
import Foundation
import Testing

@testable import EmailAdapter

@Suite struct DeliveryTests {
    private let desk = TestDesk()
    private let attempt = DeliveryContext(idempotencyKey: "k", attempt: 1)
    private let smtp: [String: SettingValue] = [
        "smtp": .object([
            "host": .text("smtp.example.org"), "user": .text("u"), "password": .secrets([Secret("hunter2")]),
        ])
    ]

    @Test func `what the server said is the receipt`() async throws {
        let adapter = try desk.adapter(smtp)
        let part = try #require(try adapter.plan(ReplyPlanTests.reply()).first)
        let receipt = try await adapter.deliver(part, attempt)
        #expect(receipt.answer == .verbatim("250 2.0.0 Ok: queued as 4F2A1"))
        #expect(receipt.externalID == part.externalID)
        #expect(receipt.progress == .sent)
        let submission = try #require(desk.mail.submissions.first)
        #expect(desk.mail.submissions.count == 1)
        #expect(submission.sender == "desk@example.org")
        #expect(submission.recipients == ["Ada@example.net"])
        #expect(submission.octets == part.body)
    }

    private static let refusals: [(refusal: MailRefusal, verdict: DeliveryFailure.Verdict, word: String)] = [
        (.answered(code: 450, text: "450 greylisted"), .later(after: nil), "greylisted"),
        (.answered(code: 421, text: "421 busy"), .later(after: nil), "busy"),
        (.answered(code: 550, text: "550 5.1.1 no such user"), .never, "no such user"),
        (.answered(code: 552, text: "552 too big"), .never, "too big"),
        (.answered(code: 535, text: "535 5.7.8 bad credentials"), .blocked(.credentials), "bad credentials"),
        (.credentials(text: "535 denied"), .blocked(.credentials), "denied"),
        (.credentials(text: "454 4.7.0 Temporarily unavailable"), .later(after: nil), "no sign-in now"),
        (.unreachable(detail: "refused"), .later(after: nil), "could not be reached"),
        (.untrusted(detail: "self-signed"), .later(after: nil), "certificate"),
        (.unanswered(detail: "time-out"), .unknown, "may have been sent"),
        (.unusableAddress("x"), .never, "address"),
        (.unusableMail(detail: "bare LF"), .never, "cannot be sent"),
    ]

    @Test(arguments: refusals.indices)
    func `each refusal has its verdict after one attempt`(index: Int) async throws {
        let (refusal, verdict, word) = Self.refusals[index]
        desk.mail.refuse(refusal)
        let adapter = try desk.adapter(smtp)
        let part = try #require(try adapter.plan(ReplyPlanTests.reply()).first)
        let failure = await #expect(throws: DeliveryFailure.self) { _ = try await adapter.deliver(part, attempt) }
        #expect(failure?.verdict == verdict)
        #expect(failure?.reason.english.contains(word) == true, "\(failure?.reason.english ?? "")")
        #expect(failure.map { "\($0)".contains("hunter2") } == false)
        #expect(desk.mail.submissions.count == 1)
    }

    @Test func `the same part twice is one whole file`() async throws {
        let folder = try TemporaryFolder()
        let adapter = try desk.adapter(["out_folder": .object(["path": .text(folder.path + "/new/out")])])
        let part = try #require(try adapter.plan(ReplyPlanTests.reply()).first)
        for _ in 0..<2 { _ = try await adapter.deliver(part, attempt) }
        #expect(folder.names(in: "new/out") == ["k7f3zq9d8s6a5p4m@example.org.eml"])
        let written = try Data(
            contentsOf: URL(fileURLWithPath: folder.path + "/new/out/k7f3zq9d8s6a5p4m@example.org.eml")
        )
        #expect(Array(written) == part.body)
    }

    @Test func `a folder that cannot be written is tried again later`() async throws {
        let folder = try TemporaryFolder()
        try folder.write("in the way", to: "out", before: Timestamp(seconds: 1_800_000_000))
        let adapter = try desk.adapter(["out_folder": .object(["path": .text(folder.path + "/out")])])
        let part = try #require(try adapter.plan(ReplyPlanTests.reply()).first)
        let failure = await #expect(throws: DeliveryFailure.self) { _ = try await adapter.deliver(part, attempt) }
        #expect(failure?.verdict == .later(after: nil))
    }

    @Test(arguments: [
        ("a@b.c", "a@b.c.eml"), ("../../x@y", "%2E.%2F..%2Fx@y.eml"), (".hidden", "%2Ehidden.eml"),
        ("a/b\0", "a%2Fb%00.eml"),
    ])
    func `an id cannot leave the folder`(id: String, name: String) {
        #expect(OutFolder.fileName(id) == name)
        #expect(OutFolder.fileName(String(repeating: "/", count: 900)).utf8.count < 255)
    }
}
