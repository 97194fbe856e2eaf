import ChannelKit
import Consents
import DeskConfiguration
import DeskWeb
import InstalledAdapters
import Logging
import MailReception
import MessageRouting
import Outbound

/// Makes the adapters of all channels that are switched on.
struct ChannelAssembly {
    private let configuration: TributaryConfiguration
    private let keys: KeyRing
    private let logger: Logger
    private let transports: ProviderTransports
    private let conversations: ConversationLending?
    private let secrets: KeptSecrets?
    private let mail = CurlMailSubmitter()
    private let mailboxes = CurlMailboxOpener()

    init(
        _ configuration: TributaryConfiguration,
        keys: KeyRing,
        transports: ProviderTransports = ProviderTransports(),
        conversations: ConversationLending? = nil,
        secrets: KeptSecrets? = nil,
        logger: Logger
    ) {
        self.secrets = secrets
        self.configuration = configuration
        self.transports = transports
        self.conversations = conversations
        self.keys = keys
        self.logger = logger
    }

    /// The channels, ready to be started.
    ///
    /// - Parameter kept: channels that go on as they are, by id.
    /// - Returns: all channels that are switched on.
    /// - Throws: ``CommandFailure`` that names every setting an adapter does not accept.
    func channels(keeping kept: [ChannelID: ActiveChannel] = [:]) throws -> [ActiveChannel] {
        let manifests = try AdapterCatalog.manifests()
        var active: [ActiveChannel] = []
        var problems: [ConfigurationError] = []
        for channel in configuration.channels where channel.isEnabled {
            guard let (manifest, adapter) = manifests.first(where: { $0.manifest.kind == channel.adapter }) else {
                continue
            }
            if let channel = kept[channel.id] {
                active.append(channel)
                continue
            }
            do {
                let made = try adapter.init(channel: channel.id, settings: channel.settings, context: context(channel))
                secrets?.consents.note((made as? any ConsentSeeking)?.consent, for: channel.id)
                active.append(
                    ActiveChannel(
                        id: channel.id,
                        adapter: made,
                        abilities: made.abilities(within: manifest.abilities),
                        unifyWindow: channel.unifyWindow,
                        acknowledges: channel.acknowledges,
                        teams: channel.teams,
                        settingsVersion: channel.settingsVersion
                    )
                )
            } catch let problem as SettingProblem {
                problems.append(configuration.error(for: problem, in: channel.id))
            }
        }
        guard problems.isEmpty else { throw CommandFailure(.configuration, problems.map(\.description)) }
        return active + [PortalChannel.active]
    }

    private func context(_ channel: ChannelConfiguration) -> AdapterContext {
        let keys = keys
        let logger = logger
        let secrets = secrets
        let log: @Sendable (StaticString, [String: String]) -> Void = { message, details in
            var metadata: Logger.Metadata = ["channel": "\(channel.id)"]
            for (name, value) in details { metadata[name] = "\(value)" }
            logger.notice("\(message)", metadata: metadata)
        }
        let providers = transports.make(reaching: Self.webAddresses(in: .object(channel.settings.values)))
        return AdapterContext(
            publicURL: configuration.publicURL,
            dataFolder: configuration.dataFolder,
            settingsVersion: channel.settingsVersion,
            now: Desk.clock,
            key: { keys.key("channel/\(channel.id)/\($0)") },
            mail: mail,
            mailboxes: mailboxes,
            maildrops: mailboxes,
            reception: LMTPServer(),
            consents: secrets?.consents.keeping(for: channel.id, transport: providers, log: log) ?? NoConsents(),
            keptSecret: { name in try? secrets?.read(name, of: channel.id) },
            providers: providers,
            conversations: conversations?.services(for: channel.id, contentURL: configuration.contentURL) ?? .none,
            log: log
        )
    }

    /// The web addresses among a channel's settings: what they name may be in an inner network.
    private static func webAddresses(in value: SettingValue) -> [String] {
        switch value {
        case .text(let text): text.hasPrefix("http://") || text.hasPrefix("https://") ? [text] : []
        case .list(let values): values.flatMap(webAddresses)
        case .object(let members): members.values.flatMap(webAddresses)
        default: []
        }
    }
}
