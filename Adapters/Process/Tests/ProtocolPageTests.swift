import ChannelKit
import Foundation
import ProviderKit
import Testing

@testable import ProcessAdapter

/// The page that describes the protocol, held against the code: no example and no list of words may drift.
@Suite struct ProtocolPageTests {
    private static let page: String = {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let page = root.appending(path: "docs/guide/process-protocol.md")
        return (try? String(contentsOf: page, encoding: .utf8)) ?? ""
    }()

    @Test(arguments: [
        ("initialize", ["initialize"]), ("deliver", ["deliver"]), ("deliver-file", ["deliver"]),
        ("webhook", ["webhook.receive"]),
        ("attachment", ["attachment.open"]), ("health", ["health"]), ("check", ["check"]), ("shutdown", ["shutdown"]),
        ("ack", ["ack"]), ("nack", ["nack"]), ("cancel", ["cancel"]),
    ])
    func `what the gateway says has exactly the members of the example`(_ name: String, _ methods: [String]) throws {
        let example = try #require(try Self.lines(name).first)
        #expect(example["method"]?.text == methods[0])
        let params = try #require(try Self.spoken(name))
        #expect(example["params"]?.members.keys.sorted() == params.members.keys.sorted())
        for (name, value) in params.members {
            let shown = example["params", name] ?? .null
            #expect(Self.sort(of: value) == Self.sort(of: shown) || shown == .null, "\(name)")
        }
    }

    @Test func `every method and notification has its example`() throws {
        let shown = Set(try Self.names.flatMap(Self.lines).compactMap { $0["method"]?.text })
        let all = ProgramMethod.optional + [.initialize, .shutdown]
        let words =
            all.map(\.rawValue) + HostNotification.allCases.map(\.rawValue)
            + ProgramNotification.allCases.map(\.rawValue)
        #expect(shown == Set(words))
    }

