import DeskModel
import Foundation
import HTTPTypes
import Testing

@testable import DeskWeb

/// The document and the documentation say what the router does.
@Suite struct OpenAPIDocumentTests {
    private static let guide = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "docs/guide/api.md")

    @Test func `every call is in the document, once and under its own name`() throws {
        let document = OpenAPIDocument.json(server: "/")
        var count = 0
        var names: Set<String> = []
        for path in document["paths"]?.members ?? [] {
            for call in path.value.members {
                count += 1
                names.insert(call.value["operationId"]?.text ?? "")
                #expect(call.value["responses"]?.members.isEmpty == false)
            }
        }
        #expect(count == APIRoutes.all.count)
        #expect(names.count == count)
    }

    @Test func `every name in a path is described, and every object that is referred to is there`() throws {
        for route in APIRoutes.all {
            let named = route.path.split(separator: "/").filter { $0.first == "{" }.map { $0.dropFirst().dropLast() }
            let described = route.parameters.filter { $0.place == .path }.map { Substring($0.name) }
            #expect(named == described, "\(route.path)")
        }
        let text = OpenAPIDocument.text
        let known = Set(
            (OpenAPIDocument.json(server: "/")["components"]?["schemas"]?.members ?? []).map { Substring($0.name) }
        )
        for reference in text.matches(of: /#\/components\/schemas\/(\w+)/) { #expect(known.contains(reference.1)) }
    }

    @Test func `objects of one name are one object`() {
        var seen: [String: JSON] = [:]
        for route in APIRoutes.all {
            var objects: [APIObject] = []
            if case .object(let body) = route.body { objects += APISchema.object(body).objects }
            if case .object(_, let answer, _) = route.answer { objects += APISchema.object(answer).objects }
            for object in objects {
                #expect(seen[object.name, default: object.document] == object.document, "\(object.name)")
                seen[object.name] = object.document
            }
        }
    }

    /// After a wanted change: `TRIBUTARY_UPDATE_GOLDENS=1 swift test --filter OpenAPIDocumentTests`.
    @Test func `the guide lists the calls that there are`() throws {
        let begin = "<!-- calls -->\n"
        let end = "<!-- /calls -->\n"
        var table = "| call | scope | does |\n| --- | --- | --- |\n"
        for route in APIRoutes.all {
            var scope = ""
            if case .scope(let needed) = route.access { scope = "`\(needed.rawValue)`" }
            table += "| `\(route.method.rawValue) \(route.path)` | \(scope) | \(route.summary) |\n"
        }
        var text = try String(contentsOf: Self.guide, encoding: .utf8)
        let from = try #require(text.range(of: begin)).upperBound
        let to = try #require(text.range(of: end)).lowerBound
        if ProcessInfo.processInfo.environment["TRIBUTARY_UPDATE_GOLDENS"] != nil {
            text.replaceSubrange(from..<to, with: table)
            try text.write(to: Self.guide, atomically: true, encoding: .utf8)
        } else {
            #expect(text[from..<to] == table)
        }
    }

    @Test(arguments: ["en", "zh-CN"])
    func `the documentation shows ten calls as commands and explains every problem`(_ language: String) async throws {
        let desk = try TestDesk()
        let page = try await desk.get("/api/v1/docs", headers: ["Accept-Language": language])
        #expect(page.status == 200)
        #expect(page.body.components(separatedBy: "<code>curl ").count == 11)
        for kind in APIProblem.Kind.allCases { #expect(page.body.contains("id=\"problem-\(kind.rawValue)\"")) }
        for call in CommonCall.ten { #expect(APIRoutes.all.contains { $0.operation == call.operation }) }
        #expect(!page.body.contains("style=") && !page.body.contains("<script>"))
    }
}
