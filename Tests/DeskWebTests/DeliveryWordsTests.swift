import ChannelKit
import DeskModel
import Foundation
import MessageRouting
import Testing
import TicketStorage

@testable import DeskWeb

/// Why a delivery failed and a channel is held, in the reader's language.
@Suite struct DeliveryWordsTests {
    private static let reason = Wording(
        "The mail server refused it for good: 550 <no> such user",
        "邮件服务器拒收，不再重试；请核对收件地址和内容。服务器称：550 <no> such user"
    )

    /// A ticket whose one reply failed.
    private func failed(_ desk: TestDesk, because reason: Wording = reason) async throws -> Ticket {
        let ticket = try await desk.receive()
        let agent = try await desk.signIn()
        _ = try await desk.post("/desk/tickets/\(ticket.number)/replies", [("text", "Hello")], as: agent)
        let epoch = try await desk.store.beginEpoch()
        let now = desk.clock.now.advanced(by: .seconds(60))
        let delivery = try #require(try await desk.store.claimDeliveries(epoch: epoch, now: now, limit: 10).first)
        let outcome = AttemptOutcome(
            delivery: delivery.id,
            epoch: epoch,
            attempt: delivery.attempts,
            state: .failed,
            outcome: "never",
            answer: reason,
            at: now
        )
        #expect(try await desk.store.record(outcome))
        return ticket
    }

    @Test func `why something was put aside is said in the reader's language`() async throws {
        let desk = try TestDesk()
        try await desk.receive()
        let arrival = try #require(try await desk.store.intakePage(IntakeQuery()).items.first).id
        try await desk.store.quarantine(arrival, reason: Wording("The mail is empty.", "邮件为空。"))
        let english = try await desk.get("/desk/intake", as: try await desk.signIn(.admin)).body
        #expect(english.contains("The mail is empty.") && !english.contains("邮件为空"))
        let chinese = try await desk.get("/desk/intake", as: try await desk.signIn(.admin, language: "zh-Hans")).body
        #expect(chinese.contains("邮件为空。") && !chinese.contains("The mail is empty"))
    }

    @Test func `thread and outbox say it to a Chinese reader in Chinese, to others in English`() async throws {
        let desk = try TestDesk()
        let ticket = try await failed(desk)
        let english = try await desk.signIn(.admin)
        let chinese = try await desk.signIn(.admin, language: "zh-Hans")
        for path in ["/desk/tickets/\(ticket.number)", "/desk/outbox"] {
            let told = try await desk.get(path, as: chinese).body
            #expect(told.contains("邮件服务器拒收，不再重试；请核对收件地址和内容。服务器称：550 &lt;no&gt; such user"), "\(path)")
            #expect(!told.contains("refused it for good"), "\(path)")
            let said = try await desk.get(path, as: english).body
            #expect(said.contains("The mail server refused it for good: 550 &lt;no&gt; such user"), "\(path)")
            #expect(!said.contains("邮件服务器拒收"), "\(path)")
        }
    }

    @Test func `words of an earlier version and a server's own stand as they are`() async throws {
        let desk = try TestDesk()
        let ticket = try await failed(desk, because: .verbatim("[550] no such user"))
        for language in ["en", "zh-Hans"] {
            let agent = try await desk.signIn(.agent, language: language)
            #expect(try await desk.get("/desk/tickets/\(ticket.number)", as: agent).body.contains("[550] no such user"))
        }
    }

    @Test func `programs read English`() async throws {
        let desk = try TestDesk()
        let ticket = try await failed(desk)
        let record = try #require(
            try await desk.thread(ticket).entries.compactMap { entry -> DeliveryRecord? in
                if case .reply(_, let records) = entry { records.first } else { nil }
            }.first
        )
        let resource = DeliveryResource.json(record)
        #expect(resource["reason"]?.text == Self.reason.english)
        #expect(resource["attempts"]?.elements.map { $0["answer"]?.text } == [Self.reason.english])
    }

    @Test func `the channels' pages say why replies are held in the reader's language`() async throws {
        let desk = try TestDesk()
        let reason = Wording("The provider refuses the token.", "服务商拒绝了令牌。")
        try await desk.store.setHold(reason, channel: ChannelID(rawValue: "mail"), at: desk.clock.now)
        let english = try await desk.signIn(.admin)
        let chinese = try await desk.signIn(.admin, language: "zh-Hans")
        for path in ["/desk/channels", "/admin/channels"] {
            #expect(try await desk.get(path, as: english).body.contains("The provider refuses the token."), "\(path)")
            let told = try await desk.get(path, as: chinese).body
            #expect(told.contains("服务商拒绝了令牌。") && !told.contains("refuses the token"), "\(path)")
        }
    }

    @Test func `what is wrong with a channel is said in the reader's language`() async throws {
        let desk = try TestDesk()
        let mail = ChannelID(rawValue: "mail")
        let problem = Wording("The mail server cannot be reached <yet>.", "无法连接邮件服务器 <暂时>。")
        desk.services.health.reporter(for: mail).report(ChannelCondition(line: .failing, problem: problem))
        let finding = Wording("The port is closed.", "端口未开放。")
        let check = HealthCheck(isHealthy: false, findings: [finding])
        desk.services.health.note(ChannelHealth.Trial(check: check, at: desk.clock.now), of: mail)
        let english = try await desk.signIn(.admin)
        let chinese = try await desk.signIn(.admin, language: "zh-Hans")
        for path in ["/desk/channels", "/admin/channels"] {
            let said = try await desk.get(path, as: english).body
            #expect(said.contains("cannot be reached &lt;yet&gt;.") && !said.contains("无法连接邮件服务器"), "\(path)")
            let told = try await desk.get(path, as: chinese).body
            #expect(told.contains("无法连接邮件服务器 &lt;暂时&gt;。") && !told.contains("cannot be reached"), "\(path)")
        }
        #expect(try await desk.get("/admin/channels", as: chinese).body.contains("端口未开放。"))
        #expect(try await desk.get("/admin/channels", as: english).body.contains("The port is closed."))
    }

    @Test func `a reply that cannot be written is refused in the reader's language`() async throws {
        let desk = try TestDesk()
        let ticket = try await desk.receive()
        let chinese = try await desk.signIn(.agent, language: "zh-Hans")
        let path = "/desk/tickets/\(ticket.number)/replies"
        let refused = try await desk.post(path, [("text", " ")], as: chinese)
        #expect(refused.body.contains("不能发送空回复。请先填写内容。"))
    }
}
