import ArgumentParser
import ChannelKit
import DeskConfiguration
import Foundation
import InstalledAdapters
import ProcessAdapter

/// `tributary adapters`: what this program was built with.
struct AdaptersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "adapters",
        abstract: "Installed adapters: list, describe; new ones: scaffold, test.",
        subcommands: [List.self, Describe.self, New.self, Test.self],
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

    struct New: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a folder with an adapter in Python that works, to begin with."
        )

        @Argument(help: "The adapter's name, of a-z, 0-9 and -.") var name: String
        @Option(help: "The folder it is made in.") var folder = "."

        func run() async throws {
            do throws(ProgramScaffold.Problem) {
                for path in try ProgramScaffold.write(name: name, in: folder) { print(path) }
            } catch {
                throw CommandFailure(.data, error.description).report()
            }
        }
    }

    struct Test: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Hold a program against the protocol of out-of-process adapters.",
            discussion: "Prints each case with what was said; exit 65 when a promise is broken."
        )

        @Option(name: .customLong("setting"), help: "A setting of the program, as NAME=VALUE.") var settings: [String] =
            []
        @Option(name: .customLong("secret"), help: "A secret of the program, as NAME=VARIABLE of the environment.")
        var secrets: [String] = []
        @Option(help: "A conversation that tests may write into; without it, nothing is sent.") var replyTo: String?
        @Option(help: "How many seconds to wait for an event.") var wait = 5
        @Option(name: .customLong("case"), help: "Run only the cases whose name holds this.") var name: String?
        @Argument(help: "The program and its arguments, behind `--`.") var command: [String]

        func run() async throws {
            guard (1...600).contains(wait) else {
                throw CommandFailure(.usage, "--wait \(wait): allowed are 1 to 600 seconds").report()
            }
            let environment = ProcessInfo.processInfo.environment
            let subject = ProgramSubject(
                command: command,
                settings: try pairs(settings, option: "--setting"),
                secrets: try pairs(secrets, option: "--secret").mapValues { variable in
                    guard let value = environment[variable], !value.isEmpty else {
                        throw CommandFailure(.usage, "--secret: the variable \(variable) is not set").report()
                    }
                    return value
                },
                conversation: replyTo,
                patience: .seconds(wait),
                workingFolder: FileManager.default.currentDirectoryPath,
                folder: FileManager.default.temporaryDirectory.path + "/tributary-trial-\(UUID().uuidString)"
            )
            defer { try? FileManager.default.removeItem(atPath: subject.folder) }
            let cases = ProgramCases.all.filter { name.map($0.name.contains) ?? true }
            guard !cases.isEmpty else {
                throw CommandFailure(.usage, "--case: no case has that in its name").report()
            }
            var failures = 0
            for next in cases {
                let report = await next.run(subject)
                print(report)
                if report.isFailure { failures += 1 }
            }
            guard failures == 0 else {
                throw CommandFailure(.data, "\(failures) of \(cases.count) promises are broken").report()
            }
        }

        private func pairs(_ texts: [String], option: String) throws -> [String: String] {
            var pairs: [String: String] = [:]
            for text in texts {
                guard let cut = text.firstIndex(of: "="), cut > text.startIndex else {
                    throw CommandFailure(.usage, "\(option) \(text): write NAME=VALUE").report()
                }
                pairs[String(text[..<cut])] = String(text[text.index(after: cut)...])
            }
            return pairs
        }
    }
}
