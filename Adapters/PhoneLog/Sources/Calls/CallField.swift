/// What a call log may tell of one call.
///
/// The names are those that the setting `columns` maps to a file's headings.
enum CallField: String, Sendable, Hashable, CaseIterable {
    /// The caller's number.
    case from
    /// The caller's name.
    case fromName = "from_name"
    /// The caller as telephones show it, `"Ada" <+442087654321>`.
    case callerID = "caller_id"
    /// The number called.
    case to
    /// The name of whoever was called.
    case toName = "to_name"
    /// The other party's number, where a log names only that one.
    case number
    /// The other party's name.
    case name
    /// Which way the call went, in the log's words.
    case direction
    /// When it began.
    case start
    /// The day it began, where the time of day has a column of its own.
    case startDate = "start_date"
    /// The time of day it began, beside ``startDate``.
    case startTime = "start_time"
    /// When it was answered.
    case answer
    /// When it ended.
    case end
    /// How long it lasted, ringing included.
    case duration = "duration_s"
    /// How long was talked.
    case talk = "talk_s"
    /// What became of it, in the log's words.
    case disposition
    /// The log's name of the record.
    case uniqueID = "unique_id"
    /// What the records of one call share.
    case linkedID = "linked_id"
    /// The number of the record within its call.
    case sequence
    /// Where its recording is.
    case recording
    /// The queue or group it waited in.
    case queue
    /// The exchange's context that the call came in by.
    case context
    /// The caller's channel.
    case channel
    /// The channel of whoever was called.
    case destinationChannel = "destination_channel"
    /// What the exchange did last, such as `Dial` or `VoiceMail`.
    case application
    /// What it did that with, such as the queue's name.
    case applicationData = "application_data"
    /// What kind of record it is, such as `Voice` or `Fax`.
    case type
    /// Whether the caller's number may be shown.
    case presentation
}
