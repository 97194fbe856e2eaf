import AddressNormalization
import ChannelKit
import Foundation

/// Turns a call into its envelope: neutral facts, and a line of words for whoever shows no facts.
struct CallEnvelope: Sendable {
    let settings: PhoneLogSettings

    /// The envelope of a call.
    ///
    /// Calls between colleagues, refused by a list, or made by the desk (unless `outgoing` says `record`) are nobody's words:
    /// they come as `system`, which no ticket takes.
    func envelope(of call: LinkedCall, named id: ExternalID) -> InboundEnvelope {
        let key = call.party.flatMap { PhoneNumberNormalization.key($0, region: settings.region) }
        let sender = EnvelopeSender(
            identity: key,
            address: call.party ?? "",
            name: call.partyName,
            authenticity: .unproven(.callerID)
        )
        return InboundEnvelope(
            externalID: id,
            kind: isWords(call) ? .call : .system,
            occurredAt: call.start ?? call.end,
            sender: sender,
            recipients: recipients(of: call),
            subject: subject(of: call, key),
            text: text(of: call),
            attachments: attachments(of: call),
            threading: ThreadingFacts(
                // A second call of the same number joins the ticket of the first while that is open.
                conversationKey: key.map { "caller:\($0.value)" },
                conversationEndsWhenSolved: true
            ),
            replyRoute: route(to: key, of: call),
            followUp: followUp(of: call, key),
            fields: fields(of: call, key),
            warnings: call.warnings,
            providerMetadata: ["format": settings.format.rawValue]
        )
    }

    private func isWords(_ call: LinkedCall) -> Bool {
        guard call.outcome != .blocked else { return false }
        switch call.direction {
        case .inbound: return call.outcome != .answered || settings.keepsAnswered
        case .outbound: return settings.keepsOutgoing
        case .internal: return false
        }
    }

    /// A caller who reached nobody is called back; an answered call is a record, whoever called whom, and so is one that the
    /// desk made in vain.
    private func followUp(of call: LinkedCall, _ key: IdentityKey?) -> FollowUp {
        if call.outcome == .answered { return .spoken }
        if call.direction == .outbound { return .nothing }
        return wantsCallback(call, key) ? .callBack(due: due(of: call)) : .answer
    }

    private func wantsCallback(_ call: LinkedCall, _ key: IdentityKey?) -> Bool {
        call.direction == .inbound && call.outcome.wantsCallback && isCallable(call, key)
    }

    private func due(of call: LinkedCall) -> Timestamp? {
        (call.end ?? call.start)?.advanced(by: settings.callbackWithin)
    }

    private func recipients(of call: LinkedCall) -> [EnvelopeRecipient] {
        guard call.direction == .inbound, let own = call.own else { return [] }
        let key = settings.numbers.isInternal(own) ? nil : PhoneNumberNormalization.key(own, region: settings.region)
        return [EnvelopeRecipient(identity: key, address: own, role: .to)]
    }

    /// A call cannot be answered by the log it stands in.
    ///
    /// A mobile can be sent a message through another channel.
    private func route(to key: IdentityKey?, of call: LinkedCall) -> ReplyRoute {
        guard let channel = settings.replyThrough, let key, let party = call.party,
            let number = PhoneNumberNormalization.parse(party, region: settings.region),
            [.mobile, .fixedOrMobile].contains(number.kind)
        else { return ReplyRoute(target: nil, address: "") }
        return ReplyRoute(channel: channel, target: key, address: number.e164)
    }

    private func attachments(of call: LinkedCall) -> [InboundAttachment] {
        guard settings.recordings != nil else { return [] }
        return call.recordings.compactMap { reference in
            guard let name = RecordingName.fileName(of: reference), let type = RecordingName.contentType(of: name)
            else {
                return nil
            }
            return InboundAttachment(name: name, contentType: type, content: .handle(name))
        }
    }

    // MARK: Words

    private func text(of call: LinkedCall) -> String { settings.words.text(of: call) }

    private func subject(of call: LinkedCall, _ key: IdentityKey?) -> String {
        settings.words.subject(of: call, who: call.partyName ?? (isCallable(call, key) ? call.party : nil))
    }

    // MARK: Facts

    /// Whether there is a number to call, understood or not.
    ///
    /// 266696687 spells "anonymous" on a telephone's keys.
    private func isCallable(_ call: LinkedCall, _ key: IdentityKey?) -> Bool {
        if key != nil { return true }
        let digits = (call.party ?? "").filter { $0.isASCII && $0.isNumber }
        return digits.count >= 3 && digits != "266696687"
    }

    private func fields(of call: LinkedCall, _ key: IdentityKey?) -> [EnvelopeField] {
        var fields: [EnvelopeField] = []
        func add(_ name: String, _ label: String, _ value: String?) {
            if let value, !value.isEmpty { fields.append(EnvelopeField(name: name, label: label, value: value)) }
        }
        add("direction", "Direction", call.direction.rawValue)
        add("outcome", "Outcome", call.outcome.rawValue)
        add("number", "Number", key?.value ?? call.party)
        add("to", "To", call.own)
        add("queue", "Queue", call.queue)
        add("duration_s", "Duration in seconds", call.duration.map(String.init))
        add("talk_s", "Talk in seconds", call.talk.map(String.init))
        for recording in call.recordings { add("recording", "Recording", recording) }
        if wantsCallback(call, key) {
            add("callback", "Call back", "wanted")
            add("callback_due", "Call back until", due(of: call).map(Self.written))
        }
        return fields
    }

    /// RFC 3339 in UTC.
    private static func written(_ time: Timestamp) -> String {
        Date(timeIntervalSince1970: Double(time.seconds)).formatted(.iso8601)
    }
}
