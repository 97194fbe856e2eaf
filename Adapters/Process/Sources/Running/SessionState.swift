import ChannelKit
import ProviderKit

/// What is under way between the gateway and one running program; the shell around it is ``ProgramSession``.
struct SessionState {
    /// A request whose answer is waited for.
    struct Waiting {
        var method: ProgramMethod
        var deadline: ContinuousClock.Instant
        var isWritten = false
        var finish: @Sendable (CallOutcome) -> Void
    }

    /// A line on its way to the program.
    struct Outgoing {
        var call: Int?
        var octets: [UInt8]
    }

    /// How far the end has come.
    enum Phase {
        case running
        /// `shutdown` was sent; standard input is closed at that time, or when it is answered.
        case asked(until: ContinuousClock.Instant)
        /// Standard input is closed; a signal follows.
        case closed(until: ContinuousClock.Instant)
        /// SIGTERM was sent; SIGKILL follows.
        case terminated(until: ContinuousClock.Instant)
        /// SIGKILL was sent.
        case killed
        case ended
    }

    /// What must be done to the process now.
    struct Steps {
        var finished: [(finish: @Sendable (CallOutcome) -> Void, outcome: CallOutcome)] = []
        var closesInput = false
        var signal: Int32?
    }

    /// The most octets that wait to be read by the program.
    static let mostOutgoing = 8 << 20
    private static let mostLate = 1000

    var phase = Phase.running
    var outgoing: [Outgoing] = []
    /// How many octets of the first outgoing line are written.
    var offset = 0
    var reason: ProgramEnd?
    var unacknowledged: Set<JSONValue> = []
    var retireAt: ContinuousClock.Instant?
    var isShutdownAnswered = false
    private var outgoingOctets = 0
    private var nextID = 0
    private var waiting: [Int: Waiting] = [:]
    private var late: Set<Int> = []

    var isRunning: Bool { if case .running = phase { true } else { false } }
    var hasEnded: Bool { if case .ended = phase { true } else { false } }

    // MARK: - Requests

    /// Puts a request on its way.
    ///
    /// - Returns: its id, or why it never goes out.
    mutating func call(
        _ method: ProgramMethod,
        _ params: JSONValue,
        deadline: ContinuousClock.Instant,
        finish: @escaping @Sendable (CallOutcome) -> Void
    ) -> Result<Int, CallSilence> {
        guard !hasEnded else { return .failure(.ended(reason ?? .retired)) }
        nextID += 1
        let line = RPCMessage.request(nextID, method, params)
        guard line.count <= RPCMessage.longestLine else { return .failure(.tooLong(octets: line.count)) }
        guard outgoingOctets + line.count <= Self.mostOutgoing else { return .failure(.congested) }
        waiting[nextID] = Waiting(method: method, deadline: deadline, finish: finish)
        send(line, for: nextID)
        return .success(nextID)
    }

    /// Puts a line on its way; when too many wait, it is dropped, for the program does not read.
    mutating func send(_ line: [UInt8], for call: Int? = nil) {
        guard !hasEnded, outgoingOctets + line.count <= 2 * Self.mostOutgoing else { return }
        outgoing.append(Outgoing(call: call, octets: line))
        outgoingOctets += line.count
    }

    /// Takes the first line off the queue; it is written whole.
    mutating func wroteFirst() {
        let line = outgoing.removeFirst()
        offset = 0
        outgoingOctets -= line.octets.count
        if let call = line.call { waiting[call]?.isWritten = true }
    }

    /// The request that an answer belongs to; nil when nobody waits for it.
    mutating func take(_ id: Int) -> (waiting: Waiting?, isLate: Bool) {
        if let found = waiting.removeValue(forKey: id) { return (found, false) }
        return (nil, late.remove(id) != nil)
    }

    /// Gives a request up.
    ///
    /// - Returns: how it is finished, and whether it ever went out; nil when it is finished already.
    mutating func giveUp(_ id: Int, _ why: CallSilence) -> Steps? {
        guard let found = waiting.removeValue(forKey: id) else { return nil }
        var isWritten = found.isWritten
        if let position = outgoing.firstIndex(where: { $0.call == id }) {
            if position == 0, offset > 0 {
                // The rest of the line follows, so the program will read it.
                isWritten = true
            } else {
                outgoingOctets -= outgoing.remove(at: position).octets.count
            }
        }
        if isWritten, found.method != .shutdown {
            if late.count < Self.mostLate { late.insert(id) }
            send(RPCMessage.notification(HostNotification.cancel.rawValue, ["id": JSONValue(id)]))
        }
        return Steps(finished: [(found.finish, .silent(wasWritten: isWritten, why))])
    }

