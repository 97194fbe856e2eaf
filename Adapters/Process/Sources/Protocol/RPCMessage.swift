import ChannelKit
import ProviderKit

/// One line of a program: a JSON-RPC 2.0 message.
enum RPCMessage: Hashable {
    /// An answer to one of our requests.
    case result(id: Int, JSONValue)
    /// An error in answer to one of our requests.
    case failure(id: Int, RPCError)
    /// Something the program tells.
    case notification(method: String, params: JSONValue)
    /// Something the program asks; it gets an answer with the id.
    case request(id: JSONValue, method: String, params: JSONValue)

    /// The longest line, in octets.
    static let longestLine = 1 << 20
    private static let limits = JSONLimits(octets: longestLine, depth: 32, values: 100_000)

    /// Reads a line.
    ///
    /// - Throws: ``RPCProblem`` that says what is wrong with it.
    init(_ line: [UInt8]) throws(RPCProblem) {
        let value: JSONValue
        do { value = try JSONValue(parsing: line, limits: Self.limits) } catch {
            switch error {
            case .unexpected(let place):
                throw RPCProblem(Wording("a line is no JSON from byte \(place) on", "有一行从第 \(place) 字节起不是 JSON"))
            case .tooLong(let limit):
                throw RPCProblem(Wording("a line is longer than \(limit) bytes", "有一行超过 \(limit) 字节"))
            case .tooDeep(let limit):
                throw RPCProblem(Wording("a line nests deeper than \(limit) levels", "有一行的嵌套超过 \(limit) 层"))
            case .tooMany(let limit):
                throw RPCProblem(Wording("a line holds more than \(limit) values", "有一行包含超过 \(limit) 个值"))
            }
        }
        guard value.isObject else {
            throw RPCProblem(
                Wording("a line is no JSON object: one message stands on one line", "有一行不是 JSON 对象：每行应为一条消息")
            )
        }
        guard value["jsonrpc"]?.text == "2.0" else {
            throw RPCProblem(Wording("a line lacks `\"jsonrpc\": \"2.0\"`", "有一行缺少 `\"jsonrpc\": \"2.0\"`"))
        }
        if let method = value["method"]?.text {
            let params = value["params"] ?? [:]
            self =
                value["id"].map { .request(id: $0, method: method, params: params) }
                ?? .notification(method: method, params: params)
            return
        }
        guard let id = value["id"]?.integer.flatMap({ Int(exactly: $0) }) else {
            throw RPCProblem(
                Wording("a line has neither a method nor the id of a request", "有一行既没有方法，也没有请求的 id")
            )
        }
        if let error = value["error"] {
            self = .failure(id: id, RPCError(error))
        } else if value.members["result"] != nil {
            self = .result(id: id, value["result"] ?? .null)
        } else {
            throw RPCProblem(
                Wording(
                    "the answer to request \(id) has neither `result` nor `error`",
                    "对请求 \(id) 的应答既没有 `result`，也没有 `error`"
                )
            )
        }
    }

    /// The line of a request.
    static func request(_ id: Int, _ method: ProgramMethod, _ params: JSONValue) -> [UInt8] {
        line(["jsonrpc": "2.0", "id": JSONValue(id), "method": .text(method.rawValue), "params": params])
    }

    /// The line of a notification.
    static func notification(_ method: String, _ params: JSONValue) -> [UInt8] {
        line(["jsonrpc": "2.0", "method": .text(method), "params": params])
    }

    /// The line that refuses a program's request.
    static func refusal(of id: JSONValue, _ error: RPCError) -> [UInt8] {
        line(["jsonrpc": "2.0", "id": id, "error": ["code": JSONValue(error.code), "message": .text(error.message)]])
    }

    private static func line(_ members: KeyValuePairs<String, JSONValue>) -> [UInt8] {
        JSONValue.octets(inOrder: members) + [0x0A]
    }
}

/// The error of a JSON-RPC answer.
struct RPCError: Error, Sendable, Hashable {
    /// The codes that mean something here: JSON-RPC 2.0's own, and two of this protocol's.
    enum Code {
        static let parse = -32700
        static let invalidRequest = -32600
        static let methodNotFound = -32601
        static let invalidParams = -32602
        /// Nothing will work until somebody acts: a setting or an account is refused.
        static let blocked = -32001
        /// Nothing was done; it may work later.
        static let later = -32002
    }

    var code: Int
    var message: String

    init(code: Int, message: String) {
        self.code = code
        self.message = message
    }

    init(_ value: JSONValue) {
        code = value["code"]?.integer.flatMap { Int(exactly: $0) } ?? 0
        message = OneLine.text(value["message"]?.text ?? "without a message", maximumBytes: 1000)
    }

    /// Whether the request was certainly not carried out.
    var isUntouched: Bool {
        [Code.parse, Code.invalidRequest, Code.methodNotFound, Code.invalidParams, Code.blocked, Code.later].contains(
            code
        )
    }
}

/// What is wrong with a line of a program.
struct RPCProblem: Error, Sendable, Hashable {
    var words: Wording
    init(_ words: Wording) { self.words = words }
}
