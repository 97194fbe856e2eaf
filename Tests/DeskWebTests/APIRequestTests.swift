import DeskModel
import HTTPTypes
import Testing
import TicketStorage

@testable import DeskWeb

/// What is wrong with a request is told with its place, and what is allowed.
@Suite struct APIRequestTests {
    struct Bad: Sendable, CustomTestStringConvertible {
        let path: String
        let body: String
        let status: Int
        var places: [String] = []

        var testDescription: String { "\(path) \(body.prefix(80))" }
    }

    static let bad: [Bad] = [
        Bad(path: "/tickets/1/notes", body: "", status: 400),
        Bad(path: "/tickets/1/notes", body: "{", status: 400),
        Bad(path: "/tickets/1/notes", body: "{\"text\":\"a\"}x", status: 400),
        Bad(path: "/tickets/1/notes", body: "{\"text\":\"a\",\"text\":\"b\"}", status: 400),
        Bad(path: "/tickets/1/notes", body: "{\"text\":\"\\ud800\"}", status: 400),
        Bad(path: "/tickets/1/notes", body: "{'text':1}", status: 400),
        Bad(path: "/tickets/1/notes", body: "{\"text\":01}", status: 400),
        Bad(path: "/tickets/1/notes", body: String(repeating: "[", count: 17), status: 400),
        Bad(path: "/tickets/1/notes", body: "[" + String(repeating: "0,", count: 10_001) + "0]", status: 400),
        Bad(path: "/tickets/1/notes", body: "[]", status: 422, places: ["#"]),
        Bad(path: "/tickets/1/notes", body: "{}", status: 422, places: ["#/text"]),
        Bad(path: "/tickets/1/notes", body: "{\"text\":null}", status: 422, places: ["#/text"]),
        Bad(path: "/tickets/1/notes", body: "{\"text\":\" \"}", status: 422, places: ["#/text"]),
        Bad(path: "/tickets/1/notes", body: "{\"text\":\"a\\u0000\"}", status: 422, places: ["#/text"]),
        Bad(path: "/tickets/1/notes", body: "{\"text\":\"a\",\"private\":true}", status: 422, places: ["#/private"]),
        Bad(path: "/tickets/1/notes", body: "{\"te~/xt\":\"a\"}", status: 422, places: ["#/te~0~1xt", "#/text"]),
        Bad(
            path: "/tickets/1/split",
            body: "{\"messages\":[\"1\",\"x\",2]}",
            status: 422,
            places: ["#/messages/1", "#/messages/2"]
        ),
        Bad(path: "/tickets/1/merge", body: "{\"into\":0}", status: 422, places: ["#/into"]),
        Bad(path: "/tickets/1/merge", body: "{\"into\":99}", status: 422, places: ["#/into"]),
        Bad(path: "/tickets/1/merge", body: "{\"into\":1.5}", status: 422, places: ["#/into"]),
        Bad(
            path: "/tickets/1/replies",
            body: "{\"text\":\"a\",\"status\":\"done\"}",
            status: 422,
            places: ["#/status"]
        ),
        Bad(path: "/tickets/1/replies?x=1", body: "{\"text\":\"a\"}", status: 422, places: ["x"]),
        Bad(path: "/tickets/99/notes", body: "{\"text\":\"a\"}", status: 404),
        Bad(path: "/tickets/one/notes", body: "{\"text\":\"a\"}", status: 404),
        Bad(
            path: "/tickets",
            body: #"{"subject":"a\nb","channel":"mail","address":"x","message":"m"}"#,
            status: 422,
            places: ["#/subject"]
        ),
        Bad(
            path: "/tickets",
            body: #"{"subject":"a","channel":"mail","address":"x","message":"m"}"#,
            status: 422,
            places: ["#/address"]
        ),
        Bad(
            path: "/tickets",
            body: #"{"subject":"a","channel":"fax","address":"a@example.org","message":"m"}"#,
            status: 422,
            places: ["#/channel"]
        ),
        Bad(
            path: "/tickets",
            body: #"{"subject":"a","channel":"mail","address":"a@example.org"}"#,
            status: 422,
            places: ["#"]
        ),
        Bad(
            path: "/tickets",
            body: #"{"subject":"a","channel":"mail","address":"a@example.org","note":"n","team":"5"}"#,
            status: 422,
            places: ["#/team"]
        ),
        Bad(path: "/contacts", body: #"{"name":"A","addresses":["no"]}"#, status: 422, places: ["#/addresses/0"]),
        Bad(path: "/contacts", body: #"{"name":"A","addresses":[]}"#, status: 422, places: ["#/addresses"]),
    ]

    @Test(arguments: bad)
    func `a body that cannot be used is told where it is wrong`(_ bad: Bad) async throws {
        let desk = try TestDesk()
        let ticket = try await desk.receive()
        let program = try await desk.program()
        let answer = try await desk.api(
            .post,
            bad.path,
            octets: Array(bad.body.utf8),
            as: program,
            headers: ["Content-Type": "application/json"]
        )
        #expect(answer.status == bad.status, "\(answer.answer.body)")
        #expect(answer.places == bad.places)
        #expect(try await desk.thread(ticket).ticket.version == ticket.version)
    }

    @Test func `octets that are no UTF-8 are refused`() async throws {
        let desk = try TestDesk()
        try await desk.receive()
        let answer = try await desk.api(
            .post,
            "/tickets/1/notes",
            octets: Array("{\"text\":\"".utf8) + [0xFF] + Array("\"}".utf8),
            as: try await desk.program(),
            headers: ["Content-Type": "application/json; charset=utf-8"]
        )
        #expect(answer.status == 400)
    }

    @Test func `other media types, methods and sizes are refused`() async throws {
        let desk = try TestDesk()
        try await desk.receive()
        let program = try await desk.program()
        let form = try await desk.api(
            .post,
            "/tickets/1/notes",
            octets: Array("text=a".utf8),
            as: program,
            headers: ["Content-Type": "application/x-www-form-urlencoded"]
        )
        #expect(form.status == 415)
        #expect(try await desk.api(.post, "/tickets/1/notes", as: program).status == 415)
        let large = try await desk.api(
            .post,
            "/tickets/1/notes",
            ["text": .text(String(repeating: "a", count: 1 << 20))],
            as: program
        )
        #expect(large.status == 413)
        let put = try await desk.api(.put, "/tickets/1", as: program)
        #expect(put.status == 405)
        #expect(put.answer.header("Allow") == "GET, PATCH, HEAD, OPTIONS")
        #expect(try await desk.api(.get, "/nowhere", as: program).status == 404)
        #expect(try await desk.get("/api").status == 404)
        #expect(try await desk.get("/api/v2/me").header("Content-Type") == "application/problem+json")
    }

    @Test func `the head of an answer is asked for alone, and other origins are told nothing`() async throws {
        let desk = try TestDesk()
        try await desk.receive()
        let program = try await desk.program()
        let head = try await desk.send(.head, "/api/v1/tickets/1", headers: ["Authorization": "Bearer \(program.text)"])
        #expect(head.status == 200)
        #expect(head.body.isEmpty)
        #expect(head.header("ETag") != nil)
        let headers = ["Origin": "https://elsewhere.example", "Access-Control-Request-Method": "POST"]
        let options = try await desk.send(.options, "/api/v1/tickets", headers: headers)
        #expect(options.status == 204)
        #expect(options.header("Allow") == "GET, POST, HEAD, OPTIONS")
        #expect(options.header("Access-Control-Allow-Origin") == nil)
        let read = try await desk.send(
            .get,
            "/api/v1/me",
            headers: ["Authorization": "Bearer \(program.text)", "Origin": "https://elsewhere.example"]
        )
        #expect(read.header("Access-Control-Allow-Origin") == nil)
    }

    @Test(arguments: [
        ("/tickets?limit=0", ["limit"]), ("/tickets?limit=201", ["limit"]), ("/tickets?view=nice", ["view"]),
        ("/tickets?after=%20", ["after"]), ("/tickets?limit=1&limit=2", ["limit"]), ("/tickets?nice=1", ["nice"]),
        ("/tickets?view=mine", ["view"]), ("/tickets?contact=99", ["contact"]), ("/search", ["q"]),
        ("/search?q=%20", ["q"]), ("/contacts?address=x", ["address"]), ("/me?x=1", ["x"]),
    ])
    func `a query that cannot be used is told what is wrong`(_ path: String, _ places: [String]) async throws {
        let desk = try TestDesk()
        let answer = try await desk.api(.get, path, as: try await desk.program())
        #expect(answer.status == 422)
        #expect(answer.places == places)
    }

    @Test(arguments: ["", "a b", "é", String(repeating: "k", count: 256)])
    func `a key that is none is refused`(_ key: String) async throws {
        let desk = try TestDesk()
        try await desk.receive()
        let answer = try await desk.api(
            .post,
            "/tickets/1/notes",
            ["text": "a"],
            as: try await desk.program(),
            headers: ["Idempotency-Key": key]
        )
        #expect(answer.status == 422)
        #expect(answer.places == ["Idempotency-Key"])
    }
}
