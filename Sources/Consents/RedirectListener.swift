import NIOCore
import NIOPosix

/// What a browser brought back from the provider.
public struct RedirectAnswer: Sendable, Hashable {
    /// The parameters of the address.
    let pairs: [String: String]
}

/// Waits on a port of this machine for the browser that comes back from the provider (RFC 8252, 7.3).
public struct RedirectListener: Sendable {
    private typealias Connection = NIOAsyncChannel<ByteBuffer, ByteBuffer>

    /// The longest request head that is read, in bytes.
    private static let longestHead = 16 << 10

    private let server: NIOAsyncChannel<Connection, Never>
    /// The port.
    public let port: Int

    /// Listens on this machine alone; port 0 is any that is free.
    ///
    /// - Throws: an error of NIO when the port is taken.
    public init(port: Int) async throws {
        server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .bind(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    // Browsers open lines ahead on which nothing is ever said.
                    try channel.pipeline.syncOperations.addHandler(IdleStateHandler(readTimeout: .seconds(20)))
                    return try Connection(wrappingChannelSynchronously: channel)
                }
            }
        self.port = server.channel.localAddress?.port ?? port
    }

    /// Waits for the answer to a sign-in, and tells the browser how it went; nil when none came in time.
    public func answer(to login: ConsentLogin, within limit: Duration) async throws -> RedirectAnswer? {
        let (answers, found) = AsyncStream.makeStream(of: RedirectAnswer?.self, bufferingPolicy: .bufferingOldest(1))
        return try await server.executeThenClose { connections in
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    try? await Task.sleep(for: limit)
                    found.yield(nil)
                }
                group.addTask {
                    await withDiscardingTaskGroup { group in
                        do {
                            for try await connection in connections {
                                group.addTask {
                                    if let answer = await Self.attend(to: connection, login) { found.yield(answer) }
                                }
                            }
                        } catch {
                            found.yield(nil)
                        }
                        group.cancelAll()
                    }
                }
                var answer: RedirectAnswer?
                for await first in answers {
                    answer = first
                    break
                }
                group.cancelAll()
                return answer
            }
        }
    }

    private static func attend(to connection: Connection, _ login: ConsentLogin) async -> RedirectAnswer? {
        do {
            return try await connection.executeThenClose { inbound, outbound in
                var head = ""
                for try await octets in inbound {
                    head += String(buffer: octets)
                    if head.contains("\r\n") || head.utf8.count > longestHead { break }
                }
                let pairs = query(in: head)
                let isAnswer = login.isAnswer(pairs)
                let isGood = isAnswer && pairs["error"] == nil
                try await outbound.write(ByteBuffer(string: page(isAnswer ? (isGood ? .good : .refused) : .stranger)))
                return isAnswer ? RedirectAnswer(pairs: pairs) : nil
            }
        } catch {
            return nil
        }
    }

    /// The parameters of a request's first line; empty when it is no GET of `/`.
    static func query(in head: String) -> [String: String] {
        let words = (head.split(separator: "\r\n", maxSplits: 1).first ?? "").split(separator: " ")
        guard words.count == 3, words[0] == "GET", words[1].hasPrefix("/?") else { return [:] }
        return FormText.pairs(in: words[1].dropFirst(2))
    }

    private enum Page {
        case good
        case refused
        case stranger

        var words: String {
            switch self {
            case .good: "Consent given. You can close this window. · 授权完成，可以关闭此窗口。"
            case .refused: "The provider refused. Look where you started. · 服务商拒绝了授权，请查看命令行。"
            case .stranger: "This is not the answer that is waited for. · 这不是正在等待的授权结果。"
            }
        }
    }

    private static func page(_ page: Page) -> String {
        let body =
            "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Tributary</title><p>\(page.words)</p></html>\n"
        let status = page == .stranger ? "404 Not Found" : "200 OK"
        return """
            HTTP/1.1 \(status)\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: \(body.utf8.count)\r\n\
            Content-Security-Policy: default-src 'none'\r\nReferrer-Policy: no-referrer\r\nCache-Control: no-store\r\n\
            Connection: close\r\n\r\n\(body)
            """
    }
}
