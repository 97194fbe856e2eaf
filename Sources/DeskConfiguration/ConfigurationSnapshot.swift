import ChannelKit

/// What a configuration says, as flat text without secrets: fit to be stored, and compared with a later one.
public struct ConfigurationSnapshot: Sendable, Hashable, Codable {
    /// The values by key path, with defaults; of secrets only how many there are.
    public let values: [String: String]

    /// The snapshot of a configuration.
    public init(of configuration: TributaryConfiguration) {
        var values = Self.network(of: configuration)
        values["limits.max_message_size"] = ByteCount.text(configuration.limits.messageBytes)
        values["limits.intake_queue"] = "\(configuration.limits.intakeQueue)"
        values["limits.raw_retention"] = TimeSpan.text(configuration.limits.rawRetention ?? .zero)
        values["notices.robot_servers"] = "[\(configuration.robotServers.joined(separator: ", "))]"
        values["api.requests_per_minute"] = "\(configuration.api.requestsPerMinute)"
        values["api.webhook_addresses"] = "[\(configuration.api.webhookAddresses.joined(separator: ", "))]"
        values["desk.name"] = configuration.desk.name
        values["desk.default_region"] = configuration.desk.defaultRegion
        values["desk.language"] = configuration.desk.language
        for channel in configuration.channels {
            let path = "channels.\(channel.id.rawValue)"
            values["\(path).adapter"] = channel.adapter.rawValue
            values["\(path).enabled"] = "\(channel.isEnabled)"
            values["\(path).unify"] = TimeSpan.text(channel.unifyWindow)
            values["\(path).acknowledgment"] = "\(channel.acknowledges)"
            for (address, team) in channel.teams { values["\(path).teams.\(address)"] = team }
            Self.flatten(.object(channel.settings.values), at: path, into: &values)
        }
        self.values = values
    }

    /// A fingerprint of everything; equal snapshots have equal fingerprints.
    public var fingerprint: String {
        Fingerprint.text(of: values.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: "\n"))
    }

    /// The ids of the channels with their kinds.
    var channels: [String: String] {
        var found: [String: String] = [:]
        for (path, value) in values {
            let steps = path.split(separator: ".")
            if steps.count == 3, steps[0] == "channels", steps[2] == "adapter" { found[String(steps[1])] = value }
        }
        return found
    }

    private static func network(of configuration: TributaryConfiguration) -> [String: String] {
        var values = [
            "data_dir": configuration.dataFolder,
            "listen.host": configuration.listen.host,
            "listen.port": "\(configuration.listen.port)",
            "listen.content_port": "\(configuration.listen.contentPort)",
            "public_url": configuration.publicURL,
            "content_url": configuration.contentURL,
            "trusted_proxies": "[\(configuration.trustedProxies.map(\.description).joined(separator: ", "))]",
        ]
        values["tls.certificate"] = configuration.tls?.certificate
        values["tls.key"] = configuration.tls?.key
        return values
    }

    private static func flatten(_ value: SettingValue, at path: String, into values: inout [String: String]) {
        guard case .object(let members) = value else {
            values[path] = value.text
            return
        }
        for (name, member) in members { flatten(member, at: join(path, name), into: &values) }
    }
}

extension TributaryConfiguration {
    /// What the configuration says, without secrets.
    public var snapshot: ConfigurationSnapshot { ConfigurationSnapshot(of: self) }

    /// A fingerprint of everything the configuration says; the values of secrets are not part of it.
    public var fingerprint: String { snapshot.fingerprint }
}
