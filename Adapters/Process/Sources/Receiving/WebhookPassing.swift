import ChannelKit
import ProviderKit

/// Hands a provider's call to the program and reads what it makes of it.
struct WebhookPassing: Sendable {
    /// What fits on a line beside the rest, in octets; Base64 takes four for three.
    static let longestBody = 600 << 10
    private static let mostFields = 200
    private static let longestField = 16 << 10

    let making: ArrivalMaking

    /// The parameters of `webhook.receive`; nil when the call does not fit on a line.
    static func params(of request: WebRequest) -> JSONValue? {
        let fields = request.headers + request.query
        let octets = fields.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count }
        guard request.body.count <= longestBody, fields.count <= 2 * mostFields, octets <= 64 << 10,
            fields.allSatisfy({ $0.value.utf8.count <= longestField }), request.path.utf8.count <= longestField,
            request.method.utf8.count <= 32
        else { return nil }
        return [
            "method": .text(request.method),
            "path": .text(request.path),
            "query": pairs(request.query),
            "headers": pairs(request.headers),
            "body_base64": .text(Base64.text(request.body)),
            "remote_address": .text(OneLine.text(request.remoteAddress)),
            "received_at": .text(InternetDate.text(request.receivedAt)),
        ]
    }

    /// What the call comes to.
    func outcome(of outcome: CallOutcome) -> WebhookOutcome {
        guard case .result(let result) = outcome else { return .refused(Self.unavailable) }
        let status = result["status"]?.integer.flatMap { Int(exactly: $0) } ?? 200
        guard (100...599).contains(status) else { return .refused(Self.broken) }
        let fields = result["headers"]?.array ?? []
        guard fields.count <= 50, let headers = Self.fields(fields), let body = Self.body(result) else {
            return .refused(Self.broken)
        }
        let answer = WebAnswer(status: status, headers: headers, body: body)
        guard (200..<300).contains(status) else { return .refused(answer) }
        guard let events = try? ProgramBatch.events(result["events"] ?? []) else { return .refused(Self.broken) }
        return .accepted(making.arrivals(of: events, .signed), answer: answer)
    }

    static let unavailable = WebAnswer(
        status: 503,
        contentType: "text/plain; charset=utf-8",
        text: "The channel's program does not answer. Try again later.\n",
        headers: [HeaderField("Retry-After", "10")]
    )
    static let tooLarge = WebAnswer(
        status: 413,
        contentType: "text/plain; charset=utf-8",
        text: "The request is larger than this channel's program takes.\n"
    )
    static let absent = WebAnswer(
        status: 404,
        contentType: "text/plain; charset=utf-8",
        text: "This channel takes no calls.\n"
    )
    private static let broken = WebAnswer(
        status: 502,
        contentType: "text/plain; charset=utf-8",
        text: "The channel's program answered with something that cannot be used.\n"
    )

    private static func pairs(_ fields: [HeaderField]) -> JSONValue {
        .array(fields.map { [.text($0.name), .text($0.value)] })
    }

    /// Header fields that break no line; nil when one would.
    private static func fields(_ pairs: [JSONValue]) -> [HeaderField]? {
        var fields: [HeaderField] = []
        for pair in pairs {
            guard pair.array.count == 2, let name = pair.array[0].text, let value = pair.array[1].name, !name.isEmpty,
                name.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != 0x3A }),
                OneLine.text(value, maximumBytes: 4096) == value
            else { return nil }
            fields.append(HeaderField(name, value))
        }
        return fields
    }

    private static func body(_ result: JSONValue) -> [UInt8]? {
        if let text = result["body_base64"]?.text { return Base64.octets(text) }
        return Array((result["body"]?.text ?? "").utf8)
    }
}
