public import ChannelKit

extension ProviderHosting {
    /// Judges and reads a request, storing and sending nothing.
    ///
    /// - Throws: `SettingProblem` when the settings do not make a channel.
    public static func rehearse(
        _ request: WebRequest,
        settings: ChannelSettings,
        signedURL: String,
        now: Timestamp?,
        proof: WebhookProof
    ) throws -> WebhookRehearsal {
        let id = ChannelID(rawValue: "rehearsal")
        let provider = try ProviderSelection.choose(among: providers, by: settings).init(
            channel: id,
            settings: settings
        )
        let verdict =
            switch proof {
            case .required: provider.judge(request, signedURL: signedURL, now: now)
            case .waived: provider.unwrap(request)
            }
        switch verdict {
        case .answered(let answer), .doorbell(_, let answer):
            return WebhookRehearsal(isAccepted: true, answer: answer, envelopes: [])
        case .refused(let answer): return WebhookRehearsal(isAccepted: false, answer: answer, envelopes: [])
        case .authentic(let payload, let answer):
            let arrival = RawArrival(
                channel: id,
                externalID: payload.externalID,
                receivedAt: request.receivedAt,
                mediaType: payload.mediaType,
                headers: payload.headers,
                verdict: .signed,
                body: payload.body
            )
            // What is authentic and unreadable is taken all the same, and waits in quarantine.
            let envelopes = (try? ProviderReading(provider: provider, settings: settings).envelopes(of: arrival)) ?? []
            return WebhookRehearsal(isAccepted: true, answer: answer, envelopes: envelopes)
        }
    }
}
