import Foundation
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle

/// Runs commands for other processes of the same user, so that they need not own the data folder.
struct ControlServer: Service {
    let path: String
    let desk: Desk
    let logger: Logger

    func run() async throws {
        // A socket left behind by a process that died; the data folder's lock proves that nobody listens on it.
        unlink(path)
        let server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .bind(unixDomainSocketPath: path) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(ByteToMessageHandler(FrameDecoder()))
                    return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        chmod(path, 0o600)
        defer { unlink(path) }
        do {
            try await cancelWhenGracefulShutdown {
                try await server.executeThenClose { connections in
                    try await withThrowingDiscardingTaskGroup { group in
                        for try await connection in connections {
                            group.addTask { await answer(connection) }
                        }
                    }
                }
            }
        } catch is CancellationError {
            // The way a shutdown ends the wait for connections.
        }
    }

    private func answer(_ connection: NIOAsyncChannel<ByteBuffer, ByteBuffer>) async {
        do {
            try await connection.executeThenClose { inbound, outbound in
                for try await frame in inbound {
                    let last = await run(Data(frame.readableBytesView)) { line in
                        try await outbound.write(ControlServer.frame(.line(line)))
                    }
                    try await outbound.write(ControlServer.frame(last))
                }
            }
        } catch {
            logger.debug("A control connection ended.", metadata: ["reason": "\(error)"])
        }
    }

    /// Runs one command; gives the frame that ends its answer.
    private func run(_ frame: Data, line: @escaping @Sendable (String) async throws -> Void) async -> ControlReply {
        do {
            let request = try JSONDecoder().decode(ControlRequest.self, from: frame)
            guard let command = DeskCommands.all.first(where: { $0.name == request.command }) else {
                let advice =
                    "The running server does not know `\(request.command)`: it is of another version. Restart it."
                return .failure(code: .unavailable, lines: [advice])
            }
            try await JSONDecoder().decode(command, from: request.payload).run(on: desk, CommandOutput(line))
            return .end
        } catch let failure as CommandFailure {
            return .failure(code: failure.code, lines: failure.lines)
        } catch {
            return .failure(code: .unavailable, lines: ["\(error)"])
        }
    }

    private static func frame(_ reply: ControlReply) throws -> ByteBuffer {
        ByteBuffer(bytes: ControlFrame.frame(try JSONEncoder().encode(reply)))
    }
}

/// Cuts the stream into frames.
private struct FrameDecoder: ByteToMessageDecoder {
    typealias InboundOut = ByteBuffer

    mutating func decode(context: ChannelHandlerContext, buffer: inout ByteBuffer) throws -> DecodingState {
        guard let length = buffer.getInteger(at: buffer.readerIndex, as: UInt32.self) else { return .needMoreData }
        guard Int(length) <= ControlFrame.maximumLength else { throw FrameTooLong() }
        guard buffer.readableBytes >= 4 + Int(length) else { return .needMoreData }
        buffer.moveReaderIndex(forwardBy: 4)
        guard let frame = buffer.readSlice(length: Int(length)) else { return .needMoreData }
        context.fireChannelRead(wrapInboundOut(frame))
        return .continue
    }

    mutating func decodeLast(
        context: ChannelHandlerContext,
        buffer: inout ByteBuffer,
        seenEOF: Bool
    ) throws -> DecodingState {
        try decode(context: context, buffer: &buffer)
    }
}

private struct FrameTooLong: Error {}
