/// An answer that goes on: server-sent events to a page that stays open.
///
/// The host writes it, keeps the line warm with the heartbeat, notices a browser that has gone, bounds how many there are,
/// and ends all of them when the desk shuts down.
public struct WebStream: Sendable {
    /// Takes the next octets of the body, whole events at a time.
    ///
    /// It throws ``StreamEnded`` when the reader is gone or too slow.
    public typealias Emit = @Sendable (_ octets: [UInt8]) throws -> Void

    /// How many streams may be open.
    public struct Limits: Sendable, Hashable {
        /// On the whole channel.
        public var perChannel: Int
        /// From one network address.
        public var perAddress: Int

        /// Creates limits.
        public init(perChannel: Int, perAddress: Int) {
            self.perChannel = perChannel
            self.perAddress = perAddress
        }
    }

    /// The header fields; the host adds those that keep proxies from buffering.
    public var headers: [HeaderField]
    /// What the host writes when nothing was written for a while, such as a comment.
    public var heartbeat: [UInt8]
    /// How many may be open; one more is answered 503.
    public var limits: Limits
    /// Writes the body until it returns, which ends the stream.
    ///
    /// It is canceled when the reader goes or the desk shuts down.
    public var produce: @Sendable (_ emit: @escaping Emit) async throws -> Void

    /// Creates a stream.
    public init(
        headers: [HeaderField],
        heartbeat: [UInt8],
        limits: Limits,
        produce: @escaping @Sendable (_ emit: @escaping Emit) async throws -> Void
    ) {
        self.headers = headers
        self.heartbeat = heartbeat
        self.limits = limits
        self.produce = produce
    }
}

/// Thrown where a stream goes on although nobody reads it any more, or too slowly.
public struct StreamEnded: Error, Sendable, Hashable {
    /// Creates the error.
    public init() {}
}
