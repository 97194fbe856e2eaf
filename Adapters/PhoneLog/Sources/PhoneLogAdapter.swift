public import ChannelKit

/// The channel kind `phone-log`: the call logs of telephone systems and mobiles, in files, in a folder, growing, or posted.
///
/// An arrival is one call with all its rows as the log has them; reading it is ``normalize(_:)``, a pure function.
public struct PhoneLogAdapter: ChannelAdapter {
    /// The octets of `adapter.yml`, compiled into the program.
    public static var manifestSource: [UInt8] { PackageResources.adapter_yml }

    let channel: ChannelID
    let settings: PhoneLogSettings
    let context: AdapterContext
    /// How a pause is made between looks; tests put their own in its place.
    var pause: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }

    /// Makes the adapter of one channel.
    ///
    /// - Throws: `SettingProblem` when the settings contradict each other.
    public init(channel: ChannelID, settings: ChannelSettings, context: AdapterContext) throws {
        self.channel = channel
        self.settings = try PhoneLogSettings(settings, channel: channel)
        self.context = context
    }

    /// Reads a call: pure, and exactly one envelope.
    ///
    /// - Throws: `UnreadableArrival` when the arrival is no call.
    public func normalize(_ arrival: RawArrival) throws -> [InboundEnvelope] {
        guard arrival.mediaType == CallDocument.mediaType else {
            throw UnreadableArrival("It is no call of a phone log.", "这不是通话日志中的通话。")
        }
        let (rows, name) = try CallDocument.decode(arrival.body) {
            // A channel's format may have been changed since; the rows keep theirs.
            $0 == settings.format ? settings.mapping : ColumnMapping($0)
        }
        let records: [CallRecord]
        do throws(RowProblem) {
            var read: [CallRecord] = []
            for row in rows {
                if let record = try settings.reading.record(of: row) { read.append(record) }
            }
            records = read
        } catch {
            throw UnreadableArrival("The call cannot be read: \(error).", "无法读取此通话：\(error)。")
        }
        guard let call = LinkedCall(records, numbers: settings.numbers) else {
            throw UnreadableArrival("The arrival holds no call.", "来件中没有通话。")
        }
        return [CallEnvelope(settings: settings).envelope(of: call, named: name)]
    }

    /// An arrival of a call.
    func arrival(
        of call: CallLogReader.Found,
        verdict: ArrivalVerdict,
        from place: String,
        envelope: FileEnvelope = FileEnvelope()
    ) -> RawArrival {
        RawArrival(
            channel: channel,
            externalID: call.externalID,
            receivedAt: context.now(),
            mediaType: CallDocument.mediaType,
            headers: [HeaderField("Source", PartyText.line(place) ?? "")],
            verdict: verdict,
            envelopeSender: envelope.sender,
            envelopeRecipients: envelope.recipients,
            settingsVersion: context.settingsVersion,
            batch: envelope.batch,
            body: call.body
        )
    }
}
