import CExchange
import Failpoints
import Foundation
import Glibc

/// One file with database, blobs, sealed secrets and key ring: a tar archive (made by the system's `tar`), with a manifest of digests that
/// is checked before anything is put in place.
struct BackupArchive {
    private static let manifestName = "manifest.sha256"

    let path: String

    /// Writes the archive.
    ///
    /// - Parameters:
    ///   - database: a consistent copy of the database, lying in the data folder.
    ///   - folder: the data folder.
    /// - Returns: the archive's size in bytes.
    /// - Throws: ``CommandFailure``, or a Foundation error.
    func write(database: String, from folder: String) throws -> Int {
        let files = FileManager.default
        guard !files.fileExists(atPath: path) else { throw CommandFailure(.usage, "\(path) exists already.") }
        let stage = "\(folder)/backup-stage-\(UnguessableText.messageToken().prefix(8))"
        try files.createDirectory(
            atPath: stage,
            withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o700]
        )
        defer { try? files.removeItem(atPath: stage) }
        failpoint("backup-staged")
        try files.moveItem(atPath: database, toPath: "\(stage)/tributary.sqlite")
        try files.copyItem(atPath: "\(folder)/\(KeyRing.fileName)", toPath: "\(stage)/\(KeyRing.fileName)")
        for name in ["blobs", KeptSecrets.folderName] where files.fileExists(atPath: "\(folder)/\(name)") {
            try files.copyItem(atPath: "\(folder)/\(name)", toPath: "\(stage)/\(name)")
        }
        try run(
            "sha256sum",
            in: stage,
            script:
                "find . -type f ! -name \(Self.manifestName) -print0 | sort -z | xargs -0 sha256sum > \(Self.manifestName)"
        )
        // A name of its own: what a backup left that was cut short is never taken for one.
        let unfinished = "\(path).unfinished"
        try run("tar", ["-cf", unfinished, "-C", stage, "."])
        let handle = try FileHandle(forUpdating: URL(fileURLWithPath: unfinished))
        try handle.synchronize()
        let size = Int(try handle.seekToEnd())
        try handle.close()
        chmod(unfinished, 0o600)
        failpoint("backup-before-rename")
        try files.moveItem(atPath: unfinished, toPath: path)
        return size
    }

    /// Checks the archive, lets `prepare` make it ready where it is unpacked, and puts it in the place of a data folder.
    ///
    /// The exchange is one step: at any moment the folder is the old one or the new one, whole.
    ///
    /// - Parameters:
    ///   - folder: the data folder.
    ///   - prepare: works on the unpacked folder before anybody can use it; what it throws leaves the old one in place.
    /// - Returns: where what was there before is kept; nil when there was nothing.
    /// - Throws: ``CommandFailure`` when the archive is not whole, or a Foundation error.
    func restore(into folder: String, prepare: (_ unpacked: String) async throws -> Void) async throws -> String? {
        let files = FileManager.default
        guard files.isReadableFile(atPath: path) else { throw CommandFailure(.data, "\(path): cannot be read.") }
        let stage = "\(folder).restoring"
        try? files.removeItem(atPath: stage)
        try files.createDirectory(
            atPath: stage,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        do {
            try run("tar", ["-xf", path, "-C", stage, "--no-same-owner"])
            try run("sha256sum", in: stage, script: "sha256sum --quiet --strict -c \(Self.manifestName)")
        } catch {
            try? files.removeItem(atPath: stage)
            throw CommandFailure(.data, "\(path): is no whole backup. \(error)")
        }
        do {
            try files.removeItem(atPath: "\(stage)/\(Self.manifestName)")
            try await prepare(stage)
        } catch {
            try? files.removeItem(atPath: stage)
            throw error
        }
        failpoint("restore-before-swap")
        guard files.fileExists(atPath: folder) else {
            try files.moveItem(atPath: stage, toPath: folder)
            return nil
        }
        let aside = "\(folder).before-restore-\(Int(Date().timeIntervalSince1970))"
        guard renameat2(AT_FDCWD, stage, AT_FDCWD, folder, UInt32(TRIBUTARY_RENAME_EXCHANGE)) == 0 else {
            throw CommandFailure(
                .unavailable,
                "\(folder) cannot be exchanged with \(stage): \(String(cString: strerror(errno))). Both are as they were."
            )
        }
        failpoint("restore-after-swap")
        try files.moveItem(atPath: stage, toPath: aside)
        return aside
    }

    /// Removes what backups left that were cut short.
    ///
    /// - Parameter folder: the data folder, which no other process works on.
    static func removeRemains(in folder: String) {
        let files = FileManager.default
        for name in (try? files.contentsOfDirectory(atPath: folder)) ?? [] {
            let isCopy = name.hasPrefix("backup-") && (name.hasSuffix(".sqlite") || name.hasPrefix("backup-stage-"))
            if isCopy { try? files.removeItem(atPath: "\(folder)/\(name)") }
        }
    }

    private func run(_ what: String, in folder: String, script: String) throws {
        try run("sh", ["-c", "set -e; cd \"$1\"; \(script)", "sh", folder], as: what)
    }

    private func run(_ program: String, _ arguments: [String], as what: String? = nil) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [program] + arguments
        let errors = Pipe()
        process.standardError = errors
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        let said = errors.fileHandleForReading.readDataToEndOfFile().prefix(500)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            let words = String(decoding: said, as: UTF8.self)
            throw CommandFailure(.unavailable, "\(what ?? program) failed (\(process.terminationStatus)): \(words)")
        }
    }
}
