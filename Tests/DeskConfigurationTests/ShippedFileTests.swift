import ChannelKit
import DeskConfiguration
import Foundation
import Testing

/// The files that come with the program hold by themselves.
@Suite struct ShippedFileTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private static func manifests() throws -> [AdapterManifest] {
        let adapters = root.appending(path: "Adapters")
        return try FileManager.default.contentsOfDirectory(atPath: adapters.path()).sorted().compactMap { folder in
            let file = adapters.appending(path: "\(folder)/adapter.yml")
            guard FileManager.default.fileExists(atPath: file.path()) else { return nil }
            return try ManifestReader.read(octets: Array(try Data(contentsOf: file)), file: "\(folder)/adapter.yml")
        }
    }

    private static func read(_ path: String) throws -> TributaryConfiguration {
        let environment = TestDesk.environment(
            files: [
                "/run/credentials/tributary.service/mail-password": "x",
                "/etc/tributary/fullchain.pem":
                    TestCertificate.certificate, "/etc/tributary/privkey.pem": TestCertificate.key,
            ],
            variables: ["SUPPORT_MAIL_PASSWORD": "x", "KETTLE_MAIL_PASSWORD": "x", "CHAGUAN_MAIL_CODE": "x"]
        )
        return try ConfigurationReader.read(
            path: path,
            octets: Array(try Data(contentsOf: root.appending(path: path))),
            manifests: try manifests(),
            environment: environment
        )
    }

    @Test func `the file that comes with the program is good and warns of nothing`() throws {
        let configuration = try Self.read("config/tributary.yaml")
        #expect(configuration.warnings.isEmpty, "\(configuration.warnings)")
        #expect(configuration.listen == ListenAddress(host: "127.0.0.1", port: 8080, contentPort: 8081))
        #expect(configuration.dataFolder == "/site/data")
        let mail = try #require(configuration.channel(ChannelID(rawValue: "mail")))
        #expect(mail.settings.text("drop_folder.path") == "/site/data/mail/in")
        #expect(mail.settings.text("out_folder.path") == "/site/data/mail/out")
        let form = try #require(configuration.channel(ChannelID(rawValue: "contact-form")))
        #expect(form.settings.text("reply_through") == "mail")
    }

    @Test(arguments: ["behind-caddy", "imap-smtp", "tls", "two-brands"])
    func `an example is good and warns of nothing`(_ name: String) throws {
        let configuration = try Self.read("config/examples/\(name).yaml")
        #expect(configuration.warnings.isEmpty, "\(configuration.warnings)")
        #expect(!configuration.channels.isEmpty)
    }

    @Test func `what the comments of the file offer is good as well`() throws {
        let file = Self.root.appending(path: "config/tributary.yaml")
        let lines = try String(contentsOf: file, encoding: .utf8).split(
            separator: "\n",
            omittingEmptySubsequences: false
        )
        // A commented setting is `# key:` or `#   - ` below other lines of its group; prose has no colon behind one word.
        let opened = lines.map { line -> String in
            guard let mark = line.firstIndex(of: "#"), line[..<mark].allSatisfy({ $0 == " " }) else {
                return String(line)
            }
            let content = line[line.index(after: mark)...].dropFirst()
            let key = content.drop { $0 == " " || $0 == "-" || $0 == "{" }.prefix { $0.isLetter || $0 == "_" }
            let isSetting =
                !key.isEmpty
                && content.drop { $0 == " " || $0 == "-" || $0 == "{" }.dropFirst(key.count)
                    .hasPrefix(":")
                && key.allSatisfy { $0.isLowercase || $0 == "_" }
            return isSetting ? "\(line[..<mark])\(content)" : String(line)
        }
        let text = opened.joined(separator: "\n")
        #expect(text.contains("\n    fields:") && text.contains("\nlimits:") && text.contains("\npublic_url:"))
        _ = try ConfigurationReader.read(
            path: "opened.yaml",
            octets: Array(text.utf8),
            manifests: try Self.manifests(),
            environment: TestDesk.environment()
        )
    }

    @Test func `the reference names every setting once with its meaning`() throws {
        let manifests = try Self.manifests()
        let reference = SettingsReference.whole(manifests)
        #expect(reference.contains("| `listen.port` | a whole number from 1 to 65535 | `8080` |"))
        #expect(reference.contains("| `limits.max_message_size` |") && reference.contains("| `25MB` |"))
        for manifest in manifests {
            #expect(reference.contains("(`adapter: \(manifest.kind)`)"))
            for setting in manifest.settings {
                #expect(SettingsReference.adapter(manifest).contains("| `\(setting.name)` |"), "\(setting.name)")
            }
        }
        for spec in CoreSettings.file + CoreSettings.channel {
            #expect(SettingsReference.core().contains("| `\(spec.name)` |"), "\(spec.name)")
        }
    }
}
