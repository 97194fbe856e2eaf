import DeskModel
import Foundation
import Testing

@testable import DeskWeb

/// Whole pages, to the letter.
///
/// After a wanted change, run with `TRIBUTARY_UPDATE_GOLDENS=1` and read the difference.
@Suite struct PageGoldenTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Goldens")

    @Test(arguments: ["en", "zh-Hans"])
    func `list, ticket and sign-in are as they were`(_ language: String) async throws {
        let desk = try TestDesk()
        let agent = try await desk.signIn(.agent, language: language)
        let ticket = try await desk.receive(Letter(quoted: "> Thank you.", html: "<p>The pump hums.</p>"))
        let path = "/desk/tickets/\(ticket.number)"
        desk.clock.advance(by: .seconds(90))
        _ = try await desk.post("\(path)/notes", [("note", "Bearing?")], as: agent)
        _ = try await desk.post("\(path)/replies", [("text", "It is the bearing."), ("status", "pending")], as: agent)
        desk.clock.advance(by: .seconds(4))
        try await compare("ticket", language, try await desk.get(path, as: agent))
        try await compare("tickets", language, try await desk.get("/desk/tickets?view=all", as: agent))
        try await compare(
            "sign-in",
            language,
            try await desk.get("/desk/login", headers: ["Accept-Language": language])
        )
    }

    @Test(arguments: ["en", "zh-Hans"])
    func `the portal's pages are as they were`(_ language: String) async throws {
        let desk = try TestDesk()
        let headers = ["Accept-Language": language]
        let ticket = try await desk.receive(Letter(quoted: "> Thank you.", isVerified: false))
        let agent = try await desk.signIn(.agent, language: "en")
        _ = try await desk.post(
            "/desk/tickets/\(ticket.number)/replies",
            [("text", "It is the bearing."), ("status", "pending")],
            as: agent
        )
        desk.clock.advance(by: .seconds(90))
        try await desk.receive(Letter(text: "Forged.", isVerified: false), into: ticket)
        desk.clock.advance(by: .seconds(90))
        let customer = try await desk.signInCustomer()
        try await compare("portal", language, try await desk.get("/help", headers: headers))
        try await compare("portal-sign-in", language, try await desk.get("/help/sign-in", headers: headers))
        try await compare(
            "portal-requests",
            language,
            try await desk.get("/help/requests", as: customer, headers: headers)
        )
        try await compare(
            "portal-request",
            language,
            try await desk.get("/help/requests/\(ticket.number)", as: customer, headers: headers)
        )
    }

    private func compare(_ name: String, _ language: String, _ answer: Answer) async throws {
        #expect(answer.status == 200)
        let file = Self.folder.appending(path: "\(name).\(language).html")
        // One element a line reads better in differences.
        let page = answer.body.replacing("><", with: ">\n<")
            .replacing(/\.[0-9a-f]{12}\.(css|js|svg)/) { ".DIGEST.\($0.output.1)" }
        if ProcessInfo.processInfo.environment["TRIBUTARY_UPDATE_GOLDENS"] != nil {
            try FileManager.default.createDirectory(at: Self.folder, withIntermediateDirectories: true)
            try Data(page.utf8).write(to: file)
        }
        let golden = try String(contentsOf: file, encoding: .utf8)
        #expect(page == golden, "\(name).\(language).html differs")
    }
}
