public import ChannelKit

/// Reads the configuration file: everything is checked, and either all of it holds or every error is told.
public enum ConfigurationReader {
    /// Reads and checks a file.
    ///
    /// - Parameters:
    ///   - path: the file; errors name it as it is given here.
    ///   - manifests: the installed adapters.
    ///   - environment: variables, working directory, clock and files.
    ///   - port: a port that goes before the file's, with the next one for content.
    /// - Returns: the configuration, complete with defaults, with its warnings.
    /// - Throws: ``InvalidConfiguration`` with all errors.
    public static func read(
        path: String,
        manifests: [AdapterManifest],
        environment: ConfigurationEnvironment,
        port: Int? = nil
    ) throws(InvalidConfiguration) -> TributaryConfiguration {
        let octets: [UInt8]
        do {
            let whole = joinPath(environment.workingDirectory, path)
            octets = try environment.readFile(whole, DocumentText.maximumOctets).octets
        } catch {
            let problem = DocumentProblem(
                position: .start,
                problem: error == .tooLarge ? "is larger than 1 MiB" : "cannot be read: the file \(error.words)",
                allowed: "a readable file of at most 1 MiB"
            )
            throw InvalidConfiguration([problem.error(in: path)])
        }
        return try read(path: path, octets: octets, manifests: manifests, environment: environment, port: port)
    }

    /// Checks the octets of a file.
    ///
    /// See ``read(path:manifests:environment:port:)``.
    public static func read(
        path: String,
        octets: [UInt8],
        manifests: [AdapterManifest],
        environment: ConfigurationEnvironment,
        port: Int? = nil
    ) throws(InvalidConfiguration) -> TributaryConfiguration {
        let root: DocumentNode
        do {
            root = try DocumentNode.readMapping(octets: octets)
        } catch {
            throw InvalidConfiguration(error.problems.map { $0.error(in: path) })
        }
        let folder = dataFolder(root, environment)
        var checker = SettingsChecker(dataFolder: folder, environment: environment)
        let core = CoreValues(checking: root, with: &checker, dataFolder: folder)
        let network = NetworkSettings(checking: core.settings, port: port, with: &checker)
        let channels = ChannelsSection.read(
            root,
            manifests: manifests,
            defaultRegion: core.desk.defaultRegion,
            with: &checker
        )
        ChannelsSection.checkReach(of: channels, publicURL: network.publicURL, manifests: manifests, with: &checker)
        guard checker.errors.isEmpty, let listen = network.listen else {
            throw InvalidConfiguration(checker.errors.map { $0.error(in: path) })
        }
        return TributaryConfiguration(
            file: path,
            dataFolder: folder,
            listen: listen,
            publicURL: network.publicURL?.origin ?? "",
            contentURL: network.contentURL?.origin ?? "",
            tls: network.tls,
            trustedProxies: network.trustedProxies,
            limits: core.limits,
            desk: core.desk,
            robotServers: core.robotServers,
            api: core.api,
            channels: channels,
            warnings: checker.warnings.map { $0.error(in: path) }.inFileOrder,
            positions: checker.positions
        )
    }

    /// The data folder, needed before all else because paths start there; whether it is well written is checked later.
    private static func dataFolder(_ root: DocumentNode, _ environment: ConfigurationEnvironment) -> String {
        let written = environment.variables["TRIBUTARY_DATA"].flatMap { $0.isEmpty ? nil : $0 }
        return joinPath(environment.workingDirectory, written ?? root["data_dir"]?.text ?? "data")
    }
}

/// The gateway's own settings as values.
private struct CoreValues {
    var settings: ChannelSettings
    var limits: IntakeLimits
    var desk: DeskDefaults
    var robotServers: [String]
    var api: ProgramSettings

    init(checking root: DocumentNode, with checker: inout SettingsChecker, dataFolder: String) {
        let specs = CoreSettings.file.filter { $0.name != "channels" }
        let others = CoreSettings.file.filter { $0.name == "channels" }
        settings = ChannelSettings(
            checker.settings(of: root, specs, at: "", position: .start, besides: others)
        )
        let retention = settings.duration("limits.raw_retention") ?? .zero
        limits = IntakeLimits(
            messageBytes: settings.integer("limits.max_message_size") ?? 0,
            intakeQueue: Int(settings.integer("limits.intake_queue") ?? 0),
            rawRetention: retention == .zero ? nil : retention
        )
        desk = DeskDefaults(
            name: settings.text("desk.name") ?? "",
            defaultRegion: settings.text("desk.default_region"),
            language: settings.text("desk.language") ?? ""
        )
        robotServers = settings.texts("notices.robot_servers")
        api = ProgramSettings(
            requestsPerMinute: Int(settings.integer("api.requests_per_minute") ?? 0),
            webhookAddresses: settings.texts("api.webhook_addresses")
        )
        if desk.name.isEmpty, settings["desk"] != nil {
            checker.refuse("desk.name", at: checker.position(of: "desk.name"), "is empty", "a name")
        }
    }
}
