public import ChannelKit

/// One configured way in or out.
public struct ChannelConfiguration: Sendable, Hashable {
    /// Its name.
    public var id: ChannelID
    /// The code behind it.
    public var adapter: AdapterKind
    /// What the adapter can do.
    public var abilities: AdapterAbilities
    /// Whether it runs.
    public var isEnabled: Bool
    /// For how long a new matter joins the contact's one open ticket; zero never.
    public var unifyWindow: Duration
    /// The ISO 3166 region of telephone numbers without a country code: the channel's, else the desk's.
    public var region: String?
    /// Whether the sender of a new matter is told at once that it has arrived.
    public var acknowledges: Bool
    /// The names of the teams that new matters go to, by lower-case address; `*` for all others.
    public var teams: [String: String]
    /// The adapter's settings with defaults; `region` is among them when there is one.
    public var settings: ChannelSettings
    /// A fingerprint of the settings: equal settings give equal versions.
    ///
    /// It says nothing about the values of secrets.
    public var settingsVersion: String

    /// Creates a channel from checked values.
    public init(
        id: ChannelID,
        adapter: AdapterKind,
        abilities: AdapterAbilities,
        isEnabled: Bool,
        unifyWindow: Duration,
        region: String?,
        acknowledges: Bool,
        teams: [String: String] = [:],
        settings: ChannelSettings,
        settingsVersion: String
    ) {
        self.id = id
        self.adapter = adapter
        self.abilities = abilities
        self.isEnabled = isEnabled
        self.unifyWindow = unifyWindow
        self.region = region
        self.acknowledges = acknowledges
        self.teams = teams
        self.settings = settings
        self.settingsVersion = settingsVersion
    }
}
