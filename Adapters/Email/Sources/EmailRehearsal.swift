public import ChannelKit

extension EmailAdapter: WebhookRehearsing {
    /// Judges and reads a provider's call, storing and sending nothing.
    ///
    /// Amazon's signatures need a certificate from elsewhere: where they are needed, a rehearsal takes nothing.
    ///
    /// - Throws: `SettingProblem` when the settings do not make a channel.
    public static func rehearse(
        _ request: WebRequest,
        settings: ChannelSettings,
        signedURL: String,
        now: Timestamp?,
        proof: WebhookProof
    ) throws -> WebhookRehearsal {
        let webhook = try WebhookSettings(settings, proof: proof)
        let body: CallBody
        let contents: CallContents
        switch CallReading(settings: webhook).read(request, now: now, proof: proof) {
        case .refused(let answer): return WebhookRehearsal(isAccepted: false, answer: answer, envelopes: [])
        case .signed: return WebhookRehearsal(isAccepted: false, answer: WebAnswer(status: 503), envelopes: [])
        case .proven(let read, let found): (body, contents) = (read, found)
        }
        let channel = ChannelID(rawValue: "rehearsal")
        let writer = ProviderArrival(provider: webhook.provider, channel: channel, settingsVersion: "")
        // Whose mail it is does not matter for what it says.
        let values = [
            "address": SettingValue.text("desk@rehearsal.invalid"), "out_folder": .object(["path": .text("out")]),
        ]
        let complete = try EmailSettings(ChannelSettings(values.merging(settings.values) { $1 }), proof: proof)
        let reading = ArrivalReading(
            settings: complete,
            loopGuard: LoopGuard(key: Array("rehearsal".utf8)),
            bounceAddress: BounceAddress(own: complete.own, key: Array("rehearsal".utf8))
        )
        // What is authentic and unreadable is taken all the same, and waits in quarantine.
        let envelopes = writer.arrivals(of: contents, in: body, at: request.receivedAt)
            .flatMap { (try? reading.envelopes(of: $0)) ?? [] }
        return WebhookRehearsal(isAccepted: true, answer: WebAnswer(status: 200), envelopes: envelopes)
    }
}
