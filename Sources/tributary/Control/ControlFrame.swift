import Foundation

/// What travels over the control socket: frames of a four-byte big-endian length and that many bytes of JSON.
enum ControlFrame {
    /// The longest frame; a mail travels in one as base64.
    static let maximumLength = 96 << 20

    /// Puts the length before a payload.
    static func frame(_ payload: Data) -> Data {
        var length = UInt32(payload.count).bigEndian
        return withUnsafeBytes(of: &length) { Data($0) } + payload
    }
}

/// A command for the process that owns the data folder.
struct ControlRequest: Codable, Sendable {
    /// The command's name.
    let command: String
    /// The command itself, as JSON.
    let payload: Data
}

/// One piece of the answer; `end` or `failure` is the last.
enum ControlReply: Codable, Sendable {
    /// A line for standard output.
    case line(String)
    /// The command did not succeed.
    case failure(code: CommandFailure.Code, lines: [String])
    /// The command is done.
    case end
}

/// Where a data folder's control socket is.
enum ControlSocket {
    /// The longest path that `sockaddr_un` takes, one byte left for the end.
    private static let longestPath = 107

    /// The socket's path: in the data folder, or, when that path is too long for a socket, in a folder of the user's own
    /// under the temporary folder, named after the data folder.
    static func path(dataFolder: String) -> String {
        let own = "\(dataFolder)/control.sock"
        guard own.utf8.count > longestPath else { return own }
        let folder = "/tmp/tributary-\(getuid())-\(UnguessableText.digest(of: dataFolder).prefix(16))"
        try? FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        return "\(folder)/control.sock"
    }
}
