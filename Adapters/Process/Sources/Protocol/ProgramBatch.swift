import ChannelKit
import ProviderKit

/// Events that a program hands over, with the state behind them.
struct ProgramBatch: Sendable, Hashable {
    /// How many batches a program may have sent that were neither taken nor refused.
    static let credit = 4
    static let mostEvents = 1000
    static let longestState = 64 << 10
    static let longestID = 200

    /// The program's name for the batch, a text or a number, sent back as it came.
    var id: JSONValue
    /// The events in order, each with its id.
    var events: [(id: String, event: JSONValue)]
    /// The state behind the events; nil leaves the one before.
    var state: String?

    /// Reads the parameters of `batch`.
    ///
    /// - Throws: ``RPCProblem``; nothing of the batch is taken.
    init(_ params: JSONValue) throws(RPCProblem) {
        guard let id = params["batch_id"], let name = id.name, name.utf8.count <= Self.longestID else {
            throw RPCProblem(
                Wording(
                    "`batch_id` is missing, or no text or number of at most \(Self.longestID) bytes",
                    "`batch_id` 缺失，或不是最多 \(Self.longestID) 字节的文本或数字"
                )
            )
        }
        self.id = id
        state = try Self.state(params["state"])
        events = try Self.events(params["events"] ?? [])
    }

    /// The events of a list, each with its id; of those with one id the first counts.
    static func events(_ list: JSONValue) throws(RPCProblem) -> [(id: String, event: JSONValue)] {
        guard case .array(let list) = list else { throw RPCProblem(Wording("`events` is no list", "`events` 不是列表")) }
        guard list.count <= mostEvents else {
            throw RPCProblem(Wording("`events` holds more than \(mostEvents)", "`events` 超过 \(mostEvents) 个"))
        }
        var seen: Set<String> = []
        var events: [(id: String, event: JSONValue)] = []
        for (number, event) in list.enumerated() {
            guard let id = event["event_id"]?.name, !id.isEmpty, OneLine.id(id) == id else {
                throw RPCProblem(
                    Wording(
                        "`events[\(number)].event_id` is missing, or no text of 1 to 512 bytes on one line",
                        "`events[\(number)].event_id` 缺失，或不是 1 至 512 字节的单行文本"
                    )
                )
            }
            if seen.insert(id).inserted { events.append((id, event)) }
        }
        return events
    }

    private static func state(_ value: JSONValue?) throws(RPCProblem) -> String? {
        guard let value else { return nil }
        guard let text = value.text, text.utf8.count <= longestState else {
            throw RPCProblem(
                Wording(
                    "`state` is no text of at most \(longestState) bytes",
                    "`state` 不是最多 \(longestState) 字节的文本"
                )
            )
        }
        return text
    }

    static func == (left: ProgramBatch, right: ProgramBatch) -> Bool {
        left.id == right.id && left.state == right.state && left.events.elementsEqual(right.events) { $0 == $1 }
    }

    func hash(into hasher: inout Hasher) { hasher.combine(id) }
}
