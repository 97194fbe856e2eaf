import DeskModel
import HTTPTypes

/// The OpenAPI 3.1 document, made from the same list the router works with.
public enum OpenAPIDocument {
    /// The document as JSON, with a line for each member.
    public static var text: String { json(server: "/").indented }

    /// The document for a desk that is served there.
    static func json(server: String) -> JSON {
        [
            "openapi": "3.1.0",
            "info": [
                "title": "Tributary", "version": "1",
                "description": .text(
                    """
                    Tickets, people and the running of a desk, for programs. Errors are problem details (RFC 9457). Lists come \
                    in pages: follow “next”. A POST with an Idempotency-Key changes once, however often it is sent within a day.
                    """
                ),
            ],
            "servers": [["url": .text(server)]],
            "security": [["token": []]],
            "paths": .object(paths),
            "components": [
                "securitySchemes": [
                    "token": [
                        "type": "http", "scheme": "bearer",
                        "description": "A token from /admin/tokens with the scope that the call names.",
                    ]
                ],
                "schemas": .object(schemas),
            ],
        ]
    }

    private static var paths: [JSON.Member] {
        var order: [String] = []
        var calls: [String: [JSON.Member]] = [:]
        for route in APIRoutes.all {
            let path = "/api/v1\(route.path)"
            if calls[path] == nil { order.append(path) }
            let call = JSON.Member(name: route.method.rawValue.lowercased(), value: operation(route))
            calls[path, default: []].append(call)
        }
        return order.map { JSON.Member(name: $0, value: .object(calls[$0] ?? [])) }
    }

    private static var schemas: [JSON.Member] {
        var seen: Set<String> = []
        return APIRoutes.all.flatMap(objects).filter { seen.insert($0.name).inserted }
            .sorted { $0.name < $1.name }
            .map { JSON.Member(name: $0.name, value: $0.document) }
    }

    /// The named objects of a call.
    private static func objects(_ route: APIRoute) -> [APIObject] {
        var objects = APISchema.object(APIProblem.schema).objects
        if case .object(let body) = route.body { objects += APISchema.object(body).objects }
        switch route.answer {
        case .object(_, let object, _), .events(let object, _): objects += APISchema.object(object).objects
        case .file, .text, .nothing: break
        }
        return objects
    }

    private static func operation(_ route: APIRoute) -> JSON {
        var members: [(String, JSON)] = [
            ("operationId", .text(route.operation)), ("summary", .text(route.summary)),
            ("description", .text(description(route))),
        ]
        if route.access == .anyone { members.append(("security", [])) }
        let parameters = route.parameters.map(parameter) + fields(route)
        if !parameters.isEmpty { members.append(("parameters", .array(parameters))) }
        switch route.body {
        case .none: break
        case .object(let object):
            let content: JSON = ["application/json": ["schema": APISchema.object(object).document]]
            members.append(("requestBody", ["required": true, "content": content]))
        case .file:
            let content: JSON = ["application/octet-stream": ["schema": ["type": "string", "format": "binary"]]]
            members.append(("requestBody", ["required": true, "content": content]))
        }
        members.append(("responses", .object(answers(route))))
        return JSON.object([]).adding(members)
    }

    private static func description(_ route: APIRoute) -> String {
        switch route.access {
        case .anyone: "Needs no token."
        case .token: "Needs a token."
        case .scope(let scope): "Needs a token with the scope `\(scope.rawValue)`."
        }
    }

    private static func parameter(_ parameter: APIParameter) -> JSON {
        [
            "name": .text(parameter.name), "in": .text(parameter.place.rawValue),
            "required": .boolean(parameter.isRequired),
            "description": .text(parameter.summary), "schema": parameter.schema.document,
        ]
    }

    /// The fields of the head that a call takes.
    private static func fields(_ route: APIRoute) -> [JSON] {
        var fields: [JSON] = []
        if route.method == .post {
            fields.append([
                "name": .text(NamedAnswers.field.rawName), "in": "header", "required": false,
                "description":
                    "Names the request: sent again within a day, it is answered the same and changes nothing.",
                "schema": ["type": "string", "pattern": "^[!-~]{1,255}$"],
            ])
        }
        if route.isTagged {
            fields.append([
                "name": "If-None-Match", "in": "header", "required": false,
                "description": "The ETag of what the program has; 304 when that is still so.",
                "schema": ["type": "string"],
            ])
        }
        if route.comparesVersion || route.read != nil {
            fields.append([
                "name": "If-Match", "in": "header", "required": false,
                "description": "The ETag of what the change was made for; 412 when somebody was faster.",
                "schema": ["type": "string"],
            ])
        }
        return fields
    }

    private static func answers(_ route: APIRoute) -> [JSON.Member] {
        let problem: JSON = ["application/problem+json": ["schema": APISchema.object(APIProblem.schema).document]]
        let unchanged = JSON.Member(name: "304", value: ["description": "It is still what “If-None-Match” names."])
        return [success(route)] + (route.isTagged ? [unchanged] : [])
            + problems(route).map { status in
                JSON.Member(
                    name: String(status),
                    value: ["description": .text(HTTPResponse.Status(code: status).reasonPhrase), "content": problem]
                )
            }
    }

    private static func success(_ route: APIRoute) -> JSON.Member {
        let (status, what, content) = told(route)
        var members: [(String, JSON)] = [("description", .text(what))]
        if route.isTagged || route.read != nil && route.method == .patch {
            let tag: JSON = ["description": "The strong entity tag of what is answered.", "schema": ["type": "string"]]
            members.append(("headers", ["ETag": tag]))
        }
        if let content { members.append(("content", content)) }
        return JSON.Member(name: String(status), value: JSON.object([]).adding(members))
    }

    /// The status of an answer when all is well, what it is, and its body.
    private static func told(_ route: APIRoute) -> (status: Int, what: String, content: JSON?) {
        switch route.answer {
        case .object(let status, let object, let what):
            return (status.code, what, ["application/json": ["schema": APISchema.object(object).document]])
        case .events(let object, let what):
            let content: JSON = [
                "application/json": ["schema": APISchema.object(object).document],
                "text/event-stream": ["schema": ["type": "string"]],
            ]
            return (200, what, content)
        case .file(let what):
            return (200, what, ["application/octet-stream": ["schema": ["type": "string", "format": "binary"]]])
        case .text(let type, let what):
            let schema: JSON = type == "application/json" ? ["type": "object"] : ["type": "string"]
            return (200, what, .object([.init(name: type, value: ["schema": schema])]))
        case .nothing(let what): return (204, what, nil)
        }
    }

    /// The statuses of the problems that a call can have.
    private static func problems(_ route: APIRoute) -> [Int] {
        var statuses: Set<Int> = []
        if route.access != .anyone { statuses.formUnion([401, 403, 429, 503]) }
        if route.parameters.contains(where: { $0.place == .path }) { statuses.insert(404) }
        // Unknown parameters of the query are refused everywhere.
        statuses.insert(422)
        switch route.body {
        case .none: break
        case .object, .file: statuses.formUnion([400, 413, 415])
        }
        if route.method != .get { statuses.insert(409) }
        if route.isConditional { statuses.insert(412) }
        return statuses.sorted()
    }
}
