import DeskModel
import Synchronization

/// The event streams that are open, so that they end when the desk stops, and that no token opens too many.
final class OpenStreams: Sendable {
    /// How many streams a token may keep open.
    static let limit = 16

    private struct State {
        var open: [Int: (token: APITokenID, continuation: AsyncStream<Void>.Continuation)] = [:]
        var nextID = 0
        var isEnded = false
    }

    private let state = Mutex(State())

    /// One open stream; its place is given back with it, also when nobody ever reads it.
    final class Place: Sendable {
        /// Ends when the stream is to end.
        let wakes: AsyncStream<Void>
        private let id: Int
        private let streams: OpenStreams

        fileprivate init(wakes: AsyncStream<Void>, id: Int, streams: OpenStreams) {
            self.wakes = wakes
            self.id = id
            self.streams = streams
        }

        deinit { streams.close(id) }

        /// Gives the place back.
        func close() { streams.close(id) }
    }

    /// Takes a place; nil when the token has all of its own, or the desk stops.
    func open(for token: APITokenID) -> Place? {
        let (stream, continuation) = AsyncStream<Void>.makeStream()
        return state.withLock { state in
            guard !state.isEnded, state.open.values.count(where: { $0.token == token }) < Self.limit else { return nil }
            state.nextID += 1
            state.open[state.nextID] = (token, continuation)
            return Place(wakes: stream, id: state.nextID, streams: self)
        }
    }

    /// Ends all streams; no more are opened.
    func end() {
        let open = state.withLock { state in
            state.isEnded = true
            return state.open.values.map(\.continuation)
        }
        for continuation in open { continuation.finish() }
    }

    private func close(_ id: Int) {
        let closed = state.withLock { $0.open.removeValue(forKey: id) }
        closed?.continuation.finish()
    }
}
