import ChannelKit
import ConformanceCases
import Synchronization

/// Where the sample adapter's arrivals wait: a list that is read over a line.
final class SamplePlace: ArrivalSource, MailboxOpening {
    private struct State {
        var bodies: [[UInt8]] = []
        var isRefusing = false
        var bells: [AsyncStream<Bool>.Continuation] = []
    }

    private let state = Mutex(State())

    var mailboxes: (any MailboxOpening)? { self }

    func put(_ number: Int) {
        let bells = state.withLock { state in
            state.bodies.append(Array("m\(number)|ada|Number \(number)".utf8))
            return state.bells
        }
        for bell in bells { bell.yield(true) }
    }

    func refuseAccount() -> Bool {
        state.withLock { $0.isRefusing = true }
        return true
    }

    func breakLine() -> Bool {
        let bells = state.withLock { state in
            defer { state.bells = [] }
            return state.bells
        }
        for bell in bells { bell.yield(false) }
        return true
    }

    func open(_ server: MailServer) async throws(MailboxFailure) -> any MailboxLine {
        let (rings, bell) = AsyncStream.makeStream(of: Bool.self, bufferingPolicy: .bufferingNewest(1))
        let isRefused = state.withLock { state in
            state.bells.append(bell)
            return state.isRefusing
        }
        if isRefused { throw .credentials(text: "no") }
        return Line(place: self, rings: rings)
    }

    private func answer(_ command: String) -> [[UInt8]] {
        state.withLock { state in
            let words = command.split(separator: " ")
            switch words.first {
            case "FETCH": return state.bodies.dropFirst(max(0, Int(words[1]) ?? 0)).filter { !$0.isEmpty }
            case "DELETE":
                state.bodies = state.bodies.map { _ in [] }
                return []
            default: return state.bodies
            }
        }
    }

    private struct Line: MailboxLine {
        let place: SamplePlace
        let rings: AsyncStream<Bool>

        func command(_ text: String) async throws(MailboxFailure) -> [MailboxResponse] {
            place.answer(text).map { MailboxResponse(line: "{}", literals: [$0]) }
        }

        func command(
            _ text: String,
            each: @escaping @Sendable (MailboxResponse) -> Void
        ) async throws(MailboxFailure) {
            for response in try await command(text) { each(response) }
        }

        func idle(limit: Duration) async throws(MailboxFailure) -> Bool {
            for await isAlive in rings {
                if !isAlive { throw .unreachable(detail: "the line broke") }
                return true
            }
            return false
        }

        func close() async {}
    }
}
