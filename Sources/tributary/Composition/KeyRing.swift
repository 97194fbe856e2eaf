import Crypto
import Foundation

/// The installation's one secret, from which every key is derived; it lives in the data folder and travels with a backup.
struct KeyRing: Sendable {
    private let master: SymmetricKey

    /// The file's name in the data folder.
    static let fileName = "keyring"

    /// Reads the key ring of a data folder, or makes it on first use.
    ///
    /// - Throws: a Foundation error, or ``KeyRingProblem`` when the file is no key ring.
    init(folder: String) throws {
        let path = "\(folder)/\(Self.fileName)"
        if let stored = FileManager.default.contents(atPath: path) {
            guard stored.count == 32 else { throw KeyRingProblem(path: path) }
            master = SymmetricKey(data: stored)
            return
        }
        let fresh = SymmetricKey(size: .bits256)
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        guard file >= 0 else { throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: path]) }
        let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
        try fresh.withUnsafeBytes { try handle.write(contentsOf: Data($0)) }
        // Without the key everything signed is void: it must be on the disk before it is used.
        try handle.synchronize()
        master = fresh
    }

    /// A key ring that is forgotten again, for checks that keep nothing.
    static var throwaway: KeyRing { KeyRing(master: SymmetricKey(size: .bits256)) }

    private init(master: SymmetricKey) { self.master = master }

    /// 32 bytes for a purpose, by HKDF-SHA256 (RFC 5869); the same for the same purpose as long as the key ring lives.
    func key(_ purpose: String) -> [UInt8] {
        let key = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: master,
            info: Data("tributary/\(purpose)".utf8),
            outputByteCount: 32
        )
        return key.withUnsafeBytes(Array.init)
    }
}

/// The key ring's file is not one.
struct KeyRingProblem: Error, CustomStringConvertible {
    let path: String
    var description: String { "\(path) is no key ring (32 bytes). Put the one of the last backup in its place." }
}
