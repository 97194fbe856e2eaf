public import ChannelKit
import Foundation
import MailParsing

/// The channel kind `email`: mail in from a mailbox, a Maildir or a folder; mail out by SMTP or into a folder.
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
    }

    /// Reads a mail: pure, and exactly one envelope for every arrival that holds a header.
    ///
    /// - Throws: `UnreadableArrival` when the octets are no mail at all.
    public func normalize(_ arrival: RawArrival) throws -> [InboundEnvelope] {
        guard arrival.mediaType.lowercased().hasPrefix(Self.mediaType) else {
            throw UnreadableArrival("The arrival is no mail but \(HeaderText.clean(arrival.mediaType).prefix(80)).")
        }
        let hasHeader = arrival.body.withUnsafeBytes { HeaderScan($0, limit: MailFingerprint.longestHeader).hasFields }
        guard hasHeader else {
            throw UnreadableArrival(arrival.body.isEmpty ? "The mail is empty." : "The mail has no header.")
        }
        var options = MailParseOptions(authservIDs: settings.authservIDs)
        options.maximumSize = settings.maximumSize
        let mail = MailParser.parse(arrival.body, options: options)
        return [EnvelopeReading(mail, of: arrival, settings: settings, loopGuard: loopGuard).envelope]
    }

    /// The media type of this adapter's arrivals.
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

    /// The arrival's header field that names where the mail came from.
    static let sourceField = "Source"
    /// The arrival's header field that tells the whole size of a mail of which only the beginning was taken.
    static let fullSizeField = "Full-Size"
}
