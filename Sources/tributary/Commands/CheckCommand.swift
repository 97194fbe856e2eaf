import ArgumentParser
import DeskConfiguration
import Foundation
import Logging

/// `tributary check`: validates the configuration without starting.
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Validate the configuration and print the plan.",
        discussion: "Every error is a line `file:line:column: key.path: what is wrong; what is allowed`; exit code 78."
    )

    @OptionGroup var options: CommonOptions

    func run() async throws {
        do {
            let configuration = try options.configuration()
            // Settings may fit their types and still not fit together: only their adapter knows.
            _ = try ChannelAssembly(configuration, keys: .throwaway, logger: .quiet).channels()
            for warning in configuration.warnings {
                FileHandle.standardError.write(Data("warning: \(warning)\n".utf8))
            }
            let applied = AppliedConfiguration(folder: configuration.dataFolder)
            try applied.requireSameKinds(in: configuration)
            print(ConfigurationPlan(for: configuration))
            if let difference = applied.difference(to: configuration) {
                print(difference.isEmpty ? "\nNothing changes." : "\nchanges\n\(Self.indented(difference))")
                if difference.needsRestart { print("  these need a restart; the rest is applied by SIGHUP as well") }
            }
        } catch let failure as CommandFailure {
            throw failure.report()
        }
    }

    private static func indented(_ difference: ConfigurationDifference) -> String {
        difference.changes.map { "  \($0)" }.joined(separator: "\n")
    }
}