    // MARK: - The end

    /// Asks the program to end.
    mutating func retire(at now: ContinuousClock.Instant, _ patience: ProgramPatience) {
        guard isRunning else { return }
        let until = now.advanced(by: patience.shutdown)
        phase = .asked(until: until)
        let milliseconds =
            patience.shutdown.components.seconds * 1000
            + patience.shutdown.components.attoseconds / 1_000_000_000_000_000
        nextID += 1
        waiting[nextID] = Waiting(method: .shutdown, deadline: until) { _ in }
        send(RPCMessage.request(nextID, .shutdown, ["grace_ms": JSONValue(milliseconds)]), for: nextID)
    }

    /// Ends the program for a reason, without asking it first.
    mutating func stop(_ why: ProgramEnd, at now: ContinuousClock.Instant, _ patience: ProgramPatience) {
        guard !hasEnded else { return }
        if reason == nil { reason = why }
        if case .killed = phase { return }
        phase = .closed(until: now)
    }

    /// What is due at a time.
    mutating func steps(at now: ContinuousClock.Instant, _ patience: ProgramPatience) -> Steps {
        var steps = Steps()
        for id in waiting.filter({ $0.value.deadline <= now }).keys.sorted() {
            if let expired = giveUp(id, .late) { steps.finished += expired.finished }
        }
        if let due = retireAt, due <= now, isRunning { retire(at: now, patience) }
        switch phase {
        case .asked(let until) where isShutdownAnswered && outgoing.isEmpty || until <= now:
            steps.closesInput = true
            phase = .closed(until: now.advanced(by: patience.insistence))
        case .closed(let until) where until <= now:
            steps.closesInput = true
            steps.signal = 15
            phase = .terminated(until: now.advanced(by: patience.insistence))
        case .terminated(let until) where until <= now:
            steps.signal = 9
            phase = .killed
        default: break
        }
        return steps
    }

    /// When the next step is due; nil when nothing is.
    var nextDue: ContinuousClock.Instant? {
        var times = waiting.values.map(\.deadline)
        switch phase {
        case .running: if let retireAt { times.append(retireAt) }
        case .asked(let until), .closed(let until), .terminated(let until): times.append(until)
        case .killed, .ended: break
        }
        return times.min()
    }

    /// Takes note that the process is no more.
    ///
    /// - Returns: the end as it counts, and the requests that nobody answers any more.
    mutating func end(_ exit: ProgramEnd) -> (ProgramEnd, Steps) {
        let end: ProgramEnd =
            switch phase {
            case .running: reason ?? exit
            case .asked, .closed, .terminated, .killed, .ended: reason ?? .retired
            }
        reason = end
        var steps = Steps()
        for (id, found) in waiting.sorted(by: { $0.key < $1.key }) {
            // Half a line cannot be read as a request.
            let isWritten = found.isWritten || outgoing.first.map { $0.call == id && offset == $0.octets.count } == true
            steps.finished.append((found.finish, .silent(wasWritten: isWritten, .ended(end))))
        }
        waiting = [:]
        outgoing = []
        offset = 0
        phase = .ended
        return (end, steps)
    }
}

/// What a request comes to.
enum CallOutcome: Sendable {
    /// The program's result.
    case result(JSONValue)
    /// The program's error.
    case failure(RPCError)
    /// There is no answer; whether the program could read the whole request.
    case silent(wasWritten: Bool, CallSilence)
}

/// Why there is no answer.
enum CallSilence: Error, Sendable, Hashable {
    /// The time was up.
    case late
    /// Nobody waits for it any more.
    case canceled
    /// The program is no more.
    case ended(ProgramEnd)
    /// The program does not read what is sent to it.
    case congested
    /// The request is longer than a line may be.
    case tooLong(octets: Int)

    /// What happened, to be read behind the program's name.
    var words: Wording {
        switch self {
        case .late: Wording("did not answer in time", "没有及时应答")
        case .canceled: Wording("was no longer waited for", "已不再等待")
        case .ended(let end): end.words
        case .congested: Wording("does not read what is sent to it", "不读取发给它的内容")
        case .tooLong(let octets):
            Wording(
                "takes lines of 1 MiB at most, and this one has \(octets) bytes",
                "每行最多接受 1 MiB，而此行有 \(octets) 字节"
            )
        }
    }
}
