/// An adapter that can show what it reads in a call log without a channel, for `tributary probe`.
public protocol CallLogRehearsing: ChannelAdapter {
    /// Reads a call log, storing nothing.
    ///
    /// - Parameters:
    ///   - settings: the settings of a channel, as its configuration would give them.
    ///   - next: the next octets of the log, empty at its end.
    /// - Returns: the records in the log's order, each once.
    /// - Throws: ``SettingProblem`` when the settings do not make a channel, or whatever `next` throws.
    static func rehearse(
        settings: ChannelSettings,
        next: () throws -> [UInt8]
    ) throws -> CallLogRehearsal
}

/// What a call log was read as.
public struct CallLogRehearsal: Sendable, Hashable {
    /// The records, each once.
    public var records: [RehearsedCall]
    /// How many records were there again.
    public var duplicates: Int
    /// What could not be read: where, what, and what is allowed; bounded in number.
    public var problems: [String]

    /// Creates a result.
    public init(records: [RehearsedCall], duplicates: Int, problems: [String]) {
        self.records = records
        self.duplicates = duplicates
        self.problems = problems
    }
}

/// One record of a call log; nil stands for what the log does not tell.
public struct RehearsedCall: Sendable, Hashable {
    /// The caller's number as the log has it.
    public var from: String?
    /// The caller's name.
    public var fromName: String?
    /// The number called.
    public var to: String?
    /// `inbound`, `outbound` or `internal`.
    public var direction: String
    /// When it began.
    public var start: Timestamp?
    /// When it was answered.
    public var answer: Timestamp?
    /// When it ended.
    public var end: Timestamp?
    /// How long it lasted, in seconds, ringing included.
    public var duration: Int?
    /// How long was talked, in seconds.
    public var talk: Int?
    /// What became of it, in the log's words.
    public var disposition: String?
    /// The log's name of the record.
    public var uniqueID: String?
    /// Where its recording is.
    public var recording: String?

    /// Creates a record that went a way; everything else starts untold.
    public init(direction: String) { self.direction = direction }
}
