import ChannelKit
import DeskConfiguration

/// Reads a subject's settings the way the product reads them: as a channel of a configuration file.
enum SubjectConfiguration {
    /// The kind of the channels that a subject's settings refer to.
    private static let standIn = AdapterManifest(
        kind: AdapterKind(rawValue: "stand-in"),
        title: "Stand-in",
        summary: "Sends replies in a trial.",
        abilities: AdapterAbilities(replies: true),
        settings: []
    )

    /// The path of the channel in errors.
    static var channelPath: String { "channels.\(ConformanceSubject.channel)" }

    /// Reads the good settings with changes; nil takes a setting away.
    ///
    /// - Throws: `InvalidConfiguration` when the reader refuses them.
    static func read(
        _ subject: ConformanceSubject,
        _ manifest: AdapterManifest,
        changing changes: [String: String?] = [:],
        dataFolder: String
    ) throws(InvalidConfiguration) -> ChannelConfiguration {
        let settings = subject.settings.merging(changes.compactMapValues { $0 }) { $1 }
            .filter { name, _ in changes[name].map { $0 != nil } ?? true }
        let variables = subject.secrets.merging(["TRIBUTARY_DATA": dataFolder]) { $1 }
        let environment = ConfigurationEnvironment(
            variables: variables,
            workingDirectory: dataFolder,
            now: { ConformanceSubject.start },
            readFile: { (_, _) throws(FileProblem) in throw .missing }
        )
        let configuration = try ConfigurationReader.read(
            path: "conformance.yaml",
            octets: Array(text(manifest.kind, settings, others: subject.otherChannels).utf8),
            manifests: [manifest, standIn],
            environment: environment
        )
        guard let channel = configuration.channel(ConformanceSubject.channel) else {
            throw InvalidConfiguration([])
        }
        return channel
    }

    private static func text(_ kind: AdapterKind, _ settings: [String: String], others: [String]) -> String {
        var lines = ["channels:", "  \(ConformanceSubject.channel):", "    adapter: \(kind)"]
        for (name, value) in settings.sorted(by: { $0.key < $1.key }) {
            let folded = value.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\n      ")
            lines.append("    \(name): \(folded)")
        }
        for other in others { lines += ["  \(other):", "    adapter: stand-in"] }
        return lines.joined(separator: "\n") + "\n"
    }
}
