import Foundation

/// Looks at Unix sockets.
enum UnixSocket {
    /// The longest path that `sockaddr_un` takes, one octet left for the end.
    static let longestPath = 107

    /// Whether somebody listens at a socket.
    static func isListened(at path: String) -> Bool {
        guard path.utf8.count <= longestPath else { return false }
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, size) }
        } == 0
    }
}
