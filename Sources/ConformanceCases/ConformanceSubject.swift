public import ChannelKit
public import DeskConfiguration

/// An adapter under test, described without its kind: how it is made, what it must take and refuse, and how its outside is
/// made to answer in every way.
///
/// Everything an ability of the adapter needs must be given; a case of its own fails for what is left out.
public struct ConformanceSubject: Sendable {
    /// Makes the adapter of a channel, as its `init(channel:settings:context:)` does.
    public typealias Factory =
        @Sendable (_ channel: ChannelID, _ settings: ChannelSettings, _ context: AdapterContext) throws ->
        any ChannelAdapter

    /// What the subject is called in reports, such as `e-mail by SMTP`.
    public var name: String
    /// The octets of the adapter's manifest.
    public var manifestSource: [UInt8]
    /// Makes the adapter.
    public var make: Factory
    /// Settings that make a working channel: YAML values in flow style by the name of their setting.
    ///
    /// Relative paths lie in a folder that belongs to one trial alone and is removed with it.
    public var settings: [String: String]
    /// What the settings' `{env: NAME}` stand for.
    ///
    /// Every value is searched for in everything the adapter says, so it must be at least 12 characters that occur nowhere
    /// else.
    public var secrets: [String: String]
    /// Names of other channels that the settings refer to; they are taken for channels that send replies.
    public var otherChannels: [String]
    /// Settings that must be refused.
    public var badSettings: [BadSettings]
    /// Arrivals with what must come of them, those first whose end is the most open: cases write on there at great length.
    public var arrivals: [SampleArrival]
    /// Arrivals that nothing can be made of.
    public var poison: [RawArrival]
    /// Requests to a webhook or a page, in the order they are made to one adapter.
    public var requests: [SampleRequest]
    /// Files that are handed over.
    public var files: [SampleFile]
    /// Opens the place that a listening or pulling adapter takes arrivals from, for a trial whose files lie in `folder`.
    public var source: (@Sendable (_ folder: String) throws -> any ArrivalSource)?
    /// What is known about sending.
    public var delivery: DeliverySamples?
    /// How the provider answers what is not scripted: sign-ins, uploads, and what a customer sees; nil has no provider.
    public var provider: (@Sendable (ProviderRequest) -> ProviderAnswer?)?
    /// What the channel can do as the settings configure it, made of what the manifest says for all its channels.
    public var abilities: @Sendable (any ChannelAdapter, AdapterAbilities) -> AdapterAbilities

    /// Creates a subject; everything that belongs to an ability starts empty.
    public init(
        name: String,
        manifestSource: [UInt8],
        make: @escaping Factory,
        settings: [String: String],
        secrets: [String: String] = [:],
        otherChannels: [String] = [],
        badSettings: [BadSettings] = [],
        arrivals: [SampleArrival] = [],
        poison: [RawArrival] = [],
        requests: [SampleRequest] = [],
        files: [SampleFile] = [],
        source: (@Sendable (_ folder: String) throws -> any ArrivalSource)? = nil,
        delivery: DeliverySamples? = nil,
        provider: (@Sendable (ProviderRequest) -> ProviderAnswer?)? = nil,
        abilities: @escaping @Sendable (any ChannelAdapter, AdapterAbilities) -> AdapterAbilities = { $1 }
    ) {
        self.name = name
        self.manifestSource = manifestSource
        self.make = make
        self.settings = settings
        self.secrets = secrets
        self.otherChannels = otherChannels
        self.badSettings = badSettings
        self.arrivals = arrivals
        self.poison = poison
        self.requests = requests
        self.files = files
        self.source = source
        self.delivery = delivery
        self.provider = provider
        self.abilities = abilities
    }

    /// The channel that every trial configures; samples name it.
    public static let channel = ChannelID(rawValue: "conformance")

    /// The time that trials begin at: far ahead, so that every file is old.
    public static let start = Timestamp(seconds: 4_102_444_800)

    /// The manifest, read and checked.
    ///
    /// - Throws: `InvalidConfiguration` with everything that is wrong with it.
    public func manifest() throws(InvalidConfiguration) -> AdapterManifest {
        try ManifestReader.read(octets: manifestSource)
    }
}

/// Settings that must be refused, by the reader or by the adapter.
public struct BadSettings: Sendable {
    /// What is wrong with them.
    public var name: String
    /// What is changed in the good settings; nil takes a setting away.
    public var changes: [String: String?]
    /// The path that must be named, below the channel, such as `imap.host`.
    public var path: String

    /// Creates bad settings.
    public init(_ name: String, changing changes: [String: String?], path: String) {
        self.name = name
        self.changes = changes
        self.path = path
    }
}
