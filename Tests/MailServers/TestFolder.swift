public import Foundation
import Glibc

/// A folder of its own for a test's servers, removed with the last use of it.
public final class TestFolder: Sendable {
    /// Where it is.
    public let url: URL

    /// Makes a folder below the system's folder for temporary files; its path is short enough for Unix sockets.
    public init() throws {
        url = URL(filePath: "/tmp/tributary-\(UInt32.random(in: .min ... .max))")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
        // Servers give up their rights and must still reach their files below.
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: url.path)
    }

    deinit {
        // The last of a server's processes may still be writing when the first has ended.
        for _ in 0..<50 {
            try? FileManager.default.removeItem(at: url)
            if !FileManager.default.fileExists(atPath: url.path) { return }
            usleep(20_000)
        }
    }

    /// Writes a file below the folder and returns its path.
    @discardableResult
    public func write(_ text: String, to path: String) throws -> String {
        let file = url.appending(path: path)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
        return file.path
    }
}
