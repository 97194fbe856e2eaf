import CSpawn
import Glibc

/// The pipes of a running program, as its thread serves them: never blocking but in ``wait(until:wantsToWrite:)``.
struct ProgramLines {
    /// Octets that are read in one go.
    private static let portion = 64 << 10

    private let process: SpawnedProgram
    private let bell: Int32
    private var input: Int32
    private var output: Int32
    private var notes: Int32
    private var outputLines = LineSplitter(longest: RPCMessage.longestLine)
    private var noteLines = LineSplitter(longest: NoteRelay.longestLine)
    private var ready: (output: Bool, notes: Bool, input: Bool, life: Bool) = (false, false, false, false)

    init(process: SpawnedProgram, bell: Int32) {
        self.process = process
        self.bell = bell
        input = process.input
        output = process.output
        notes = process.notes
        // A program that is gone makes writing fail; it must not end the gateway. The signal goes to the writing thread.
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    var isOutputClosed: Bool { output < 0 }
    /// Whether nothing more can come.
    var isDrained: Bool { output < 0 && notes < 0 }
    var canWrite: Bool { ready.input }

    /// Waits until there is something to do, at most until a time.
    mutating func wait(until due: ContinuousClock.Instant?, wantsToWrite: Bool) {
        var polled = [
            pollfd(fd: bell, events: Int16(POLLIN), revents: 0), pollfd(fd: output, events: Int16(POLLIN), revents: 0),
            pollfd(fd: notes, events: Int16(POLLIN), revents: 0),
            pollfd(fd: wantsToWrite ? input : -1, events: Int16(POLLOUT), revents: 0),
            pollfd(fd: process.life, events: Int16(POLLIN), revents: 0),
        ]
        // Without a descriptor for the process its end is looked for now and then.
        var milliseconds: Int64 = process.life < 0 ? 100 : 3_600_000
        if let due {
            let (seconds, attoseconds) = (due - .now).components
            milliseconds = min(milliseconds, max(0, seconds * 1000 + attoseconds / 1_000_000_000_000_000 + 1))
        }
        let count = poll(&polled, nfds_t(polled.count), Int32(milliseconds))
        guard count > 0 else {
            ready = (false, false, false, process.life < 0)
            return
        }
        if polled[0].revents != 0 {
            var rings: UInt64 = 0
            _ = Glibc.read(bell, &rings, 8)
        }
        ready = (
            polled[1].revents != 0, polled[2].revents != 0, polled[3].revents != 0,
            process.life < 0 || polled[4].revents != 0
        )
    }

    /// Whether the process has ended.
    mutating func hasExited() -> Bool {
        guard ready.life else { return false }
        var info = siginfo_t()
        let isKnown = waitid(P_PID, id_t(process.process), &info, WEXITED | WNOHANG | WNOWAIT) == 0
        return isKnown && info.si_signo == SIGCHLD
    }

    /// Writes what waits, as far as the program reads.
    mutating func write(_ state: inout SessionState) {
        while let line = state.outgoing.first, input >= 0 {
            let count = line.octets.withUnsafeBytes { octets in
                octets.baseAddress.map { Glibc.write(input, $0 + state.offset, octets.count - state.offset) } ?? 0
            }
            if count < 0 {
                if errno != EAGAIN, errno != EINTR { closeInput() }
                return
            }
            state.offset += count
            guard state.offset == line.octets.count else { return }
            state.wroteFirst()
        }
    }

    /// The lines that came.
    mutating func read() -> [LineSplitter.Line] {
        ready.output ? Self.read(&output, &outputLines) : []
    }

    /// The notes that came.
    mutating func readNotes() -> [LineSplitter.Line] {
        ready.notes ? Self.read(&notes, &noteLines) : []
    }

    /// What was written last, without a line end.
    mutating func rest() -> [LineSplitter.Line] { outputLines.end().map { [$0] } ?? [] }

    mutating func closeInput() { Self.close(&input) }

    /// Closes everything.
    mutating func close() {
        for descriptor in [bell, process.life] where descriptor >= 0 { _ = Glibc.close(descriptor) }
        closeInput()
        Self.close(&output)
        Self.close(&notes)
    }

    private static func read(_ descriptor: inout Int32, _ splitter: inout LineSplitter) -> [LineSplitter.Line] {
        guard descriptor >= 0 else { return [] }
        return withUnsafeTemporaryAllocation(byteCount: portion, alignment: 16) { buffer in
            let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            if count < 0, errno == EAGAIN || errno == EINTR { return [] }
            guard count > 0 else {
                close(&descriptor)
                return splitter.end().map { [$0] } ?? []
            }
            return splitter.take(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }

    private static func close(_ descriptor: inout Int32) {
        if descriptor >= 0 { _ = Glibc.close(descriptor) }
        descriptor = -1
    }
}
