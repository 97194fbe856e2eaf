import ChannelKit
import Foundation

/// Speaks to a running `serve` over its control socket; blocking, since a command has nothing else to do.
struct ControlClient {
    private let handle: FileHandle

    /// Connects; nil when nobody listens.
    init?(path: String) {
        let socket = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        guard socket >= 0 else { return nil }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let capacity = MemoryLayout.size(ofValue: address.sun_path)
        guard path.utf8.count < capacity else {
            close(socket)
            return nil
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(socket, $0, size) }
        }
        guard result == 0 else {
            close(socket)
            return nil
        }
        handle = FileHandle(fileDescriptor: socket, closeOnDealloc: true)
    }

    /// Has a command run by the server and hands its lines over as they come.
    ///
    /// - Throws: ``CommandFailure`` as the server reports it, or `temporary` when the server went away.
    func run(_ command: some DeskCommand, line: (String) -> Void) throws {
        let request = ControlRequest(command: type(of: command).name, payload: try JSONEncoder().encode(command))
        try handle.write(contentsOf: ControlFrame.frame(try JSONEncoder().encode(request)))
        while true {
            switch try JSONDecoder().decode(ControlReply.self, from: try readFrame()) {
            case .line(let text): line(text)
            case .failure(let code, let lines): throw CommandFailure(code, lines)
            case .end: return
            }
        }
    }

    private func readFrame() throws -> Data {
        let length = try readExactly(4).reduce(0) { $0 << 8 | Int($1) }
        guard length <= ControlFrame.maximumLength else {
            throw CommandFailure(.unavailable, "The server sent nonsense.")
        }
        return try readExactly(length)
    }

    private func readExactly(_ count: Int) throws -> Data {
        var data = Data()
        while data.count < count {
            guard let more = try handle.read(upToCount: count - data.count), !more.isEmpty else {
                throw CommandFailure(.temporary, "The server went away before it had answered. Try again.")
            }
            data += more
        }
        return data
    }
}
