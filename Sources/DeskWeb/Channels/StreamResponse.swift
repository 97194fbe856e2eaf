import ChannelKit
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// Writes a stream of an adapter: what it produces, heartbeats in between, until the reader goes, the adapter has no more, or
/// the desk shuts down.
struct StreamResponse: Sendable {
    /// How long a line is left without a word; proxies and browsers give up on silent ones after half a minute or more.
    static let pause: Duration = .seconds(20)
    /// How many pieces may wait for a reader who is slow; one more ends the stream, and the page takes it up again.
    static let maximumWaiting = 64

    let stream: WebStream
    /// Counts the stream for as long as the response lives.
    let open: OpenStream
    let registry: StreamRegistry
    let logger: Logger
    var pause = Self.pause

    /// The answer to a request.
    func response(to request: Request) -> Response {
        var response = WebAnswer(status: 200, headers: stream.headers).response
        response.headers[.cacheControl] = "no-store, no-transform"
        // Nginx and its relatives pass on what comes as it comes when the answer says so.
        response.headers[.make("X-Accel-Buffering")] = "no"
        response.body = ResponseBody { writer in
            // The head alone would wait for the first octets, and a page for the head.
            try await writer.write(ByteBuffer(bytes: stream.heartbeat))
            let line = writer
            do {
                // Without this a browser that has gone is noticed only when a write fails, twice.
                try await request.body.consumeWithCancellationOnInboundClose { _ in
                    var writer = line
                    try await write(to: &writer)
                }
            } catch is CancellationError {
                // The reader has gone: nobody is left to tell.
            }
            try await writer.finish(nil)
        }
        return response
    }

    private func write(to writer: inout any ResponseBodyWriter) async throws {
        let (pieces, waiting) = AsyncStream.makeStream(
            of: [UInt8].self,
            bufferingPolicy: .bufferingOldest(Self.maximumWaiting)
        )
        registry.attend(open) { waiting.finish() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await produce(into: waiting) }
            group.addTask {
                while !Task.isCancelled {
                    try await Task.sleep(for: pause)
                    _ = waiting.yield(stream.heartbeat)
                }
            }
            for await piece in pieces { try await writer.write(ByteBuffer(bytes: piece)) }
            group.cancelAll()
        }
    }

    private func produce(into waiting: AsyncStream<[UInt8]>.Continuation) async {
        do {
            try await stream.produce { piece in
                guard case .enqueued = waiting.yield(piece) else { throw StreamEnded() }
            }
        } catch is StreamEnded {
        } catch is CancellationError {
        } catch {
            logger.warning("A stream ended early.", metadata: ["reason": "\(type(of: error))"])
        }
        waiting.finish()
    }
}
