import Crypto
import Foundation

/// Small secrets in files of the data folder, each sealed with AES-GCM under the desk's key, readable by its owner alone.
///
/// A file is replaced as a whole: whoever reads it, also after a crash, reads the old one or the new one.
public struct SealedFolder: Sendable {
    /// The largest secret in bytes.
    public static let largest = 64 << 10

    /// A file could not be written or opened.
    public struct Problem: Error, Sendable, CustomStringConvertible {
        /// What went wrong, without any of the contents.
        public var description: String
    }

    private let path: String
    private let key: SymmetricKey

    /// Names a folder.
    ///
    /// - Parameters:
    ///   - path: the folder, made when something is written.
    ///   - key: 32 bytes that stay the same over restarts.
    public init(path: String, key: [UInt8]) {
        self.path = path
        self.key = SymmetricKey(data: key)
    }

    /// A secret; nil when there is none.
    ///
    /// - Throws: ``Problem`` when the file was changed, or sealed with another key.
    public func read(_ name: String) throws(Problem) -> [UInt8]? {
        let file = "\(path)/\(name)"
        guard FileManager.default.fileExists(atPath: file) else { return nil }
        guard let octets = FileManager.default.contents(atPath: file), octets.count <= Self.largest + 64,
            let box = try? AES.GCM.SealedBox(combined: octets),
            let opened = try? AES.GCM.open(box, using: key, authenticating: Data(name.utf8))
        else { throw Problem(description: "\(file) cannot be opened with the key ring of this data folder") }
        return Array(opened)
    }

    /// Puts a secret in the place of the one before; it is on the disk when this returns.
    public func write(_ secret: [UInt8], to name: String) throws(Problem) {
        guard secret.count <= Self.largest,
            let sealed = try? AES.GCM.seal(Data(secret), using: key, authenticating: Data(name.utf8)).combined
        else { throw Problem(description: "\(name) cannot be sealed") }
        let fresh = "\(path)/.\(name).new"
        mkdir(path, 0o700)
        let descriptor = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.failure(fresh) }
        // An old file may have been left with other rights.
        fchmod(descriptor, 0o600)
        let count = sealed.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
        let isWhole = count == sealed.count && fsync(descriptor) == 0
        close(descriptor)
        guard isWhole, rename(fresh, "\(path)/\(name)") == 0 else { throw Self.failure(fresh) }
        let folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if folder >= 0 {
            fsync(folder)
            close(folder)
        }
    }

    private static func failure(_ file: String) -> Problem {
        Problem(description: "\(file) cannot be written: \(String(cString: strerror(errno)))")
    }
}
