public import ChannelKit
import Foundation

/// The channel kind `email`: mail in from a mailbox, a Maildir, a folder or a provider; mail out by SMTP or into a folder.
///
/// What arrives is the mail's octets as they came. Reading them is ``normalize(_:)``, a pure function; listening,
/// importing, delivering and checking are the other files' extensions.
public struct EmailAdapter: ChannelAdapter {
    /// The octets of `adapter.yml`, compiled into the program.
    public static var manifestSource: [UInt8] { PackageResources.adapter_yml }

    /// The most bytes of files in one reply, as the manifest says; Base64 makes a third more of it.
    static let largestAttachments = 18 << 20

    let channel: ChannelID
    let settings: EmailSettings
    let context: AdapterContext
    let loopGuard: LoopGuard
    /// Tells by which address a bounce came what it is about.
    let bounceAddress: BounceAddress
    /// Keeps mails to one domain from leaving too fast.
    let rates: DomainRates
    /// Which bodies came with tokens that sign no body.
    let usedTokens = UsedTokens()
    /// The keys that Amazon signs with.
    let certificates: SNSCertificates
    /// How a pause is made between attempts; tests put their own in its place.
    var pause: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }

    /// Makes the adapter of one channel.
    ///
    /// - Throws: `SettingProblem` when the settings contradict each other.
    public init(channel: ChannelID, settings: ChannelSettings, context: AdapterContext) throws {
        self.channel = channel
        self.settings = try EmailSettings(settings)
        self.context = context
        loopGuard = LoopGuard(key: context.key("own-mail"))
        bounceAddress = BounceAddress(own: self.settings.own, key: context.key("envelope-sender"))
        rates = DomainRates(self.settings.ratesPerMinute)
        certificates = SNSCertificates(transport: context.providers, now: context.now)
    }

    /// Whether an address is one of the desk's, with or without a token.
    public func isOwn(_ key: IdentityKey) -> Bool { settings.own.contains(key) }

    /// A provider calls, or this listens: each channel has one way in, and files besides.
    public func abilities(within manifest: AdapterAbilities) -> AdapterAbilities {
        var abilities = manifest
        switch settings.wayIn {
        case .webhook: abilities.intake.remove(.listening)
        case .dropFolder, .maildir, .imap, .pop3, .lmtp: abilities.intake.remove(.webhook)
        }
        return abilities
    }

    /// Reads an arrival: pure, and exactly one envelope for every mail that holds a header.
    ///
    /// - Throws: `UnreadableArrival` when nothing can be made of it.
    public func normalize(_ arrival: RawArrival) throws -> [InboundEnvelope] {
        try ArrivalReading(settings: settings, loopGuard: loopGuard, bounceAddress: bounceAddress).envelopes(
            of: arrival
        )
    }

    /// The media type of arrivals that are mails.
    static let mediaType = "message/rfc822"

    /// An arrival of a mail, named by its fingerprint.
    ///
    /// The source says for the journal where it came from; `fullSize` is the size of the whole mail in bytes when
    /// `octets` is only its beginning.
    func arrival(
        of octets: [UInt8],
        verdict: ArrivalVerdict,
        source: String,
        fullSize: Int? = nil,
        envelope: FileEnvelope = FileEnvelope()
    ) -> RawArrival {
        var headers = [HeaderField(Self.sourceField, source)]
        if let fullSize { headers.append(HeaderField(Self.fullSizeField, String(fullSize))) }
        return RawArrival(
            channel: channel,
            externalID: MailFingerprint(octets).externalID,
            receivedAt: context.now(),
            mediaType: Self.mediaType,
            headers: headers,
            verdict: verdict,
            envelopeSender: envelope.sender,
            envelopeRecipients: envelope.recipients,
            settingsVersion: context.settingsVersion,
            body: octets
        )
    }

    /// An arrival of which only the beginning is kept, at most `length` octets.
    func shortened(_ arrival: RawArrival, to length: Int) -> RawArrival {
        var short = self.arrival(
            of: Array(arrival.body.prefix(length)),
            verdict: arrival.verdict,
            source: arrival.headers.first(named: Self.sourceField) ?? "mailbox",
            // One that was cut before tells its whole size already.
            fullSize: arrival.headers.first(named: Self.fullSizeField).flatMap { Int($0) } ?? arrival.body.count
        )
        short.receivedAt = arrival.receivedAt
        return short
    }

    /// The arrival's header field that names where the mail came from.
    static let sourceField = "Source"
    /// The arrival's header field that tells the whole size of a mail of which only the beginning was taken.
    static let fullSizeField = "Full-Size"
}
