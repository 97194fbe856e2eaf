import ChannelKit
import DeskConfiguration
import Foundation
import Glibc

/// The configuration that was last in force, noted in the data folder without secrets, so that a new one can be compared.
struct AppliedConfiguration {
    private static let maximumBytes = 4 << 20

    private let path: String

    /// The note of a data folder.
    init(folder: String) { path = "\(folder)/configuration.applied.json" }

    /// What changes from the noted configuration to another; nil when none is noted or the note cannot be read.
    func difference(to configuration: TributaryConfiguration) -> ConfigurationDifference? {
        guard let data = FileManager.default.contents(atPath: path), data.count <= Self.maximumBytes,
            let noted = try? JSONDecoder().decode(ConfigurationSnapshot.self, from: data)
        else { return nil }
        return ConfigurationDifference(from: noted, to: configuration.snapshot)
    }

    /// Refuses a configuration in which a channel's id stands for another kind than before: its tickets remember it.
    ///
    /// - Throws: ``CommandFailure`` with one line for each such channel.
    func requireSameKinds(in configuration: TributaryConfiguration) throws {
        guard let difference = difference(to: configuration) else { return }
        let wrong = Set(difference.channelsOfAnotherKind)
        guard !wrong.isEmpty else { return }
        throw CommandFailure(
            .configuration,
            configuration.channels.filter { wrong.contains($0.id) }.map { channel in
                let words = difference.changes.first { $0.channel == channel.id }.map(\.description) ?? ""
                return configuration.error(
                    for: SettingProblem(path: "adapter", problem: words, allowed: "the adapter it had"),
                    in: channel.id
                ).description
            }
        )
    }

    /// Notes a configuration that is in force now.
    func note(_ configuration: TributaryConfiguration) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        let url = URL(fileURLWithPath: path)
        try encoder.encode(configuration.snapshot).write(to: url, options: .atomic)
        chmod(path, 0o600)
    }
}
