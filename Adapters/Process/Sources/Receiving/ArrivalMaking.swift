import ChannelKit
import ProviderKit

/// Makes arrivals of events: the event as the program wrote it is what is journaled.
struct ArrivalMaking: Sendable {
    /// The media type of a journaled event.
    static let mediaType = "application/vnd.tributary.event+json"

    let channel: ChannelID
    let settingsVersion: String
    let now: @Sendable () -> Timestamp

    /// The arrivals of events, in order.
    func arrivals(of events: [(id: String, event: JSONValue)], _ verdict: ArrivalVerdict) -> [RawArrival] {
        let time = now()
        return events.map { id, event in
            RawArrival(
                channel: channel,
                externalID: ExternalID(rawValue: id),
                receivedAt: time,
                mediaType: Self.mediaType,
                verdict: verdict,
                settingsVersion: settingsVersion,
                body: event.octets()
            )
        }
    }
}
