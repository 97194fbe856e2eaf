import ChannelKit
import Foundation
import Synchronization

@testable import PhoneLogAdapter

/// Reads call logs with an adapter of its own.
struct CallLogSample {
    let adapter: PhoneLogAdapter

    init(_ format: String, _ settings: [String: SettingValue] = [:], folder: String = "/nowhere") throws {
        var values: [String: SettingValue] = [
            "format": .text(format), "time_zone": .text("Europe/London"), "region": .text("GB"),
            "path": .text(folder + "/calls"), "outgoing": .text("record"),
        ]
        values.merge(settings) { $1 }
        adapter = try PhoneLogAdapter(
            channel: ChannelID(rawValue: "calls"),
            settings: ChannelSettings(values),
            context: Self.context(folder: folder)
        )
    }

    static func context(folder: String) -> AdapterContext {
        AdapterContext(
            publicURL: "https://desk.example.org",
            dataFolder: folder,
            settingsVersion: "1",
            // Far ahead, so that every file is old.
            now: { Timestamp(seconds: 4_102_444_800) },
            key: { _ in [] },
            mail: NoMail(),
            mailboxes: NoMailboxes(),
            log: { _, _ in }
        )
    }

    /// The arrivals of a log handed over in pieces, and what was said of it at the end.
    func read(_ octets: [UInt8], piece: Int = .max) async throws -> (arrivals: [RawArrival], refusal: String?) {
        var rest = octets[...]
        let found = Mutex<[RawArrival]>([])
        do {
            try await adapter.readArrivals(
                named: "log",
                envelope: FileEnvelope(),
                next: {
                    let next = rest.prefix(piece)
                    rest = rest[next.endIndex...]
                    return Array(next)
                },
                emit: { arrival in found.withLock { $0.append(arrival) } }
            )
        } catch let refusal as UnreadableArrival {
            return (found.withLock { $0 }, refusal.reason.english)
        }
        return (found.withLock { $0 }, nil)
    }

    /// The envelopes of a log.
    func envelopes(of octets: [UInt8]) async throws -> [InboundEnvelope] {
        try await read(octets).arrivals.flatMap { try adapter.normalize($0) }
    }

    static func fixture(_ name: String) throws -> [UInt8] {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures")
        return Array(try Data(contentsOf: folder.appendingPathComponent(name)))
    }

    private struct NoMail: MailSubmitting {
        func submit(_: MailSubmission, to _: MailServer, timeLimit _: Duration) async throws(MailRefusal) -> String {
            ""
        }
    }

    private struct NoMailboxes: MailboxOpening {
        func open(_: MailServer) async throws(MailboxFailure) -> any MailboxLine {
            throw .unreachable(detail: "there is none")
        }
    }
}

extension InboundEnvelope {
    /// The value of a field; nil when there is none.
    func fact(_ name: String) -> String? { fields.first { $0.name == name }?.value }

    /// The envelope on one line: kind, direction, outcome, caller, what is called, and since when.
    var line: String {
        let parts = [
            kind.rawValue, fact("direction"), fact("outcome"), sender.identity?.value ?? "-", subject, text,
            occurredAt.map { Date(timeIntervalSince1970: Double($0.seconds)).formatted(.iso8601) },
            fact("callback") == nil ? nil : "callback",
        ]
        return parts.compactMap(\.self).joined(separator: " | ")
    }
}
