public import Foundation

/// One thing the gateway can be asked to understand, without anything being stored.
public protocol ProbeOperation: Sendable {
    /// What the operation reads from the request line, beside `id` and `op`.
    associatedtype Request: Decodable
    /// What it answers.
    associatedtype Answer: Encodable

    /// The value of `op` that selects this operation.
    static var name: String { get }

    /// Answers one request.
    ///
    /// - Parameters:
    ///   - request: the decoded request.
    ///   - root: the folder that relative `file` paths start from.
    /// - Returns: the answer.
    /// - Throws: anything; its description becomes the line's `error`.
    func answer(_ request: Request, root: URL) throws -> Answer
}

/// Input that an operation cannot work on; the text is shown to the person who asked.
public struct ProbeInputError: Error, CustomStringConvertible {
    /// What is wrong and what is allowed.
    public let description: String

    /// Creates an error with a text for the person who asked.
    public init(_ description: String) { self.description = description }
}

/// Reads requests as JSON lines and answers each with one line, in order; a bad line never stops it.
public struct ProbeRunner: Sendable {
    /// The longest request line that is read, in bytes.
    public static let maximumLineLength = 64 << 20

    private let operations: [String: any ProbeOperation]
    private let root: URL

    /// Creates a runner.
    ///
    /// - Parameters:
    ///   - operations: the operations on offer, each with a name of its own.
    ///   - root: the folder that relative `file` paths start from.
    public init(operations: [any ProbeOperation], root: URL) {
        self.operations = Dictionary(
            operations.map { (type(of: $0).name, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        self.root = root
    }

    /// Answers one line of input.
    public func answer(line: some Collection<UInt8>) -> Data {
        guard line.count <= Self.maximumLineLength else {
            return failure(id: nil, "the line is longer than \(Self.maximumLineLength) bytes")
        }
        let data = Data(line)
        let header: Header
        do {
            header = try JSONDecoder().decode(Header.self, from: data)
        } catch {
            return failure(id: nil, "the line is no JSON object with a string `op`")
        }
        guard let operation = operations[header.op] else {
            let known = operations.keys.sorted().joined(separator: ", ")
            return failure(id: header.id, "unknown op \"\(header.op)\"; allowed: \(known)")
        }
        do {
            return try success(id: header.id, operation, data)
        } catch let error as DecodingError {
            return failure(id: header.id, Self.explain(error))
        } catch {
            return failure(id: header.id, "\(error)")
        }
    }

    private func success(id: ProbeID?, _ operation: some ProbeOperation, _ line: Data) throws -> Data {
        try reply(id: id, operation, line)
    }

    private func reply<Operation: ProbeOperation>(id: ProbeID?, _ operation: Operation, _ line: Data) throws -> Data {
        let request = try JSONDecoder().decode(Operation.Request.self, from: line)
        let result = try operation.answer(request, root: root)
        return try Self.encoder.encode(Success(id: id, ok: true, result: result))
    }

    private func failure(id: ProbeID?, _ error: String) -> Data {
        let line = try? Self.encoder.encode(Failure(id: id, ok: false, error: error))
        return line ?? Data(#"{"id":null,"ok":false,"error":"the error could not be written"}"#.utf8)
    }

    private static var encoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }

    private static func explain(_ error: DecodingError) -> String {
        func at(_ context: DecodingError.Context) -> String {
            let path = context.codingPath.map(\.stringValue).joined(separator: ".")
            return path.isEmpty ? "" : " at \(path)"
        }
        switch error {
        case .keyNotFound(let key, let context): return "missing `\(key.stringValue)`\(at(context))"
        case .typeMismatch(_, let context), .valueNotFound(_, let context): return "wrong type\(at(context))"
        case .dataCorrupted(let context): return "unusable value\(at(context))"
        @unknown default: return "unusable request"
        }
    }
}

/// The `id` of a request: any JSON string or number, given back as it came.
enum ProbeID: Codable, Sendable {
    case text(String)
    case number(Int64)

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let number = try? container.decode(Int64.self) {
            self = .number(number)
        } else {
            self = .text(try container.decode(String.self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .text(let text): try container.encode(text)
        case .number(let number): try container.encode(number)
        }
    }
}

private struct Header: Decodable {
    let id: ProbeID?
    let op: String
}

private struct Success<Result: Encodable>: Encodable {
    let id: ProbeID?
    let ok: Bool
    let result: Result
}

private struct Failure: Encodable {
    let id: ProbeID?
    let ok: Bool
    let error: String
}
