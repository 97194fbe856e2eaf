import ChannelKit
import Synchronization

/// The streams that are open: counted for their channel and for the address they go to, and ended together at a shutdown.
final class StreamRegistry: Sendable {
    private struct Place: Hashable {
        let channel: ChannelID
        let network: PortalThrottle.Subject
    }

    private struct State {
        var nextNumber = 0
        var perChannel: [ChannelID: Int] = [:]
        var perAddress: [Place: Int] = [:]
        var endings: [Int: @Sendable () -> Void] = [:]
        var isDraining = false
    }

    private let state = Mutex(State())

    /// How many streams are open.
    var count: Int { state.withLock { $0.perChannel.values.reduce(0, +) } }

    /// Counts a stream in; nil when there are too many, or the desk is shutting down.
    func open(channel: ChannelID, address: String, limits: WebStream.Limits) -> OpenStream? {
        let place = Place(channel: channel, network: PortalThrottle.network(of: address))
        let number: Int? = state.withLock { state in
            guard !state.isDraining, state.perChannel[channel, default: 0] < limits.perChannel,
                state.perAddress[place, default: 0] < limits.perAddress
            else { return nil }
            state.perChannel[channel, default: 0] += 1
            state.perAddress[place, default: 0] += 1
            state.nextNumber += 1
            return state.nextNumber
        }
        return number.map { number in OpenStream(number) { [weak self] in self?.close(number, place) } }
    }

    /// Says how a stream is ended; at once when the desk is shutting down already.
    func attend(_ stream: OpenStream, end: @escaping @Sendable () -> Void) {
        let isDraining = state.withLock { state in
            if !state.isDraining { state.endings[stream.number] = end }
            return state.isDraining
        }
        if isDraining { end() }
    }

    /// Ends all streams and lets no further one begin.
    func drain() {
        let endings = state.withLock { state in
            state.isDraining = true
            defer { state.endings = [:] }
            return Array(state.endings.values)
        }
        for end in endings { end() }
    }

    private func close(_ number: Int, _ place: Place) {
        state.withLock { state in
            state.endings[number] = nil
            let inChannel = state.perChannel[place.channel, default: 1] - 1
            state.perChannel[place.channel] = inChannel > 0 ? inChannel : nil
            let fromAddress = state.perAddress[place, default: 1] - 1
            state.perAddress[place] = fromAddress > 0 ? fromAddress : nil
        }
    }
}

/// One stream that is counted; letting go of it counts it out, so that an answer that is never written is none that is open.
final class OpenStream: Sendable {
    fileprivate let number: Int
    private let close: @Sendable () -> Void

    fileprivate init(_ number: Int, close: @escaping @Sendable () -> Void) {
        self.number = number
        self.close = close
    }

    deinit { close() }
}
