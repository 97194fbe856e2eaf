import ChannelKit
import ConfigurationExamples
import DeskConfiguration
import Foundation
import InstalledAdapters
import Testing

/// The examples are good to the last setting: their adapters take them.
@Suite struct ExampleTests {
    private static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "config/examples")

    private static let names: [String] =
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path())) ?? []).sorted()

    /// Stand-ins for the secrets that the examples take from the environment, in the form that is asked for.
    private static func variables(in text: String) -> [String: String] {
        let forms = [
            "_WEBHOOK_LOGIN": "user:stand-in",
            "_PUBLIC_KEY":
                "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEnrxyjSZq3zbs++AKtXK7kPIYdzhWhGxurPafIJJyFL5+CEGiV3YZcpHMd+H1CWJw6cdQwenbDgP7V30cSVVlFA==",
            "_AES_KEY": String(repeating: "a", count: 43), "TEAMS_SECURITY_TOKEN": "c2VjcmV0LXNlY3JldC1zZWNyZXQ=",
        ]
        let generic = ["CHAT_WEBHOOK_SECRET": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"]
        var variables: [String: String] = [:]
        for match in text.matches(of: /\{env: ([A-Z_]+)\}/) {
            let name = String(match.1)
            variables[name] =
                generic[name] ?? forms.first { name.hasSuffix($0.key) }?.value
                ?? "stand-in-for-\(name.lowercased().replacing("_", with: "-"))"
        }
        return variables
    }

    @Test(arguments: names) func `an example makes channels`(_ name: String) throws {
        let octets = Array(try Data(contentsOf: Self.folder.appending(path: name)))
        let catalog = try AdapterCatalog.manifests()
        // What the files refer to on the machine is another test's; here everything may be read.
        let environment = ConfigurationEnvironment(
            variables: Self.variables(in: String(decoding: octets, as: UTF8.self)),
            workingDirectory: "/site",
            now: { Timestamp(seconds: 1_772_323_200) },
            readFile: { (_, _) throws(FileProblem) in
                ReadFile(octets: Array("stand-in-for-a-file".utf8), permissions: 0o600)
            }
        )
        guard !String(decoding: octets, as: UTF8.self).contains("\ntls:") else { return }
        let configuration = try ConfigurationReader.read(
            path: name,
            octets: octets,
            manifests: catalog.map(\.manifest),
            environment: environment
        )
        #expect(configuration.warnings.isEmpty, "\(configuration.warnings)")
        #expect(!configuration.channels.isEmpty)
        for channel in configuration.channels {
            let adapter = try #require(catalog.first { $0.manifest.kind == channel.adapter }?.adapter)
            let context = AdapterContext(
                publicURL: configuration.publicURL,
                dataFolder: configuration.dataFolder,
                settingsVersion: channel.settingsVersion,
                now: { Timestamp(seconds: 1_772_323_200) },
                key: { _ in Array(repeating: 7, count: 32) },
                mail: Nowhere(),
                mailboxes: Nowhere(),
                log: { _, _ in }
            )
            _ = try adapter.init(channel: channel.id, settings: channel.settings, context: context)
        }
    }
}

/// The examples that pages show for copying.
@Suite struct ShownExampleTests {
    @Test func `every example of a channel is shown, and says what to do in both languages`() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "config/examples")
        let files = Set(try FileManager.default.contentsOfDirectory(atPath: folder.path()))
        let shown = ConfigurationExamples.all.map { "\($0.name).yaml" }
        #expect(Set(shown).count == shown.count)
        // These are about the server, not about a channel.
        #expect(files.subtracting(shown) == ["behind-caddy.yaml", "tls.yaml"])
        for example in ConfigurationExamples.all {
            let file = try String(contentsOf: folder.appending(path: "\(example.name).yaml"), encoding: .utf8)
            #expect(example.text == file, "\(example.name)")
            #expect(!example.english.isEmpty && !example.english.contains("中文："), "\(example.name)")
            #expect(example.chinese.count >= 10 && !example.chinese.contains("中文："), "\(example.name)")
            #expect(example.channels.hasPrefix("  ") && example.channels.contains("adapter: "), "\(example.name)")
        }
    }

    @Test func `every adapter and every provider has an example`() throws {
        for (manifest, _) in try AdapterCatalog.manifests() {
            let own = ConfigurationExamples.all.filter { $0.channels.contains("    adapter: \(manifest.kind)\n") }
            #expect(!own.isEmpty, "\(manifest.kind)")
            for key in ["provider", "service"] {
                guard case .choice(let choices)? = manifest.settings.first(where: { $0.name == key })?.type else {
                    continue
                }
                // A personal mailbox at Aliyun is told of beside the company's.
                for choice in choices where choice != "aliyun" {
                    let lines = ["    \(key): \(choice)\n", "    \(key): \"\(choice)\"\n"]
                    #expect(own.contains { example in lines.contains { example.channels.contains($0) } }, "\(choice)")
                }
            }
        }
    }
}

/// An outside that nobody reaches.
private struct Nowhere: MailSubmitting, MailboxOpening {
    func submit(_ mail: MailSubmission, to server: MailServer, timeLimit: Duration) async throws(MailRefusal) -> String
    {
        throw .unreachable(detail: "nowhere")
    }

    func open(_ server: MailServer) async throws(MailboxFailure) -> any MailboxLine {
        throw .unreachable(detail: "nowhere")
    }
}
