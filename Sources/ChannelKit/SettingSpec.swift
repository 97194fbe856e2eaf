/// One setting that a manifest declares: its type, default and meaning.
///
/// The settings reference is generated from it.
public struct SettingSpec: Sendable, Hashable {
    /// The key in the configuration file.
    public var name: String
    /// What values are allowed.
    public var type: SettingType
    /// Whether the configuration must give a value.
    public var isRequired: Bool
    /// The value in force when none is given.
    public var defaultValue: SettingValue?
    /// What it means, for the settings reference: one or two sentences.
    public var documentation: String

    /// Creates a specification.
    public init(
        name: String,
        type: SettingType,
        isRequired: Bool = false,
        defaultValue: SettingValue? = nil,
        documentation: String
    ) {
        self.name = name
        self.type = type
        self.isRequired = isRequired
        self.defaultValue = defaultValue
        self.documentation = documentation
    }
}

/// What values a setting takes.
public indirect enum SettingType: Sendable, Hashable {
    /// Text of at most that many characters.
    case text(maximum: Int)
    /// A whole number within a range.
    case integer(ClosedRange<Int64>)
    /// `true` or `false`.
    case boolean
    /// A time span such as `30s`, `5m`, `12h` or `7d`, within a range.
    case duration(ClosedRange<Duration>)
    /// A number of bytes such as `512KB` or `25MB`, within a range.
    case size(ClosedRange<Int64>)
    /// One of a few words.
    case choice([String])
    /// A secret, given as `{env: NAME}` or `{file: PATH}`; a list of two while it is being rotated.
    case secret
    /// A mail address.
    case emailAddress
    /// An `http` or `https` address.
    case url
    /// A path, relative to the data folder unless it is absolute.
    case path
    /// The name of another channel of this configuration.
    case channel
    /// An ISO 3166 region such as `DE`.
    case region
    /// A list with a bounded count.
    case list(of: SettingType, count: ClosedRange<Int>)
    /// A group of settings.
    case object([SettingSpec])
    /// Free names, each with a value of one type.
    case table(of: SettingType, count: ClosedRange<Int>)
}

/// A value that was checked against its ``SettingType``.
public enum SettingValue: Sendable, Hashable {
    /// Text, a choice, an address, a path, a channel or a region.
    case text(String)
    /// A whole number, or a number of bytes.
    case integer(Int64)
    /// Yes or no.
    case boolean(Bool)
    /// A time span.
    case duration(Duration)
    /// One secret, or two while it is being rotated; the first is the current one.
    case secrets([Secret])
    /// A list.
    case list([SettingValue])
    /// A group or a table, by name.
    case object([String: SettingValue])
}

/// The settings of one channel, complete with defaults and checked against the adapter's manifest.
public struct ChannelSettings: Sendable, Hashable {
    /// All values by name; optional settings without a value are absent.
    public let values: [String: SettingValue]

    /// Wraps values that were checked.
    public init(_ values: [String: SettingValue]) { self.values = values }

    /// The value at a path such as `imap.host`.
    public subscript(path: String) -> SettingValue? {
        var current: SettingValue = .object(values)
        for step in path.split(separator: ".") {
            guard case .object(let members) = current, let next = members[String(step)] else { return nil }
            current = next
        }
        return current
    }

    /// The text at a path.
    public func text(_ path: String) -> String? {
        if case .text(let value) = self[path] { value } else { nil }
    }

    /// The whole number at a path.
    public func integer(_ path: String) -> Int64? {
        if case .integer(let value) = self[path] { value } else { nil }
    }

    /// The yes or no at a path; `false` when absent.
    public func flag(_ path: String) -> Bool {
        if case .boolean(true) = self[path] { true } else { false }
    }

    /// The time span at a path.
    public func duration(_ path: String) -> Duration? {
        if case .duration(let value) = self[path] { value } else { nil }
    }

    /// The live secrets at a path, the current one first; empty when absent.
    public func secrets(_ path: String) -> [Secret] {
        if case .secrets(let values) = self[path] { values } else { [] }
    }

    /// The list at a path; empty when absent.
    public func list(_ path: String) -> [SettingValue] {
        if case .list(let values) = self[path] { values } else { [] }
    }

    /// The texts of a list at a path; empty when absent.
    public func texts(_ path: String) -> [String] {
        list(path).compactMap { if case .text(let value) = $0 { value } else { nil } }
    }

    /// The group at a path.
    public func group(_ path: String) -> ChannelSettings? {
        if case .object(let values) = self[path] { ChannelSettings(values) } else { nil }
    }
}

/// A setting whose value fits its type but not its purpose; found when an adapter is made from its settings.
public struct SettingProblem: Error, Sendable, Hashable, CustomStringConvertible {
    /// The path of the setting below the channel, such as `imap.host`.
    public var path: String
    /// What is wrong; never the value of a secret.
    public var problem: String
    /// What is allowed.
    public var allowed: String

    /// Creates a problem.
    public init(path: String, problem: String, allowed: String) {
        self.path = path
        self.problem = problem
        self.allowed = allowed
    }

    /// `path: what is wrong; what is allowed`.
    public var description: String { "\(path): \(problem); \(allowed)" }
}
