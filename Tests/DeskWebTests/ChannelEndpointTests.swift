import ChannelKit
import HTTPTypes
import HummingbirdCore
import MessageRouting
import Testing
import TicketStorage

@testable import DeskWeb

@Suite struct ChannelEndpointTests {
    @Test func `a call is journaled before it is answered`() async throws {
        let desk = try TestDesk()
        let answer = try await desk.send(
            .post,
            "/channels/hook/webhook/x",
            headers: ["X-Secret": "right"],
            body: Array("hello".utf8)
        )
        #expect(answer.status == 202)
        let page = try await desk.store.intakePage(IntakeQuery())
        #expect(page.items.map(\.channel.rawValue) == ["hook"])
        #expect(page.items.first?.size == 5)
    }

    @Test func `what is not authentic leaves nothing behind`() async throws {
        let desk = try TestDesk()
        #expect(try await desk.send(.post, "/channels/hook/webhook", body: [1]).status == 401)
        #expect(try await desk.store.intakePage(IntakeQuery()).items.isEmpty)
    }

    @Test func `a handshake is answered with what the adapter says`() async throws {
        let desk = try TestDesk()
        let answer = try await desk.get("/channels/hook/webhook/a%20b", headers: ["X-Secret": "right"])
        #expect(answer.status == 200 && answer.body == "webhook/a b")
    }

    @Test(arguments: [
        "/channels/none/webhook", "/channels/hook", "/channels//webhook", "/channels/hook/../x",
        "/channels/hook/%2e%2e/x",
        "/channels/ho%00ok/webhook", "/channels/hook/webhook%ff",
    ])
    func `what is no channel's is not found`(_ path: String) async throws {
        let desk = try TestDesk()
        #expect(try await desk.send(.post, path, headers: ["X-Secret": "right"], body: [1]).status == 404)
    }

    @Test func `a full queue tells callers when to come back`() async throws {
        let desk = try TestDesk(limits: IntakeLog.Limits(waiting: 0, freeDiskBytes: 0, retryAfter: .seconds(7)))
        let call = try await desk.send(.post, "/channels/hook/webhook", headers: ["X-Secret": "right"], body: [1])
        #expect(call.status == 503 && call.header("Retry-After") == "7")
        let page = try await desk.send(.post, "/channels/form/form", body: Array("typed".utf8))
        #expect(page.status == 503 && page.header("Retry-After") == "7")
        #expect(page.body == "typed: 5")
    }

    @Test func `too large is said before it is read, and after`() async throws {
        let desk = try TestDesk(limits: IntakeLog.Limits(arrivalBytes: 10, freeDiskBytes: 0), maximumBodyBytes: 100)
        let headers = ["X-Secret": "right"]
        let large = Array(repeating: UInt8(ascii: "x"), count: 101)
        #expect(try await desk.send(.post, "/channels/hook/webhook", headers: headers, body: large).status == 413)
        let declared = headers.merging(["Content-Length": "5000000000"]) { $1 }
        #expect(try await desk.send(.post, "/channels/hook/webhook", headers: declared, body: [1]).status == 413)
        #expect(
            try await desk.send(.post, "/channels/hook/webhook", headers: headers, body: Array(large.prefix(20))).status
                == 413
        )
    }

    @Test func `a storage that fails acknowledges nothing`() async throws {
        let desk = try TestDesk()
        try await desk.store.close()
        let call = try await desk.send(.post, "/channels/hook/webhook", headers: ["X-Secret": "right"], body: [1])
        #expect(call.status == 503 && call.header("Retry-After") != nil)
    }

    @Test func `a submitter learns the ticket's number`() async throws {
        let desk = try TestDesk(submissionPatience: .seconds(600))
        let answer = try await desk.withRouter {
            try await desk.send(.post, "/channels/form/form", body: Array("my words".utf8))
        }
        #expect(answer.status == 200)
        #expect(answer.body == "ticket 1 false")
        let again = try await desk.send(.post, "/channels/form/form", body: Array("my words".utf8))
        #expect(again.body == "ticket 1 true")
    }

    @Test func `an adapter's own headers stay, and broken ones do not leave`() {
        let answer = WebAnswer(
            status: 999,
            headers: [HeaderField("X-Good", "a"), HeaderField("Bad Name", "b"), HeaderField("X-Split", "a\r\nb: c")]
        )
        let response = answer.response
        #expect(response.status.code == 500)
        #expect(response.headers.map(\.name.rawName) == ["X-Good", "Content-Length"])
    }

    @Test func `the page of a channel is protected and may be framed as it says itself`() async throws {
        let desk = try TestDesk()
        let answer = try await desk.get("/channels/form/form")
        #expect(answer.body == "page form")
        #expect(answer.header("X-Content-Type-Options") == "nosniff")
    }
}
