import ChannelKit
import DeskModel
import HTTPTypes
import MessageRouting
import Testing
import TicketStorage

@testable import DeskWeb

/// The channels as admins see them: health, addresses, calls, tests, and what to copy.
@Suite struct ChannelAdministrationTests {
    /// The page of a desk that is served over TLS, where sessions have a cookie of another name.
    private func overTLS(_ desk: TestDesk, as admin: TestAgent) async throws -> Answer {
        try await desk.get("/admin/channels", as: admin, headers: ["Cookie": "__Host-\(admin.cookie)"])
    }

    @Test func `the page names the address to paste and the page for customers`() async throws {
        let desk = try TestDesk(publicURL: "https://help.river.example")
        let page = try await overTLS(desk, as: try await desk.signIn(.admin))
        #expect(page.body.contains("value=\"https://help.river.example/channels/hook/webhook\""))
        #expect(page.body.contains("value=\"https://help.river.example/channels/form/form\""))
        #expect(page.body.contains("data-copy=\"webhook-hook\"") && page.body.contains("id=\"webhook-hook\""))
        #expect(!page.body.contains("set public_url"))
    }

    @Test func `an address for each purpose is named with what it is for`() async throws {
        let desk = try TestDesk(publicURL: "https://help.river.example")
        let page = try await overTLS(desk, as: try await desk.signIn(.admin))
        for (id, path) in [("webhook-form", "form/webhook/mime"), ("webhook-form-news", "form/webhook")] {
            #expect(page.body.contains("id=\"\(id)\" readonly value=\"https://help.river.example/channels/\(path)\""))
        }
        #expect(page.body.contains("for messages that come in") && page.body.contains("for news of what was sent"))
        let program = try await desk.program()
        let places = try await desk.api(.get, "/channels/form", as: program).json["webhook_addresses"]?.elements ?? []
        #expect(places.map { $0["purpose"] } == ["messages", "news"])
    }

    @Test func `an address that no provider can call is warned of`() async throws {
        let desk = try TestDesk()
        let page = try await desk.get("/admin/channels", as: try await desk.signIn(.admin))
        #expect(page.body.contains("set public_url"))
    }

    @Test(arguments: [("right", "taken (202)"), ("wrong", "refused (401): the secret or signature does not fit")])
    func `the last call is told with what became of it`(_ secret: String, _ words: String) async throws {
        let desk = try TestDesk()
        let admin = try await desk.signIn(.admin)
        let before = try await desk.get("/admin/channels", as: admin)
        #expect(before.body.contains("none since the start") && !before.body.contains(words))
        let headers = ["X-Secret": secret]
        _ = try await desk.send(.post, "/channels/hook/webhook", headers: headers, body: Array("hello".utf8))
        #expect(try await desk.get("/admin/channels", as: admin).body.contains(words))
    }

    @Test(arguments: [
        ("hook", true, "The test went well", "hook &lt;answers&gt; &amp; greets."),
        ("form", false, "The test found a problem", "form &lt;does not&gt; answer: switch it on."),
    ])
    func `a test asks the running channel and shows what was found`(
        _ channel: String,
        _ isHealthy: Bool,
        _ verdict: String,
        _ finding: String
    ) async throws {
        let desk = try TestDesk()
        let admin = try await desk.signIn(.admin)
        let answer = try await desk.post("/admin/channels/\(channel)/test", as: admin)
        #expect(answer.status == 303 && answer.location == "/admin/channels#channel-\(channel)")
        let page = try await desk.get("/admin/channels", as: admin)
        #expect(page.body.contains(verdict) && page.body.contains(finding))
        let log = try await desk.get("/admin/audit", as: admin)
        #expect(log.body.contains(isHealthy ? "channel.tested" : "channel.test-failed"))
    }

    @Test func `only channels that run can be tested`() async throws {
        let desk = try TestDesk()
        let admin = try await desk.signIn(.admin)
        #expect(try await desk.post("/admin/channels/none/test", as: admin).status == 404)
        #expect(try await desk.post("/admin/channels/hook/test", as: admin, withToken: false).status == 403)
    }

    @Test(arguments: [
        (ChannelCondition.Line.ready, "It is connected"), (.connecting, "It is connecting"),
        (.failing, "tried again by itself"), (.blocked, "somebody has to mend"),
    ])
    func `how a line is doing is said in a sentence`(_ line: ChannelCondition.Line, _ words: String) async throws {
        let desk = try TestDesk()
        let admin = try await desk.signIn(.admin)
        desk.services.health.reporter(for: ChannelID(rawValue: "mail"))
            .report(ChannelCondition(line: line, problem: .verbatim("The <login> was refused.")))
        let page = try await desk.get("/admin/channels", as: admin)
        #expect(page.body.contains(words) && page.body.contains("The &lt;login&gt; was refused."))
    }

    @Test(arguments: [
        ("en", "bot events message.channels", "Feishu 飞书", "Chat services"),
        ("zh-Hans", "机器人事件", "Feishu 飞书", "聊天服务"),
    ])
    func `settings to copy carry the desk's own address, in both languages`(
        _ language: String,
        _ notes: String,
        _ title: String,
        _ group: String
    ) async throws {
        let desk = try TestDesk(publicURL: "https://help.river.example")
        let page = try await overTLS(desk, as: try await desk.signIn(.admin, language: language))
        #expect(page.body.contains(notes) && page.body.contains(title) && page.body.contains(group))
        #expect(page.body.contains("    provider: slack\n    signing_secret: {env: SLACK_SIGNING_SECRET}\n"))
        #expect(page.body.contains("https://help.river.example/channels/slack/webhook"))
        #expect(!page.body.contains("help.example.com"))
    }
}
