public import ChannelKit
import Synchronization

/// A channel that is switched on: its adapter and what the desk must know of it.
public struct ActiveChannel: Sendable {
    /// The channel's name.
    public var id: ChannelID
    /// The code behind it.
    public var adapter: any ChannelAdapter
    /// What the adapter can do.
    public var abilities: AdapterAbilities
    /// How long after a customer's last message a new matter joins their open ticket; zero is never.
    public var unifyWindow: Duration
    /// Whether new tickets are acknowledged to their sender.
    public var acknowledges: Bool
    /// The names of the teams that new matters go to, by lower-case address; `*` for all others.
    public var teams: [String: String]
    /// A fingerprint of its settings.
    public var settingsVersion: String
    /// Tells this adapter apart from one that was made anew for the same channel.
    public let generation = Generation()

    /// One making of a channel's adapter.
    public final class Generation: Sendable, Equatable {
        /// Whether both are the same making.
        public static func == (one: Generation, other: Generation) -> Bool { one === other }
    }

    /// Creates a channel.
    public init(
        id: ChannelID,
        adapter: any ChannelAdapter,
        abilities: AdapterAbilities,
        unifyWindow: Duration,
        acknowledges: Bool,
        teams: [String: String] = [:],
        settingsVersion: String
    ) {
        self.id = id
        self.adapter = adapter
        self.abilities = abilities
        self.unifyWindow = unifyWindow
        self.acknowledges = acknowledges
        self.teams = teams
        self.settingsVersion = settingsVersion
    }
}

/// The channels that are switched on, as the configuration in force says.
public final class ChannelDirectory: Sendable {
    private let channels: Mutex<[ChannelID: ActiveChannel]>

    /// Creates a directory.
    public init(_ channels: [ActiveChannel]) {
        self.channels = Mutex(Dictionary(channels.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first }))
    }

    /// The channel of that name; nil when it is unknown or switched off.
    public subscript(id: ChannelID) -> ActiveChannel? { channels.withLock { $0[id] } }

    /// All channels by name.
    public var all: [ActiveChannel] { channels.withLock { $0.values.sorted { $0.id.rawValue < $1.id.rawValue } } }

    /// Puts another set of channels in force.
    public func replace(with channels: [ActiveChannel]) {
        let next = Dictionary(channels.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        self.channels.withLock { $0 = next }
    }
}
