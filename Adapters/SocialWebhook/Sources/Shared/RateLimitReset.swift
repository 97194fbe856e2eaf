import ChannelKit
import ProviderKit

/// The time at which a provider takes requests again, where it names one instead of a span.
extension ProviderAnswer {
    /// How long it is until then, by the answer's own clock; `Retry-After` goes before it.
    ///
    /// - Parameter field: the header field that names the time, in seconds since the epoch or as RFC 3339 writes it.
    /// - Returns: the span; nil when the answer names none.
    func wait(until field: String) -> Duration? {
        if let retryAfter { return retryAfter }
        guard
            let value = headers.first(named: field),
            let time = Int64(value).map(Timestamp.init(seconds:)) ?? InternetDate.time(value)
        else { return nil }
        guard let now = headers.first(named: "Date").flatMap(HTTPDate.time) else { return .seconds(60) }
        return DeliveryFailure.wait(seconds: Double(time.seconds - now.seconds))
    }
}
