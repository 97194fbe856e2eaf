public import ChannelKit
import Synchronization

/// The consents of all channels of a desk.
public final class ConsentBook: Sendable {
    private struct Entry {
        var consent: ChannelConsent
        var request: ConsentRequest?
    }

    private let folder: SealedFolder
    private let now: @Sendable () -> Timestamp
    private let entries = Mutex<[ChannelID: Entry]>([:])

    /// Creates the book; consents lie sealed in `folder`.
    public init(folder: SealedFolder, now: @escaping @Sendable () -> Timestamp) {
        self.folder = folder
        self.now = now
    }

    /// What a channel signs in with; the same for the same channel, so that a token is renewed once.
    public func keeping(
        for channel: ChannelID,
        transport: any ProviderTransport,
        log: @escaping @Sendable (StaticString, [String: String]) -> Void
    ) -> any ConsentKeeping {
        entries.withLock { entries in
            if let entry = entries[channel] { return entry.consent }
            let consent = ChannelConsent(channel: channel, folder: folder, transport: transport, now: now, log: log)
            entries[channel] = Entry(consent: consent)
            return consent
        }
    }

    /// Notes what a channel asks consent for; nil when it signs in another way.
    public func note(_ request: ConsentRequest?, for channel: ChannelID) {
        entries.withLock { $0[channel]?.request = request }
    }

    /// How a channel's consent stands; nil when it needs none.
    public func state(of channel: ChannelID) -> ConsentState? {
        guard let entry = entries.withLock({ $0[channel] }), let request = entry.request else { return nil }
        return entry.consent.standing(for: request)
    }

    /// Begins a sign-in; nil when the channel needs none.
    public func login(_ channel: ChannelID, transport: any ProviderTransport) -> ConsentLogin? {
        guard let entry = entries.withLock({ $0[channel] }), let request = entry.request else { return nil }
        return ConsentLogin(request: request, transport: transport, consent: entry.consent, now: now)
    }
}
