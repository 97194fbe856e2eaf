public import ChannelKit

/// A configuration that was checked as a whole and is complete with its defaults.
public struct TributaryConfiguration: Sendable, Hashable {
    /// The file it was read from, as it was named.
    public let file: String
    /// The folder that holds all state, absolute.
    public let dataFolder: String
    /// Where the gateway listens.
    public let listen: ListenAddress
    /// The origin that people and providers see, without a slash at the end.
    public let publicURL: String
    /// The origin of attachments and HTML mail, without a slash at the end; never the same as ``publicURL``.
    public let contentURL: String
    /// The certificate files, when the gateway itself speaks HTTPS.
    public let tls: CertificateFiles?
    /// Whose forwarding headers are believed.
    public let trustedProxies: [AddressBlock]
    /// Bounds of what is taken and kept.
    public let limits: IntakeLimits
    /// What the desk is called and where it is at home.
    public let desk: DeskDefaults
    /// Servers of one's own whose rooms may be told, beside the providers' public ones.
    public let robotServers: [String]
    /// How programs work with the desk.
    public let api: ProgramSettings
    /// The channels in the order of the file, those that are turned off included.
    public let channels: [ChannelConfiguration]
    /// What is allowed and likely not meant, in the order of the file.
    public let warnings: [ConfigurationError]

    /// Where each key stands, for what is found wrong later.
    let positions: [String: SourcePosition]

    /// The channel of an id.
    public func channel(_ id: ChannelID) -> ChannelConfiguration? { channels.first { $0.id == id } }

    /// The error that says where the settings which an adapter refused are written.
    public func error(for problem: SettingProblem, in channel: ChannelID) -> ConfigurationError {
        let base = "channels.\(channel.rawValue)"
        let path = problem.path.isEmpty ? base : "\(base).\(problem.path)"
        let position = positions.nearest(to: path)
        return ConfigurationError(
            file: file,
            line: position.line,
            column: position.column,
            keyPath: path,
            problem: problem.problem,
            allowed: problem.allowed
        )
    }
}
