import ArgumentParser
import ChannelKit
import DeskConfiguration
import Foundation
import InstalledAdapters

/// `tributary adapters`: what this program was built with.
struct AdaptersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "adapters",
        abstract: "Installed adapters: list, describe.",
        subcommands: [List.self, Describe.self],
        defaultSubcommand: List.self
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "All adapters.")

        @Flag(name: .long, help: "Print JSON, one object a line.") var json = false

        private struct Line: Encodable {
            let kind: String
            let title: String
            let summary: String
            let intake: [String]
            let replies: Bool
        }

        func run() async throws {
            for (manifest, _) in try AdapterCatalog.manifests() {
                let abilities = manifest.abilities
                guard json else {
                    print("\(manifest.kind)  \(manifest.title): \(manifest.summary)")
                    continue
                }
                let line = Line(
                    kind: manifest.kind.rawValue,
                    title: manifest.title,
                    summary: manifest.summary,
                    intake: abilities.intake.map(\.rawValue).sorted(),
                    replies: abilities.replies
                )
                try await CommandOutput { print($0) }.json(line)
            }
        }
    }

    struct Describe: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "One adapter's settings.")

        @Argument(help: "The adapter's kind.") var kind: String

        func run() async throws {
            let manifests = try AdapterCatalog.manifests().map(\.manifest)
            guard let manifest = manifests.first(where: { $0.kind.rawValue == kind }) else {
                let allowed = manifests.map(\.kind.rawValue).joined(separator: ", ")
                throw CommandFailure(.usage, "\(kind) is not installed; installed: \(allowed)").report()
            }
            print(SettingsReference.adapter(manifest))
        }
    }
}
