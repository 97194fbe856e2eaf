import ChannelKit

/// One unit of work for the writer, and how its caller is answered.
struct WriteJob: Sendable {
    /// What kind of work it is: names the places where the crash tests end the process.
    enum Kind: Sendable {
        case journal
        case ingest
        case change
        case claim
        case record
        case index
        case other
    }

    /// What kind of work it is.
    let kind: Kind
    /// How many arrivals or envelopes it handles; 1 for anything else.
    let size: Int
    /// How many bytes it holds in memory while it waits.
    let weight: Int
    /// Since when the first of its envelopes waits to be routed; nil for other work.
    var waitsSince: Timestamp?
    /// Does the work inside the batch's transaction; what it returns answers the caller once the transaction is durable.
    let perform: @Sendable (WriteContext) throws -> @Sendable () -> Void
    /// Answers the caller when nothing was stored.
    let fail: @Sendable (any Error) -> Void
}
