import ChannelKit
import MailParsing

/// Turns an arrival into envelopes: pure, whichever way it came.
struct ArrivalReading: Sendable {
    let settings: EmailSettings
    let loopGuard: LoopGuard
    let bounceAddress: BounceAddress

    /// The envelopes of an arrival: one for a mail, one for each piece of news that a provider tells.
    ///
    /// - Throws: `UnreadableArrival` when nothing can be made of it.
    func envelopes(of arrival: RawArrival) throws(UnreadableArrival) -> [InboundEnvelope] {
        if arrival.mediaType.lowercased().hasPrefix(EmailAdapter.mediaType) {
            return [try envelope(of: arrival.body, arrival)]
        }
        let named = arrival.headers.first(named: ProviderArrival.providerField)
        guard let provider = named.flatMap(MailProvider.init(rawValue:)) else {
            let kind = HeaderText.clean(arrival.mediaType).prefix(80)
            throw UnreadableArrival("The arrival is no mail but \(kind).", "来件不是邮件，而是 \(kind)。")
        }
        let contents: CallContents
        do throws(UnreadableCall) {
            contents = try provider.contents(of: CallBody(arrival.body, mediaType: arrival.mediaType))
        } catch {
            throw UnreadableArrival(error.reason.map { "\(provider.title): \($0)" })
        }
        switch contents {
        case .rawMail(let mail), .parsedMail(let mail):
            var envelope = try envelope(of: mail.octets, arrival)
            envelope.warnings = mail.warnings.map { $0.map(\.onOneLine) } + envelope.warnings
            return [envelope]
        case .news(let news): return ProviderNewsReading.envelopes(of: news, by: provider, in: arrival)
        case .nothing:
            throw UnreadableArrival(
                "The call of \(provider.title) holds neither a mail nor news.",
                "\(provider.title) 的调用中既没有邮件也没有投递状态通知。"
            )
        }
    }

    private func envelope(of octets: [UInt8], _ arrival: RawArrival) throws(UnreadableArrival) -> InboundEnvelope {
        let hasHeader = octets.withUnsafeBytes { HeaderScan($0, limit: MailFingerprint.longestHeader).hasFields }
        guard hasHeader else {
            throw octets.isEmpty
                ? UnreadableArrival("The mail is empty.", "邮件为空。")
                : UnreadableArrival("The mail has no header.", "邮件没有邮件头。")
        }
        var options = MailParseOptions(authservIDs: settings.authservIDs)
        options.maximumSize = settings.maximumSize
        options.signingAuthorities = settings.signingAuthorities
        options.arrivedAt = arrival.receivedAt.seconds
        var mail = MailParser.parse(octets, options: options)
        // Only a call that was proven to be the provider's brings its findings; strangers write their own into the mail.
        if arrival.verdict == .signed,
            let findings = arrival.headers.first(named: ProviderArrival.findingsField).flatMap(MailAuthentication.init)
        {
            mail.authentication = findings
        }
        return EnvelopeReading(
            mail,
            of: arrival,
            settings: settings,
            loopGuard: loopGuard,
            bounceAddress: bounceAddress
        ).envelope
    }
}
