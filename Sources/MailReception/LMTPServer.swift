public import ChannelKit
import Foundation
import NIOCore
import NIOPosix
import Synchronization

/// Serves LMTP at an address or a Unix socket.
///
/// A line that is lost before its answer leaves the mail with whoever brought it; brought again, the journal knows it.
public struct LMTPServer: MailReception {
    private let name: String
    private let limits: LMTPLimits

    /// Creates a server; `name` is the host name it greets with, nil this machine's.
    public init(name: String? = nil, limits: LMTPLimits = LMTPLimits()) {
        self.name = name ?? Self.hostName
        self.limits = limits
    }

    /// Takes mail at a place until the task is canceled.
    public func serve(
        at place: ReceptionPlace,
        largestMail: Int,
        receiver: any MailReceiver,
        onReady: @escaping @Sendable () -> Void
    ) async throws(ReceptionFailure) {
        do {
            let server = try await bind(place)
            defer { if case .socket(let path) = place { unlink(path) } }
            onReady()
            let line = LMTPLine(name: name, largestMail: largestMail, limits: limits, receiver: receiver)
            let open = OpenLines()
            try await server.executeThenClose { connections in
                await withDiscardingTaskGroup { group in
                    do {
                        for try await connection in connections {
                            let isWelcome = Self.isWelcome(connection.channel, at: place)
                            let isFull = open.add() > limits.connections
                            group.addTask {
                                await line.serve(connection, refusing: !isWelcome ? .stranger : isFull ? .full : nil)
                                open.remove()
                            }
                        }
                    } catch {
                        // The socket is gone, which the caller hears of below.
                    }
                    // Whoever is amid a mail brings it again.
                    group.cancelAll()
                }
            }
        } catch let failure as ReceptionFailure {
            throw failure
        } catch {
            throw ReceptionFailure("\(Self.words(place)): \(error)")
        }
    }

    private typealias Connection = NIOAsyncChannel<ByteBuffer, ByteBuffer>

    private func bind(_ place: ReceptionPlace) async throws -> NIOAsyncChannel<Connection, Never> {
        let silence = TimeAmount.nanoseconds(Int64(limits.silence / .nanoseconds(1)))
        let bootstrap = ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
        let prepare: @Sendable (any Channel) -> EventLoopFuture<Connection> = { channel in
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHandlers(
                    IdleStateHandler(readTimeout: silence),
                    SilenceEnding()
                )
                return try Connection(wrappingChannelSynchronously: channel)
            }
        }
        switch place {
        case .address(let host, let port, _):
            return try await bootstrap.bind(host: host, port: port, childChannelInitializer: prepare)
        case .socket(let path):
            try Self.clear(path)
            let server = try await bootstrap.bind(unixDomainSocketPath: path, childChannelInitializer: prepare)
            // Who may speak is said by the folder's rights: the mail server is another user than we are.
            chmod(path, 0o666)
            return server
        }
    }

    /// Removes a socket that a process which died has left; what is no socket, or is listened at, stays.
    private static func clear(_ path: String) throws(ReceptionFailure) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else { throw ReceptionFailure("\(path) is there and no socket") }
        guard !UnixSocket.isListened(at: path) else { throw ReceptionFailure("\(path): another program listens there") }
        unlink(path)
    }

    private static func isWelcome(_ channel: any Channel, at place: ReceptionPlace) -> Bool {
        guard case .address(_, _, let clients) = place else { return true }
        guard let peer = channel.remoteAddress?.ipAddress else { return false }
        let address = plain(peer)
        if clients.isEmpty { return address == "::1" || address.hasPrefix("127.") }
        return clients.contains { plain($0) == address }
    }

    /// An address in its one spelling; an IPv4 address that comes by an IPv6 socket is the same as ever.
    private static func plain(_ address: String) -> String {
        let spelling = (try? SocketAddress(ipAddress: address, port: 0))?.ipAddress ?? address
        return spelling.hasPrefix("::ffff:") && spelling.contains(".") ? String(spelling.dropFirst(7)) : spelling
    }

    private static func words(_ place: ReceptionPlace) -> String {
        switch place {
        case .address(let host, let port, _): "\(host):\(port)"
        case .socket(let path): path
        }
    }

    private static var hostName: String {
        let name = ProcessInfo.processInfo.hostName.filter {
            $0.isASCII && ($0.isLetter || $0.isNumber || "-.".contains($0))
        }
        return name.isEmpty ? "localhost" : name
    }
}

/// Counts the lines that are open.
private final class OpenLines: Sendable {
    private let count = Mutex(0)

    /// Counts one more; how many there are with it.
    func add() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }

    func remove() { count.withLock { $0 -= 1 } }
}

/// Ends a line that was silent for too long.
private final class SilenceEnding: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is IdleStateHandler.IdleStateEvent {
            context.close(promise: nil)
        } else {
            context.fireUserInboundEventTriggered(event)
        }
    }
}
