import ChannelKit
import Foundation
import ProviderKit
import Testing

@testable import SocialWebhookAdapter

/// Payloads of the providers, each beside a text that says what must be read in it.
///
/// `name.json` (or `.xml`, `.form`) is the payload as it is journaled; `name.events` has a line for every event.
struct EventFixture: Sendable, CustomTestStringConvertible {
    let provider: String
    let name: String
    let payload: [UInt8]
    let expected: String

    var testDescription: String { "\(provider)/\(name)" }

    static let all: [EventFixture] = {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Fixtures")
        let folders = (try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []
        return folders.sorted().flatMap { folder -> [EventFixture] in
            let place = root.appendingPathComponent(folder)
            let files = (try? FileManager.default.contentsOfDirectory(atPath: place.path)) ?? []
            return files.sorted().filter { !$0.hasSuffix(".events") }.map { file in
                let name = file.prefix { $0 != "." }
                let events = try? Data(contentsOf: place.appendingPathComponent("\(name).events"))
                let octets = (try? Data(contentsOf: place.appendingPathComponent(file))) ?? Data()
                var payload = Array(octets)
                // Editors end a file with a line end, which no form has.
                if file.hasSuffix(".form"), payload.last == 0x0A { payload.removeLast() }
                return EventFixture(
                    provider: folder,
                    name: String(name),
                    payload: payload,
                    expected: String(decoding: events ?? Data("there is no \(name).events".utf8), as: UTF8.self)
                )
            }
        }
    }()

    /// The provider that reads it.
    func reader() throws -> any MessageProvider {
        let settings = ProviderTrial.settings(
            ["provider": provider, "app_id": "wx1", "api_base_url": "https://desk.example"]
        )
        let type = SocialWebhookAdapter.providers.first { $0.name == provider }
        guard let type else { throw UnreadableArrival(.verbatim("There is no provider \(provider).")) }
        return try type.init(channel: ProviderTrial.channel, settings: settings)
    }

    /// The payload as it is journaled.
    var arrival: RawArrival {
        RawArrival(
            channel: ProviderTrial.channel,
            externalID: ExternalID(rawValue: "call"),
            receivedAt: Timestamp(seconds: 1_735_689_600),
            mediaType: "application/octet-stream",
            verdict: .signed,
            body: payload
        )
    }

    /// An event as a line of its own: everything that the core decides by.
    static func line(_ event: ProviderEvent) -> String {
        var words = [event.kind.rawValue, event.externalID.rawValue]
        if let time = event.occurredAt { words.append("at \(time.rawValue)") }
        words.append("in \(event.conversation)" + (event.thread.map { " thread \($0)" } ?? ""))
        if event.isGroup { words.append("public") }
        if let actor = event.actor {
            words.append(
                "by \(actor.space) \(actor.identity?.value ?? actor.id)" + (actor.name.map { " (\($0))" } ?? "")
            )
            words += actor.claims.map { "claims \($0.identity.value)\($0.isVerified ? " verified" : "")" }
        }
        if let id = event.messageID { words.append("id \(id)") }
        if !event.regarding.isEmpty { words.append("regarding \(event.regarding.joined(separator: ", "))") }
        if !event.text.isEmpty { words.append("text \(event.text.replacing("\n", with: "\\n"))") }
        if let html = event.html { words.append("html \(html)") }
        words += event.attachments.map { file in
            let content =
                switch file.content {
                case .handle(let handle): "behind \(handle)"
                case .bytes(let octets):
                    "with \(String(decoding: octets, as: UTF8.self).split(separator: "\r\n").joined())"
                }
            return "file \(file.name.isEmpty ? "-" : file.name) \(file.contentType) \(content)"
        }
        words += event.news.map { "news \($0.outcome.rawValue) of \($0.messageID ?? "-") \($0.code ?? "")" }
        if let automatic = event.automatic { words.append("automatic \(automatic.rawValue)") }
        if !event.warnings.isEmpty { words.append("warned") }
        return words.joined(separator: " | ")
    }
}
