import ChannelKit
import Foundation
import Synchronization

@testable import EmailAdapter

/// Makes adapters whose outside is all pretended.
struct TestDesk: Sendable {
    let journal = JournalFake()
    let health = HealthFake()
    let mail = MailServerFake()
    let mailbox = MailboxFake()
    let maildrop = MaildropFake()
    let consents = ConsentFake()
    let kept = Guarded<[String: [UInt8]]>([:])
    let providers = ProviderFake()
    let clock = Guarded(Timestamp(seconds: 1_800_000_000))
    let pauses = Guarded<[Duration]>([])
    let logged = Guarded<[String]>([])

    /// An adapter with the settings that are given beside an address, a way in and a way out.
    func adapter(_ settings: [String: SettingValue] = [:]) throws -> EmailAdapter {
        var values: [String: SettingValue] = ["address": .text("desk@example.org"), "name": .text("Example Desk")]
        values.merge(settings) { $1 }
        if !["drop_folder", "maildir", "imap", "pop3", "lmtp", "provider", "service"].contains(where: {
            values[$0] != nil
        }) {
            values["drop_folder"] = .object(["path": .text("/nowhere/in")])
        }
        if values["smtp"] == nil, values["out_folder"] == nil, values["service"] == nil {
            values["out_folder"] = .object(["path": .text("/nowhere/out")])
        }
        var adapter = try EmailAdapter(
            channel: ChannelID(rawValue: "mail"),
            settings: ChannelSettings(values),
            context: context
        )
        // Pauses are noted, not made; a yield keeps a loop of failures from starving the test.
        adapter.pause = { [pauses] duration in
            pauses.withLock { $0.append(duration) }
            try Task.checkCancellation()
            await Task.yield()
        }
        return adapter
    }

    private var context: AdapterContext {
        AdapterContext(
            publicURL: "https://desk.example.org",
            dataFolder: "/nowhere",
            settingsVersion: "7",
            now: { [clock] in clock.withLock { $0 } },
            key: { purpose in Array((purpose + String(repeating: "k", count: 32)).utf8.prefix(32)) },
            mail: mail,
            mailboxes: mailbox,
            maildrops: maildrop,
            consents: consents,
            keptSecret: { [kept] name in kept.withLock { $0[name] } },
            providers: providers,
            log: { [logged] message, details in logged.withLock { $0.append("\(message) \(details)") } }
        )
    }

    /// An arrival as the adapter itself makes it.
    func arrival(_ mail: String, to adapter: EmailAdapter, envelope: FileEnvelope = FileEnvelope()) -> RawArrival {
        adapter.arrival(of: Array(mail.utf8), verdict: .operatorSupplied, source: "test", envelope: envelope)
    }

    /// The one envelope of a mail.
    func envelope(
        _ mail: String,
        _ settings: [String: SettingValue] = [:],
        envelope: FileEnvelope = FileEnvelope()
    ) throws -> InboundEnvelope {
        let adapter = try adapter(settings)
        let envelopes = try adapter.normalize(arrival(mail, to: adapter, envelope: envelope))
        guard let only = envelopes.first, envelopes.count == 1 else {
            throw UnreadableArrival(.verbatim("not exactly one envelope"))
        }
        return only
    }
}

/// A mutex that can be a property of a copyable value.
final class Guarded<Value: Sendable>: Sendable {
    private let mutex: Mutex<Value>
    init(_ value: Value) { mutex = Mutex(value) }
    func withLock<Result: Sendable>(_ body: (inout Value) -> Result) -> Result { mutex.withLock { body(&$0) } }
}

/// A folder for one test, removed with the value that holds it.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/email-adapter-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ text: String, to name: String, secondsOld: Double = 60, before now: Timestamp) throws {
        let file = path + "/" + name
        try Data(text.utf8).write(to: URL(fileURLWithPath: file))
        let date = Date(timeIntervalSince1970: Double(now.rawValue) / 1000 - secondsOld)
        try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: file)
    }

    func names(in subfolder: String = "") -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: path + "/" + subfolder)) ?? []).sorted()
    }
}

/// A fixture's octets.
func fixture(_ name: String) throws -> String {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    return String(decoding: try Data(contentsOf: folder.appendingPathComponent("Fixtures/\(name)")), as: UTF8.self)
}
