import ChannelKit
import DeskModel
import Failpoints
import Foundation
import Synchronization

/// Threads of its own for reading arrivals, so that slow or hostile content never holds up those who serve requests.
final class ParserPool: Sendable {
    private struct Job: Sendable {
        let arrival: JournaledArrival
        let read: @Sendable (JournaledArrival) -> EnvelopeReading
        let answer: CheckedContinuation<EnvelopeReading, Never>
    }

    private struct State {
        var jobs: [Job] = []
        var head = 0
        var isEnding = false
    }

    private let state = Mutex(State())
    private let wake = DispatchSemaphore(value: 0)
    private let slots: ParserSlots

    /// Starts one thread for each slot.
    init(slots: ParserSlots) {
        self.slots = slots
        for slot in 0..<slots.count {
            let thread = Thread { [weak self] in
                while let self, self.work(slot) {}
            }
            thread.name = "parser-\(slot)"
            // Parsing nests as deep as content does; its bounds assume the usual main-thread stack.
            thread.stackSize = 8 << 20
            thread.start()
        }
    }

    /// Reads one arrival on a thread of the pool.
    func read(
        _ arrival: JournaledArrival,
        by read: @escaping @Sendable (JournaledArrival) -> EnvelopeReading
    ) async -> EnvelopeReading {
        await withCheckedContinuation { continuation in
            state.withLock { $0.jobs.append(Job(arrival: arrival, read: read, answer: continuation)) }
            wake.signal()
        }
    }

    /// Lets the threads end once the queue is empty.
    func end() {
        state.withLock { $0.isEnding = true }
        for _ in 0..<slots.count { wake.signal() }
    }

    /// Does one job; false when the thread is to end.
    private func work(_ slot: Int) -> Bool {
        wake.wait()
        let (job, isEnding) = state.withLock { state -> (Job?, Bool) in
            guard state.head < state.jobs.count else { return (nil, state.isEnding) }
            let job = state.jobs[state.head]
            state.head += 1
            if state.head == state.jobs.count {
                state.jobs.removeAll(keepingCapacity: true)
                state.head = 0
            }
            return (job, state.isEnding)
        }
        guard let job else { return !isEnding }
        slots.begin(job.arrival.id, slot: slot)
        failpoint("mid-parse")
        let reading = job.read(job.arrival)
        slots.end(slot: slot)
        job.answer.resume(returning: reading)
        return true
    }
}
