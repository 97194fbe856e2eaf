import Foundation
import Synchronization

/// An SMTP server on loopback, without TLS, whose answers a test chooses.
public final class ScriptedSMTPServer: Sendable {
    /// What is done at some point of the dialogue.
    public enum Step: Sendable {
        /// Says a line, such as `550 5.1.1 no such user`.
        case say(String)
        /// Hangs up without a word.
        case hangUp
        /// Says a line and hangs up.
        case sayAndHangUp(String)
        /// Says nothing more.
        case beSilent
    }

    /// How the server behaves.
    public struct Script: Sendable {
        /// What it says first.
        public var greeting: Step = .say("220 scripted.test ESMTP")
        /// What it offers after EHLO.
        public var offers = ["8BITMIME", "SIZE 20000000", "AUTH PLAIN LOGIN"]
        /// What it does at a command, by its beginning, the longest first; `.` is the end of a mail.
        public var steps: [String: Step] = [:]
        /// After how many octets of a mail it hangs up.
        public var hangsUpAfter: Int?
        /// The accounts it takes; nil takes any.
        public var accounts: [String: String]?

        /// A server that takes everything.
        public init(steps: [String: Step] = [:]) { self.steps = steps }
    }

    /// A mail the server took.
    public struct Mail: Sendable, Hashable {
        /// The MAIL command.
        public var sender: String
        /// The RCPT commands.
        public var recipients: [String]
        /// The octets, without the doubled dots and the end.
        public var octets: [UInt8]
        /// On which connection it came, from 0.
        public var connection: Int
    }

    private let record: Record
    private let server: ScriptedServer

    /// The port.
    public var port: Int { server.port }
    /// The commands so far, in order, over all connections; `.` is the end of a mail.
    public var commands: [String] { record.state.withLock { $0.commands } }
    /// The mails that came in whole, also those that were answered with a failure.
    public var mails: [Mail] { record.state.withLock { $0.mails } }
    /// The number of connections so far.
    public var connectionCount: Int { server.connectionCount }

    /// Starts the server.
    public init(_ script: Script = Script()) throws {
        let record = Record(script)
        self.record = record
        server = try ScriptedServer { connection in
            var dialogue = SMTPDialogue(connection: connection, number: record.nextConnection(), record: record)
            try dialogue.run()
        }
    }

    /// Behaves differently from the next command on.
    public func change(_ script: Script) { record.state.withLock { $0.script = script } }

    /// Hangs up on everybody; new connections are welcome.
    public func hangUp() { server.hangUp() }

    /// Waits until `count` commands with a beginning have come.
    public func awaitCommand(_ beginning: String, count: Int = 1) async {
        await withCheckedContinuation { record.await(beginning, count, $0) }
    }

    /// What the server has seen, and how it behaves.
    final class Record: Sendable {
        struct State {
            var script: Script
            var commands: [String] = []
            var mails: [Mail] = []
            var connections = 0
            var waiters: [Waiter] = []
        }

        struct Waiter {
            var beginning: String
            var count: Int
            var continuation: CheckedContinuation<Void, Never>

            func isDone(_ commands: [String]) -> Bool { commands.count { $0.hasPrefix(beginning) } >= count }
        }

        let state: Mutex<State>

        init(_ script: Script) { state = Mutex(State(script: script)) }

        var script: Script { state.withLock { $0.script } }

        func nextConnection() -> Int {
            state.withLock { state in
                defer { state.connections += 1 }
                return state.connections
            }
        }

        func note(_ command: String) {
            let done = state.withLock { state in
                state.commands.append(command)
                let commands = state.commands
                let done = state.waiters.filter { $0.isDone(commands) }
                state.waiters.removeAll { $0.isDone(commands) }
                return done
            }
            for waiter in done { waiter.continuation.resume() }
        }

        func await(_ beginning: String, _ count: Int, _ continuation: CheckedContinuation<Void, Never>) {
            let waiter = Waiter(beginning: beginning, count: count, continuation: continuation)
            let isDone = state.withLock { state in
                let isDone = waiter.isDone(state.commands)
                if !isDone { state.waiters.append(waiter) }
                return isDone
            }
            if isDone { continuation.resume() }
        }
    }
}
