/// The kind of call log a channel reads.
enum CallFormat: String, Sendable, Hashable, CaseIterable {
    /// Asterisk's `cdr_csv`: `Master.csv`.
    case asterisk
    /// Asterisk's `cdr_custom`, its columns in an order of the operator's.
    case asteriskCustom = "asterisk-custom"
    /// FreeSWITCH's `mod_cdr_csv` with the template `example`.
    case freeswitchCSV = "freeswitch-csv"
    /// FreeSWITCH's `mod_json_cdr`.
    case freeswitchJSON = "freeswitch-json"
    /// Twilio's call log, JSON or CSV.
    case twilio
    /// 3CX's `cdr.log` or its call report.
    case threeCX = "3cx"
    /// RingCentral's call log, JSON or CSV.
    case ringCentral = "ringcentral"
    /// Zoom Phone's call log, JSON or CSV.
    case zoom
    /// Calls of "SMS Backup & Restore" on Android.
    case androidXML = "android-xml"
    /// Any table with a line of headings, by the setting `columns`.
    case csv

    /// How a file of the format is laid out.
    enum Layout: Sendable, Hashable {
        /// Separated values without headings, in an order that is known.
        case table
        /// Separated values below a line of headings.
        case headedTable
        /// JSON objects.
        case json
        /// JSON or separated values below a line of headings, told by the first character.
        case jsonOrHeadedTable
        /// `<call …/>` elements.
        case xml
    }

    /// How a file is laid out.
    var layout: Layout {
        switch self {
        case .asterisk, .asteriskCustom, .freeswitchCSV: .table
        case .threeCX, .csv: .headedTable
        case .freeswitchJSON: .json
        case .twilio, .ringCentral, .zoom: .jsonOrHeadedTable
        case .androidXML: .xml
        }
    }

    /// What ends a row: the exchanges' own logs have no line ends within a field, tables that people export may.
    var rowEnd: RowEnd { layout == .table || self == .threeCX ? .everyLineEnd : .lineEndOutsideQuotes }

    /// Whether times come without a zone, so that the setting `time_zone` must say which.
    var needsTimeZone: Bool {
        switch self {
        case .asterisk, .asteriskCustom, .freeswitchCSV, .threeCX, .ringCentral, .zoom, .csv: true
        case .freeswitchJSON, .twilio, .androidXML: false
        }
    }

    /// Whether a file can be followed while it grows: rows end with lines, and nothing encloses them.
    var canBeFollowed: Bool { layout == .table || layout == .headedTable }

    /// Whether `FreeSWITCH` wrote it, whose values may be percent-encoded.
    var mayBePercentEncoded: Bool { self == .freeswitchJSON }

    /// How many fields a row of a table without headings has; nil where headings say so.
    var columnCounts: ClosedRange<Int>? {
        switch self {
        case .asterisk: 14...21
        case .asteriskCustom: 14...AsteriskColumns.custom.count
        case .freeswitchCSV: 11...Self.freeswitchColumns.count
        case .threeCX: 12...Self.threeCXColumns.count
        case .freeswitchJSON, .twilio, .ringCentral, .zoom, .androidXML, .csv: nil
        }
    }

    /// The names of a table's columns where it has no headings, for a row of so many fields.
    ///
    /// - Returns: nil when no such row is written.
    func columns(count: Int) -> [String]? {
        guard let columnCounts, columnCounts.contains(count) else { return nil }
        return switch self {
        case .asterisk: AsteriskColumns.names(count: count)
        case .asteriskCustom: Array(AsteriskColumns.custom.prefix(count))
        case .freeswitchCSV: Array(Self.freeswitchColumns.prefix(count))
        case .threeCX: Array(Self.threeCXColumns.prefix(count))
        case .freeswitchJSON, .twilio, .ringCentral, .zoom, .androidXML, .csv: nil
        }
    }

    private static let freeswitchColumns = [
        "caller_id_name", "caller_id_number", "destination_number", "context", "start_stamp", "answer_stamp",
        "end_stamp",
        "duration", "billsec", "hangup_cause", "uuid", "bleg_uuid", "accountcode", "read_codec", "write_codec",
    ]

    private static let threeCXColumns = [
        "historyid", "callid", "duration", "time-start", "time-answered", "time-end", "reason-terminated", "from-no",
        "to-no", "from-dn", "to-dn", "dial-no", "reason-changed", "final-number", "final-dn", "bill-code", "bill-rate",
        "bill-cost", "bill-name", "chain", "from-type", "to-type", "final-type", "from-dispname", "to-dispname",
        "final-dispname", "missed-queue-calls",
    ]
}

/// The columns of Asterisk's logs.
enum AsteriskColumns {
    private static let always = [
        "accountcode", "src", "dst", "dcontext", "clid", "channel", "dstchannel", "lastapp", "lastdata", "start",
        "answer",
        "end", "duration", "billsec", "disposition", "amaflags",
    ]

    /// The order of the sample `cdr_custom.conf`.
    static let custom = [
        "clid", "src", "dst", "dcontext", "channel", "dstchannel", "lastapp", "lastdata", "start", "answer", "end",
        "duration",
        "billsec", "disposition", "amaflags", "accountcode", "uniqueid", "userfield", "sequence",
    ]

    /// The columns of a `cdr_csv` row of so many fields.
    ///
    /// Behind the sixteen that are always there may stand `uniqueid`, `userfield` and the three of `newcdrcolumns`, each by
    /// an option of its own. One field alone is taken for `uniqueid`, the option that the sample configuration sets.
    static func names(count: Int) -> [String]? {
        let new = ["peeraccount", "linkedid", "sequence"]
        return switch count {
        case 14...16: Array(always.prefix(count))
        case 17: always + ["uniqueid"]
        case 18: always + ["uniqueid", "userfield"]
        case 19: always + new
        case 20: always + ["uniqueid"] + new
        case 21: always + ["uniqueid", "userfield"] + new
        default: nil
        }
    }
}
