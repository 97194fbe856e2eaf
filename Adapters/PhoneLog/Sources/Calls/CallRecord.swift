import ChannelKit

/// What one row of a call log tells, in words that every format shares.
struct CallRecord: Sendable, Hashable {
    /// The caller's number as written, without the exchange's prefixes; nil when it is withheld or not told.
    var from: String?
    /// The caller's name.
    var fromName: String?
    /// The number called.
    var to: String?
    /// The name of whoever was called.
    var toName: String?
    /// Which way the call went, where the log says so.
    var direction: CallDirection?
    /// When it began.
    var start: Timestamp?
    /// When it was answered; nil when it was not.
    var answer: Timestamp?
    /// When it ended.
    var end: Timestamp?
    /// How long it lasted, in seconds, ringing included.
    var duration: Int?
    /// How long was talked, in seconds.
    var talk: Int?
    /// What became of it, in the log's words.
    var disposition: String?
    /// What became of it.
    var outcome: CallOutcome
    /// Whether a program answered, which says nothing of whether somebody did.
    var isProgrammed = false
    /// The log's name of the record.
    var uniqueID: String?
    /// Where its recording is.
    var recording: String?
    /// The queue it waited in.
    var queue: String?
    /// Whether the call came in over a trunk, or went out over one; nil where that is not told.
    var trunk: Trunk?
    /// Guesses made while reading it.
    var warnings: [Wording] = []

    /// Which of a call's ends lay outside, by the exchange's context and channels.
    enum Trunk: Sendable, Hashable {
        case caller
        case callee
    }
}

/// Which way a call went, as the desk sees it.
enum CallDirection: String, Sendable, Hashable {
    /// Somebody called the desk.
    case inbound
    /// The desk called somebody.
    case outbound
    /// Between colleagues.
    case `internal`

    /// The way that a log's word names; nil where it is no such word.
    init?(word: String) {
        switch word.lowercased().filter(\.isLetter) {
        case "inbound", "incoming", "in", "received", "missed": self = .inbound
        case "outbound", "outgoing", "out", "outboundapi", "outbounddial", "placed": self = .outbound
        case "internal", "local", "extension": self = .internal
        default: return nil
        }
    }
}

/// What became of a call.
enum CallOutcome: String, Sendable, Hashable {
    /// Somebody talked with the caller.
    case answered
    /// The caller spoke to a machine.
    case voicemail
    /// The caller gave up waiting in a queue.
    case abandoned
    /// The line was busy.
    case busy
    /// It was refused.
    case rejected
    /// It was refused unseen, by a list.
    case blocked
    /// The exchange could not put it through.
    case failed
    /// Nobody answered.
    case missed
    /// The log does not say.
    case unknown

    /// The outcome that a log's word names; nil where it is no such word, or says nothing of an answer.
    ///
    /// FreeSWITCH's and Q.850's "normal clearing" is how answered and unanswered calls alike end.
    init?(word: String) {
        switch word.lowercased().filter(\.isLetter) {
        case "answered", "answer", "accepted", "callconnected", "connected", "completed", "callaccepted", "inprogress",
            "answeredelsewhere", "callfinished":
            self = .answered
        case "voicemail", "vmail", "leftvoicemail", "voicemailleft", "tovoicemail": self = .voicemail
        case "abandoned", "abandon", "queueabandoned": self = .abandoned
        case "busy", "userbusy": self = .busy
        case "rejected", "callrejected", "declined", "refused", "callreject": self = .rejected
        case "blocked": self = .blocked
        case "failed", "callfailed", "congestion", "networkoutoforder", "unallocatednumber", "error", "callfailure",
            "normaltemporaryfailure", "recoveryontimerexpire", "destinationoutoforder", "wrongnumber", "internalerror":
            self = .failed
        case "noanswer", "missed", "unanswered", "nouserresponse", "originatorcancel", "canceled", "cancelled",
            "notanswered", "missedcall", "hangup", "stopped", "allottedtimeout", "callcanceled", "notavailable",
            "notallowed":
            self = .missed
        default: return nil
        }
    }

    /// Whether the caller reached nobody and waits for a call.
    var wantsCallback: Bool {
        switch self {
        case .voicemail, .abandoned, .busy, .rejected, .failed, .missed: true
        case .answered, .blocked, .unknown: false
        }
    }
}
