import Foundation
import Glibc
import Synchronization

/// A TCP server on a free loopback port that does to each connection what a test tells it, for servers that misbehave.
public final class ScriptedServer: Sendable {
    /// The port.
    public let port: Int

    private let sockets: Sockets

    /// The number of connections so far.
    public var connectionCount: Int { sockets.state.withLock { $0.count } }

    /// Starts the server; `script` runs on a thread of its own for each connection, which is closed when it returns.
    public init(_ script: @escaping @Sendable (ScriptedConnection) throws -> Void) throws {
        let listener: Int32
        (listener, port) = try LoopbackSocket.listening()
        let sockets = Sockets(listener: listener)
        self.sockets = sockets
        Thread.detachNewThread {
            while true {
                let descriptor = accept(listener, nil, nil)
                guard descriptor >= 0 else { break }
                // Programs that a test starts must not hold the line open.
                _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
                guard sockets.add(descriptor) else {
                    close(descriptor)
                    break
                }
                Thread.detachNewThread {
                    // A connection that the other side ends is part of many scripts.
                    try? script(ScriptedConnection(descriptor))
                    sockets.close(descriptor)
                }
            }
            sockets.closeListener()
        }
    }

    deinit { stop() }

    /// Ends the server and hangs up on everybody.
    public func stop() { sockets.hangUp(forGood: true) }

    /// Hangs up on everybody; new connections are welcome.
    public func hangUp() { sockets.hangUp(forGood: false) }
}

/// The sockets of a server.
///
/// Each is closed by the thread that reads it, and by no other: its number may be in use again.
private final class Sockets: Sendable {
    struct State {
        var listener: Int32?
        var open: Set<Int32> = []
        var count = 0
        var isStopped = false
    }

    let state: Mutex<State>

    init(listener: Int32) { state = Mutex(State(listener: listener)) }

    func add(_ descriptor: Int32) -> Bool {
        state.withLock { state in
            guard !state.isStopped else { return false }
            state.open.insert(descriptor)
            state.count += 1
            return true
        }
    }

    func close(_ descriptor: Int32) {
        state.withLock { state in
            state.open.remove(descriptor)
            _ = Glibc.close(descriptor)
        }
    }

    func closeListener() {
        state.withLock { state in
            if let listener = state.listener.take() { _ = Glibc.close(listener) }
        }
    }

    func hangUp(forGood: Bool) {
        state.withLock { state in
            for descriptor in state.open { shutdown(descriptor, Int32(SHUT_RDWR)) }
            guard forGood else { return }
            state.isStopped = true
            if let listener = state.listener { shutdown(listener, Int32(SHUT_RDWR)) }
        }
    }
}

/// One connection of a ``ScriptedServer``.
public final class ScriptedConnection {
    /// The other side has ended the connection.
    public struct Ended: Error {}

    private let descriptor: Int32
    private var received: [UInt8] = []

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    /// Sends a text as it is.
    public func send(_ text: String) throws { try send(Array(text.utf8)) }

    /// Sends a text and a CRLF.
    public func sendLine(_ text: String) throws { try send(text + "\r\n") }

    /// Sends octets.
    public func send(_ octets: [UInt8]) throws {
        var rest = octets[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { throw Ended() }
            rest = rest.dropFirst(count)
        }
    }

    /// Waits for a line and returns it without its line end.
    public func line() throws -> String {
        while true {
            if let end = received.firstIndex(of: 0x0A) {
                defer { received.removeFirst(end + 1) }
                let line = received[..<end]
                return String(decoding: line.last == 0x0D ? line.dropLast() : line, as: UTF8.self)
            }
            try receive()
        }
    }

    /// Waits for octets up to and with `end`.
    public func octets(through end: String) throws -> [UInt8] {
        let end = Array(end.utf8)
        var searched = 0
        while true {
            var index = max(0, searched - end.count)
            while index + end.count <= received.count {
                if received[index] == end[0], received[index..<index + end.count].elementsEqual(end) {
                    defer { received.removeFirst(index + end.count) }
                    return Array(received[..<(index + end.count)])
                }
                index += 1
            }
            searched = received.count
            try receive()
        }
    }

    /// Waits for at least `count` octets.
    public func octets(atLeast count: Int) throws -> [UInt8] {
        while received.count < count { try receive() }
        defer { received = [] }
        return received
    }

    /// Says nothing more until the other side hangs up.
    public func beSilent() throws {
        while true { try receive() }
    }

    private func receive() throws {
        var chunk = [UInt8](repeating: 0, count: 64 * 1024)
        let count = chunk.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
        guard count > 0 else { throw Ended() }
        received.append(contentsOf: chunk[..<count])
    }
}
