import HTTPTypes
import Hummingbird
import NIOCore

/// Checks a request against the shape of its call, before its handler sees it.
enum RequestCheck {
    /// Checks the names in the path and the query.
    ///
    /// - Throws: ``APIProblem``: a path that no record can have leads nowhere; a query is told what is wrong with it.
    static func check(_ parameters: [String: String], _ query: FormValues, for route: APIRoute) throws {
        for parameter in route.parameters where parameter.place == .path {
            if let value = parameters[parameter.name], parameter.schema.textProblem(value) != nil {
                throw APIProblem(.notFound, "There is nothing at this address; \(parameter.schema.allowed).")
            }
        }
        var problems: [FieldProblem] = []
        func wrong(_ name: String, _ detail: String) {
            problems.append(FieldProblem(place: .parameter(String(name.prefix(60)), in: "query"), detail: detail))
        }
        let known = route.parameters.filter { $0.place == .query }
        var seen: Set<String> = []
        for (name, value) in query.pairs where problems.count < APISchema.maximumProblems {
            guard let parameter = known.first(where: { $0.name == name }) else {
                let names = known.map(\.name).joined(separator: ", ")
                wrong(name, "there is no such parameter; allowed are \(names.isEmpty ? "none" : names)")
                continue
            }
            if !seen.insert(name).inserted { wrong(name, "stands more than once; once is allowed") }
            if let problem = parameter.schema.textProblem(value) { wrong(name, problem) }
        }
        for parameter in known where parameter.isRequired && !seen.contains(parameter.name) {
            wrong(parameter.name, "missing; \(parameter.schema.allowed)")
        }
        if !problems.isEmpty { throw APIProblem.invalid(problems) }
    }

    /// Reads the body, as far as the call has one.
    static func octets(of request: Request, for route: APIRoute, maximumFile: Int) async throws -> [UInt8] {
        switch route.body {
        case .none: return []
        case .object:
            let type = request.headers[.contentType].map(mediaType)
            guard type == "application/json" else {
                throw APIProblem(.unsupportedType, "The body must be application/json.")
            }
            return Array(buffer: try await RequestOctets.collect(request, upTo: APIResponder.maximumBody))
        case .file:
            guard let type = request.headers[.contentType].map(mediaType), isMediaType(type) else {
                throw APIProblem(.unsupportedType, "Say the file's media type in “Content-Type”.")
            }
            return Array(buffer: try await RequestOctets.collect(request, upTo: maximumFile))
        }
    }

    /// The body as JSON of the call's shape; `null` where the call has none.
    static func body(_ octets: [UInt8], for route: APIRoute) throws -> JSON {
        guard case .object(let object) = route.body else { return .null }
        let json: JSON
        do {
            json = try JSON(reading: octets)
        } catch {
            throw APIProblem(.malformed, error.detail)
        }
        let problems = APISchema.object(object).problems(with: json)
        guard problems.isEmpty else { throw APIProblem.invalid(Array(problems.prefix(APISchema.maximumProblems))) }
        return json
    }

    /// A media type without its parameters, in lower case.
    static func mediaType(_ field: String) -> String {
        field.prefix(200).prefix { $0 != ";" }.filter { !$0.isWhitespace }.lowercased()
    }

    private static func isMediaType(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count == 2
            && parts.allSatisfy { part in
                !part.isEmpty
                    && part.utf8.allSatisfy { octet in
                        (0x30...0x39).contains(octet) || (0x61...0x7A).contains(octet)
                            || "!#$&-^_.+".utf8.contains(octet)
                    }
            }
    }
}
