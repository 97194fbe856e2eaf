import ChannelKit

/// The settings of one phone-log channel, checked against each other.
struct PhoneLogSettings: Sendable {
    let format: CallFormat
    let mapping: ColumnMapping
    /// The names of the columns of a table without headings, in order; nil leaves the format's own.
    let order: [String]?
    /// What separates fields; nil finds it out.
    let separator: UInt8?
    let reading: CallReading
    let region: String?
    /// What tells the log of one exchange from another's, part of every name.
    let source: String
    let folder: String
    /// A file that is followed while it grows, instead of the folder.
    let followed: String?
    let keepsAnswered: Bool
    let keepsOutgoing: Bool
    let callbackWithin: Duration
    let replyThrough: ChannelID?
    /// The language of subjects.
    let words: CallWords
    /// The folder that recordings lie in.
    let recordings: String?
    let webhook: WebhookSettings?

    var numbers: InternalNumbers { reading.numbers }

    /// Who may post calls.
    struct WebhookSettings: Sendable {
        let user: String
        /// One, or two while it is being changed.
        let passwords: [Secret]
    }

    /// Reads the settings of a channel.
    ///
    /// - Throws: `SettingProblem` when they do not fit together.
    init(_ settings: ChannelSettings, channel: ChannelID) throws {
        guard let format = settings.text("format").flatMap(CallFormat.init) else {
            throw SettingProblem(
                path: "format",
                problem: "no format",
                allowed: CallFormat.allCases.map(\.rawValue).joined(separator: ", ")
            )
        }
        self.format = format
        mapping = ColumnMapping(format, columns: try Self.columns(settings, format))
        order = try Self.order(settings, format)
        separator = ["comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"][settings.text("separator") ?? ""]
            .flatMap { (mark: Character) in mark.asciiValue }
        reading = CallReading(
            format: format,
            clock: try Self.clock(settings, format),
            dateOrder: settings.text("date_order").flatMap(CallTime.DateOrder.init),
            numbers: Self.numbers(settings)
        )
        region = settings.text("region")
        source = settings.text("source").flatMap { $0.isEmpty ? nil : $0 } ?? channel.rawValue
        folder = settings.text("path").flatMap { $0.isEmpty ? nil : $0 } ?? "calls"
        followed = settings.text("follow").flatMap { $0.isEmpty ? nil : $0 }
        keepsAnswered = settings.text("answered") != "ignore"
        keepsOutgoing = settings.text("outgoing") == "record"
        callbackWithin = settings.duration("callback_within") ?? .seconds(4 * 3600)
        replyThrough = settings.text("reply_through").map(ChannelID.init(rawValue:))
        words = settings.text("language").flatMap(CallWords.init) ?? .english
        recordings = settings.text("recordings").flatMap { $0.isEmpty ? nil : $0 }
        webhook = try Self.webhook(settings)
        if followed != nil, !format.canBeFollowed {
            throw SettingProblem(
                path: "follow",
                problem: "a file of the format \(format.rawValue) cannot be followed while it grows",
                allowed: CallFormat.allCases.filter(\.canBeFollowed).map(\.rawValue).joined(separator: ", ")
            )
        }
    }

    private static func clock(_ settings: ChannelSettings, _ format: CallFormat) throws -> ZoneClock? {
        let allowed = "a time zone of the IANA database such as Europe/Berlin or UTC"
        guard let name = settings.text("time_zone"), !name.isEmpty else {
            guard !format.needsTimeZone else {
                throw SettingProblem(
                    path: "time_zone",
                    problem: "missing, and times of the format \(format.rawValue) say no zone",
                    allowed: allowed
                )
            }
            return nil
        }
        guard let clock = ZoneClock(name) else {
            throw SettingProblem(path: "time_zone", problem: "no known time zone", allowed: allowed)
        }
        return clock
    }

    private static func columns(_ settings: ChannelSettings, _ format: CallFormat) throws -> [CallField: String] {
        var columns: [CallField: String] = [:]
        let table = settings.group("columns")?.values ?? [:]
        for (name, value) in table.sorted(by: { $0.key < $1.key }) {
            guard let field = CallField(rawValue: name) else {
                throw SettingProblem(
                    path: "columns.\(name)",
                    problem: "no fact of a call",
                    allowed: CallField.allCases.map(\.rawValue).joined(separator: ", ")
                )
            }
            guard case .text(let heading) = value, !ColumnMapping.fold(heading).isEmpty else {
                throw SettingProblem(path: "columns.\(name)", problem: "no heading", allowed: "a heading of the file")
            }
            columns[field] = heading
        }
        guard format == .csv else { return columns }
        let hasTime =
            columns[.start] != nil || columns[.end] != nil
            || (columns[.startDate] != nil && columns[.startTime] != nil)
        let hasParty = columns[.from] != nil || columns[.number] != nil || columns[.callerID] != nil
        guard hasTime, hasParty else {
            throw SettingProblem(
                path: "columns",
                problem: hasTime ? "nothing tells who called" : "nothing tells when a call was",
                allowed: "for format csv at least `start` (or `start_date` and `start_time`), and `from` or `number`"
            )
        }
        return columns
    }

    private static func order(_ settings: ChannelSettings, _ format: CallFormat) throws -> [String]? {
        let order = settings.texts("order")
        guard !order.isEmpty else { return nil }
        guard [.asteriskCustom, .threeCX, .csv].contains(format) else {
            throw SettingProblem(
                path: "order",
                problem: "the format \(format.rawValue) has an order of its own",
                allowed: "order only with asterisk-custom, 3cx and csv"
            )
        }
        return order
    }

    private static func numbers(_ settings: ChannelSettings) -> InternalNumbers {
        InternalNumbers(
            longestExtension: Int(settings.integer("internal_numbers.longest_extension") ?? 5),
            prefixes: settings.texts("internal_numbers.prefixes"),
            trunkContexts: Set(settings.texts("internal_numbers.trunk_contexts")),
            trunkChannels: settings.texts("internal_numbers.trunk_channels"),
            strippedPrefixes: settings.texts("strip_prefixes")
        )
    }

    private static func webhook(_ settings: ChannelSettings) throws -> WebhookSettings? {
        guard settings["webhook"] != nil else { return nil }
        let passwords = settings.secrets("webhook.password")
        guard let user = settings.text("webhook.user"), !user.isEmpty, !user.contains(":") else {
            throw SettingProblem(path: "webhook.user", problem: "no user name", allowed: "a name without a colon")
        }
        guard !passwords.isEmpty, passwords.allSatisfy({ $0.reveal().utf8.count >= 8 }) else {
            throw SettingProblem(path: "webhook.password", problem: "too short", allowed: "at least 8 bytes")
        }
        return WebhookSettings(user: user, passwords: passwords)
    }
}
