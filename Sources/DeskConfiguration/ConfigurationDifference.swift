public import ChannelKit

/// What changes from one configuration to another.
public struct ConfigurationDifference: Sendable, Hashable, CustomStringConvertible {
    /// One change.
    public enum Change: Sendable, Hashable {
        /// A channel is new.
        case channelAdded(ChannelID, AdapterKind)
        /// A channel is gone: it keeps its tickets and holds its outbox.
        case channelRemoved(ChannelID, AdapterKind)
        /// An id stands for another kind, which is not allowed: tickets remember it.
        case channelKindChanged(ChannelID, from: AdapterKind, to: AdapterKind)
        /// Settings of a channel are others, by key below the channel.
        case channelChanged(ChannelID, keys: [String])
        /// The values of a channel's secrets are others while nothing else is.
        case secretsChanged(ChannelID)
        /// A setting of the gateway itself is another.
        case setting(key: String, from: String?, to: String?)
    }

    /// The changes: those of the gateway first, then by channel.
    public let changes: [Change]

    /// Compares with a configuration that was applied earlier and stored as its snapshot.
    public init(from old: ConfigurationSnapshot, to new: ConfigurationSnapshot) {
        changes = Self.settings(old, new) + Self.channels(old, new)
    }

    /// Compares with the configuration in force, the values of secrets included.
    public init(from old: TributaryConfiguration, to new: TributaryConfiguration) {
        let visible = ConfigurationDifference(from: old.snapshot, to: new.snapshot).changes
        let secret = new.channels.compactMap { channel -> Change? in
            guard let before = old.channel(channel.id), before.settings != channel.settings,
                before.settingsVersion == channel.settingsVersion
            else { return nil }
            return .secretsChanged(channel.id)
        }
        changes = visible + secret
    }

    /// Whether nothing changes.
    public var isEmpty: Bool { changes.isEmpty }

    /// The channels whose id stands for another kind; with any of these the new configuration must be refused.
    public var channelsOfAnotherKind: [ChannelID] {
        changes.compactMap { if case .channelKindChanged(let id, _, _) = $0 { id } else { nil } }
    }

    /// Whether something changes that only a restart applies: data folder, addresses to listen on, certificate files.
    public var needsRestart: Bool {
        changes.contains { change in
            guard case .setting(let key, _, _) = change else { return false }
            return key == "data_dir" || key.hasPrefix("listen.") || key.hasPrefix("tls.")
        }
    }

    /// One line for each change.
    public var description: String { changes.map(\.description).joined(separator: "\n") }

    private static func settings(_ old: ConfigurationSnapshot, _ new: ConfigurationSnapshot) -> [Change] {
        Set(old.values.keys).union(new.values.keys).sorted().compactMap { key in
            guard !key.hasPrefix("channels."), old.values[key] != new.values[key] else { return nil }
            return .setting(key: key, from: old.values[key], to: new.values[key])
        }
    }

    private static func channels(_ old: ConfigurationSnapshot, _ new: ConfigurationSnapshot) -> [Change] {
        let before = old.channels
        let after = new.channels
        return Set(before.keys).union(after.keys).sorted().compactMap { id in
            let channel = ChannelID(rawValue: id)
            switch (before[id].map(AdapterKind.init), after[id].map(AdapterKind.init)) {
            case (nil, let kind?): return .channelAdded(channel, kind)
            case (let kind?, nil): return .channelRemoved(channel, kind)
            case (let earlier?, let kind?) where earlier != kind:
                return .channelKindChanged(channel, from: earlier, to: kind)
            default:
                let keys = changedKeys(below: "channels.\(id).", old, new)
                return keys.isEmpty ? nil : .channelChanged(channel, keys: keys)
            }
        }
    }

    private static func changedKeys(
        below prefix: String,
        _ old: ConfigurationSnapshot,
        _ new: ConfigurationSnapshot
    ) -> [String] {
        Set(old.values.keys).union(new.values.keys)
            .filter { $0.hasPrefix(prefix) && old.values[$0] != new.values[$0] }
            .map { String($0.dropFirst(prefix.count)) }
            .sorted()
    }
}

extension ConfigurationDifference.Change {
    /// The channel that changes; nil when the gateway itself does.
    public var channel: ChannelID? {
        switch self {
        case .channelAdded(let id, _), .channelRemoved(let id, _), .channelKindChanged(let id, _, _),
            .channelChanged(let id, _), .secretsChanged(let id):
            id
        case .setting: nil
        }
    }
}

extension ConfigurationDifference.Change: CustomStringConvertible {
    /// The change in one line.
    public var description: String {
        switch self {
        case .channelAdded(let id, let kind): "channel \(id) (\(kind)) is new"
        case .channelRemoved(let id, let kind):
            "channel \(id) (\(kind)) is removed: it keeps its tickets, its outbox is held"
        case .channelKindChanged(let id, let old, let new):
            "channel \(id) cannot turn from \(old) into \(new): its tickets remember it; choose another id"
        case .channelChanged(let id, let keys): "channel \(id) changes: \(keys.joined(separator: ", "))"
        case .secretsChanged(let id): "channel \(id) has new secrets"
        case .setting(let key, let old, let new): "\(key): \(old ?? "not set") -> \(new ?? "not set")"
        }
    }
}
