import ChannelKit
import ProviderKit

/// Why nothing of a batch was taken, as `nack` tells it.
enum BatchRefusal: Sendable, Hashable {
    /// Too much waits already; send it again after that time.
    case busy(after: Duration)
    /// The storage does not take it now.
    case unavailable
    /// Nobody listens: the program was started for a delivery alone, or is about to end.
    case closed
    /// More batches wait than may.
    case credit
    /// An event is larger than the channel allows.
    case tooLarge(limit: Int64)
    /// It is no batch.
    case invalid(String)

    /// The refusal behind an error of the journal.
    init(_ refusal: IntakeRefusal) {
        switch refusal {
        case .busy(let wait): self = .busy(after: wait)
        case .unavailable: self = .unavailable
        case .tooLarge(let limit): self = .tooLarge(limit: limit)
        }
    }

    /// The parameters of `nack`.
    func params(of batch: JSONValue) -> JSONValue {
        var members: [String: JSONValue] = ["batch_id": batch, "reason": .text(reason), "detail": .text(detail)]
        if let wait {
            members["retry_after_ms"] = JSONValue(
                wait.components.seconds * 1000 + wait.components.attoseconds / 1_000_000_000_000_000
            )
        }
        return .object(members)
    }

    private var reason: String {
        switch self {
        case .busy: "busy"
        case .unavailable: "unavailable"
        case .closed: "closed"
        case .credit: "credit"
        case .tooLarge: "too_large"
        case .invalid: "invalid"
        }
    }

    private var detail: String {
        switch self {
        case .busy: "too much waits already; send it again later"
        case .unavailable: "it cannot be stored now; send it again later"
        case .closed: "nobody listens; send it again after the next start"
        case .credit: "\(ProgramBatch.credit) batches wait already; send it again after the next ack"
        case .tooLarge(let limit): "an event is larger than \(limit) bytes; it will never be taken"
        case .invalid(let words): "\(words); it will never be taken"
        }
    }

    /// After which time to send it again; nil where that is pointless or depends on something else.
    private var wait: Duration? {
        switch self {
        case .busy(let after): after
        case .unavailable: .seconds(1)
        case .closed, .credit, .tooLarge, .invalid: nil
        }
    }
}