    @Test(arguments: ["batch", "event", "receipt"])
    func `the examples of events are read without a warning`(_ name: String) throws {
        let batch = try ProgramBatch(try #require(try Self.lines(name).first?["params"]))
        let loft = try Loft()
        let making = ArrivalMaking(channel: ChannelID(rawValue: "c"), settingsVersion: "") {
            Timestamp(seconds: 1_800_000_000)
        }
        for arrival in making.arrivals(of: batch.events, .fetched) {
            let envelope = try #require(try loft.adapter.normalize(arrival).first)
            #expect(envelope.warnings.isEmpty)
            #expect(envelope.sender.identity != nil || envelope.kind == .receipt)
        }
    }

    @Test func `every member of the whole event changes its envelope`() throws {
        let event = try #require(try Self.lines("event").first?["params", "events"]?.array.first)
        let whole = try Self.envelope(of: event)
        // These say what holds anyway.
        let silent: Set = ["kind", "conversation_ends", "automatic"]
        for name in event.members.keys where !silent.contains(name) && name != "event_id" {
            var less = event.members
            less[name] = nil
            #expect(try Self.envelope(of: .object(less)) != whole, "without `\(name)`")
        }
        for name in ["name", "email", "phone", "id", "verified"] {
            var sender = try #require(event["sender"]).members
            sender[name] = nil
            var less = event.members
            less["sender"] = .object(sender)
            #expect(try Self.envelope(of: .object(less)) != whole, "without `sender.\(name)`")
        }
    }

    @Test func `the answers that are shown mean what the page says`() throws {
        let handshake = try Handshake(try Self.result("initialize-result"), needsReplies: true)
        #expect(handshake.title == "irc 1.0" && handshake.methods == [.check, .health, .deliver])
        guard case .failure(_, let error) = try Self.messages("initialize-refused")[0] else {
            Issue.record("it is no error")
            return
        }
        #expect(error.code == RPCError.Code.blocked)
        let reading = DeliveryReading(program: "p", redaction: Redaction([:]))
        let verdicts = try Self.lines("outcomes").map { line -> DeliveryFailure.Verdict? in
            do throws(DeliveryFailure) {
                _ = try reading.receipt(for: .result(line["result"] ?? .null))
                return nil
            } catch { return error.verdict }
        }
        #expect(
            verdicts == [
                nil, .later(after: .seconds(30)), .never, .blocked(.credentials), .blocked(.windowClosed), .unknown,
            ]
        )
        let passing = WebhookPassing(
            making: ArrivalMaking(channel: ChannelID(rawValue: "c"), settingsVersion: "") { Timestamp(seconds: 1) }
        )
        let outcome = passing.outcome(of: .result(try Self.result("webhook-result")))
        guard case .accepted(let arrivals, _, let answer) = outcome else {
            Issue.record("the call is not accepted")
            return
        }
        #expect(arrivals.map(\.externalID.rawValue) == ["m-982"] && answer.status == 200)
        #expect(
            HealthReading.condition(try Self.result("health-result"), Redaction([:]))
                == ChannelCondition(line: .failing, problem: .verbatim("The server closed the line."), backlog: 3)
        )
        #expect(!HealthReading.check(.result(try Self.result("check-result")), program: "p", Redaction([:])).isHealthy)
    }

    @Test func `every word that the protocol knows stands on the page`() {
        let words =
            OutcomeWord.allCases.map(\.rawValue) + Array(EventReading.origins.keys)
            + Array(DeliveryReading.blockages.keys)
            + EnvelopeKind.allCases.map(\.rawValue) + ChannelCondition.Line.allWords
            + [BatchRefusal.busy(after: .zero), .unavailable, .closed, .credit, .tooLarge(limit: 1), .invalid("")]
            .compactMap { $0.params(of: 1)["reason"]?.text }
        for word in words { #expect(Self.page.contains("`\(word)`") || Self.page.contains("\"\(word)\""), "\(word)") }
    }

    // MARK: - The page

    private static var names: [String] {
        page.split(separator: "\n").filter { $0.hasPrefix("```json ") }.map { String($0.dropFirst(8)) }
    }

    /// The messages of an example.
    private static func lines(_ name: String) throws -> [JSONValue] {
        let parts = page.components(separatedBy: "```json \(name)\n")
        let block = try #require(
            parts.count == 2 ? parts[1].components(separatedBy: "```").first : nil,
            "the example \(name)"
        )
        return try block.split(separator: "\n").map { try JSONValue(parsing: Array($0.utf8)) }
    }

    private static func messages(_ name: String) throws -> [RPCMessage] {
        try lines(name).map { try RPCMessage($0.octets()) }
    }

    private static func result(_ name: String) throws -> JSONValue {
        guard case .result(_, let value)? = try messages(name).first else { return .null }
        return value
    }

    private static func envelope(of event: JSONValue) throws -> InboundEnvelope {
        let reading = EventReading(namespace: "n", region: nil, replies: true, replyWindow: nil)
        return try reading.envelope(
            of: RawArrival(
                channel: ChannelID(rawValue: "c"),
                externalID: ExternalID(rawValue: "e"),
                receivedAt: Timestamp(seconds: 1_800_000_000),
                mediaType: "",
                body: event.octets()
            )
        )
    }

    /// What the gateway really says.
    private static func spoken(_ name: String) throws -> JSONValue? {
        let context = DeliveryContext(idempotencyKey: "k/0", attempt: 1)
        let folder = FileManager.default.temporaryDirectory.path + "/page-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        switch name {
        case "initialize":
            let settings = try ProcessSettings(
                ChannelSettings(["command": .list([.text("p")])]),
                channel: ChannelID(rawValue: "c"),
                dataFolder: "/data",
                patience: ProgramPatience()
            )
            return settings.initialize(channel: ChannelID(rawValue: "c"), state: nil, isListening: true)
        case "deliver", "deliver-file":
            let loft = try Loft()
            var reply = Loft.reply("x", attachments: [OutboundAttachment(name: "a", contentType: "a/b", bytes: [1])])
            reply.language = "en"
            reply.route.conversationKey = ReplyPlace(conversation: "C", thread: "T", isGroup: true).key
            let parts = try loft.adapter.plan(reply)
            var part = parts[name == "deliver" ? 0 : 1]
            // Behind a text, a file answers nothing; alone it does.
            if part.destinations.count == 4 { part.destinations[2] = "m-981" }
            let (params, file) = try DeliveryRequest.params(of: part, context, files: folder)
            file?.remove()
            return params
        case "webhook":
            return WebhookPassing.params(
                of: WebRequest(method: "POST", path: "webhook", receivedAt: Timestamp(seconds: 1))
            )
        case "nack": return BatchRefusal.busy(after: .seconds(1)).params(of: 7)
        case "ack": return ["batch_id": 7]
        case "cancel": return ["id": 9]
        case "shutdown": return ["grace_ms": 5000]
        case "attachment": return ["handle": "x", "maximum_bytes": 1]
        default: return [:]
        }
    }

    private static func sort(of value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .boolean: "boolean"
        case .number: "number"
        case .text: "text"
        case .array: "array"
        case .object: "object"
        }
    }
}
