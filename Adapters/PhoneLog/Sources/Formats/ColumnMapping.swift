/// Under which names a format's files tell what.
///
/// Names are compared without case, blanks and punctuation, so `Caller Number` and `caller_number` are one; a point stays,
/// for it separates the levels of JSON.
struct ColumnMapping: Sendable, Hashable {
    /// The names of each field, the best first.
    let names: [CallField: [String]]
    private let known: Set<String>

    /// The mapping of a format, with the operator's names before its own.
    ///
    /// - Parameters:
    ///   - format: the format.
    ///   - columns: headings by field, from the setting `columns`; they replace the format's names of a field.
    init(_ format: CallFormat, columns: [CallField: String] = [:]) {
        let own = columns.mapValues { [$0] }
        names = (Self.shipped[format] ?? [:]).merging(own) { $1 }.mapValues { $0.map(Self.fold) }
        known = Set(names.values.joined())
    }

    /// A name as names are compared.
    static func fold(_ name: String) -> String {
        var folded: [UInt8] = []
        folded.reserveCapacity(name.utf8.count)
        for octet in name.utf8 {
            switch octet {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): folded.append(octet | 0x20)
            // Letters of other scripts have octets above ASCII, and are compared as they stand.
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."),
                0x80...:
                folded.append(octet)
            default: break
            }
        }
        return String(decoding: folded, as: UTF8.self)
    }

    /// Whether anything of that name is read.
    func knows(_ name: String) -> Bool { known.contains(Self.fold(name)) }

    private static let asterisk: [CallField: [String]] = [
        .from: ["src"], .callerID: ["clid"], .to: ["dst"], .start: ["start"], .answer: ["answer"], .end: ["end"],
        .duration: ["duration"], .talk: ["billsec"], .disposition: ["disposition"], .uniqueID: ["uniqueid"],
        .linkedID: ["linkedid"], .sequence: ["sequence"], .recording: ["recordingfile", "userfield"],
        .context: ["dcontext"], .channel: ["channel"], .destinationChannel: ["dstchannel"], .application: ["lastapp"],
        .applicationData: ["lastdata"],
    ]

    private static let shipped: [CallFormat: [CallField: [String]]] = [
        .asterisk: asterisk,
        .asteriskCustom: asterisk,
        .freeswitchCSV: [
            .from: ["caller_id_number"], .fromName: ["caller_id_name"], .to: ["destination_number"],
            .context: ["context"], .start: ["start_stamp"], .answer: ["answer_stamp"], .end: ["end_stamp"],
            .duration: ["duration"], .talk: ["billsec"], .disposition: ["hangup_cause"], .uniqueID: ["uuid"],
            .linkedID: ["bleg_uuid"],
        ],
        .freeswitchJSON: [
            .from: [
                "callflow.0.caller_profile.caller_id_number", "variables.caller_id_number", "variables.sip_from_user",
            ],
            .fromName: ["callflow.0.caller_profile.caller_id_name", "variables.caller_id_name"],
            .to: [
                "callflow.0.caller_profile.destination_number", "variables.destination_number",
                "variables.sip_to_user", "variables.sip_req_user", "variables.dialed_user",
            ],
            .context: ["callflow.0.caller_profile.context", "variables.user_context"],
            .channel: ["variables.channel_name"], .destinationChannel: ["variables.bridge_channel"],
            .start: ["variables.start_epoch"], .answer: ["variables.answer_epoch"], .end: ["variables.end_epoch"],
            .duration: ["variables.duration"], .talk: ["variables.billsec"],
            .disposition: ["variables.hangup_cause"], .uniqueID: ["variables.uuid"],
            .linkedID: ["variables.call_uuid", "variables.bridge_uuid", "variables.signal_bond"],
            .recording: [
                "variables.recording_url", "variables.recording_file", "variables.record_name", "variables.record_path",
            ],
            .queue: ["variables.cc_queue"],
            .application: ["variables.last_app"], .applicationData: ["variables.last_arg"],
        ],
        .twilio: [
            .from: ["from", "from_formatted"], .fromName: ["caller_name"], .to: ["to", "to_formatted"],
            .direction: ["direction"], .disposition: ["status", "call_status"],
            .start: ["start_time", "date_created"], .end: ["end_time"], .duration: ["duration", "call_duration"],
            .uniqueID: ["sid", "call_sid"], .linkedID: ["parent_call_sid"],
            .recording: ["recording_url", "recording_sid"],
        ],
        .threeCX: [
            .from: ["from-no", "from", "caller id"], .fromName: ["from-dispname"],
            .to: ["to-no", "dial-no", "to", "destination"],
            .toName: ["to-dispname"], .direction: ["direction"], .start: ["time-start", "call time"],
            .answer: ["time-answered"], .end: ["time-end"], .duration: ["duration", "totals"],
            .talk: ["talking"], .disposition: ["status", "reason-terminated"], .uniqueID: ["historyid", "call id"],
            .sequence: ["callid"], .type: ["final-type", "to-type"], .recording: ["recording", "recording url"],
        ],
        .ringCentral: [
            .from: ["from.phoneNumber", "from.extensionNumber", "from number", "from"],
            .fromName: ["from.name", "from name"],
            .to: ["to.phoneNumber", "to.extensionNumber", "to number", "to"], .toName: ["to.name", "to name"],
            .number: ["phone number"], .name: ["name"], .direction: ["direction"],
            .disposition: ["result", "action result"], .type: ["type"],
            .start: ["startTime", "start time", "date time"], .startDate: ["date"], .startTime: ["time"],
            .duration: ["duration"], .uniqueID: ["id", "call id"],
            .linkedID: ["sessionId", "session id", "telephonySessionId"],
            .recording: ["recording.contentUri", "recording.id", "message.uri", "recording"], .queue: ["queue"],
        ],
        .zoom: [
            .from: [
                "caller_did_number", "caller_number", "caller_ext_number", "from number", "caller phone number", "from",
            ],
            .fromName: ["caller_name", "from name"],
            .to: [
                "callee_did_number", "callee_number", "callee_ext_number", "to number", "callee phone number", "to",
            ],
            .toName: ["callee_name", "to name"], .direction: ["direction"],
            .disposition: ["call_result", "result"],
            .start: ["start_time", "date_time", "call start time"], .answer: ["answer_time", "answer_start_time"],
            .end: ["end_time", "call_end_time"], .duration: ["duration", "call duration"], .talk: ["talk_time"],
            .uniqueID: ["call_history_uuid", "id", "call_log_id", "call_id"], .linkedID: ["call_id"],
            .recording: ["recording_id", "recording_url", "recording"], .queue: ["queue", "call_queue"],
        ],
        .androidXML: [
            .number: ["number"], .name: ["contact_name"], .direction: ["type"], .start: ["date"],
            .duration: ["duration"], .presentation: ["presentation"],
        ],
        .csv: [:],
    ]
}
