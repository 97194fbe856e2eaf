import Foundation

/// One file with database, blobs and key ring: a tar archive (made by the system's `tar`), with a manifest of digests that
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
        try files.moveItem(atPath: database, toPath: "\(stage)/tributary.sqlite")
        try files.copyItem(atPath: "\(folder)/\(KeyRing.fileName)", toPath: "\(stage)/\(KeyRing.fileName)")
        if files.fileExists(atPath: "\(folder)/blobs") {
            try files.copyItem(atPath: "\(folder)/blobs", toPath: "\(stage)/blobs")
        }
        try run(
            "sha256sum",
            in: stage,
            script:
                "find . -type f ! -name \(Self.manifestName) -print0 | sort -z | xargs -0 sha256sum > \(Self.manifestName)"
        )
        let unfinished = "\(path).unfinished"
        try run("tar", ["-cf", unfinished, "-C", stage, "."])
        let handle = try FileHandle(forUpdating: URL(fileURLWithPath: unfinished))
        try handle.synchronize()
        let size = Int(try handle.seekToEnd())
        try handle.close()
        chmod(unfinished, 0o600)
        try files.moveItem(atPath: unfinished, toPath: path)
        return size
    }

    /// Checks the archive and puts it in the place of a data folder.
    ///
    /// - Returns: where what was there before is kept; nil when there was nothing.
    /// - Throws: ``CommandFailure`` when the archive is not whole, or a Foundation error.
    func restore(into folder: String) throws -> String? {
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
        try files.removeItem(atPath: "\(stage)/\(Self.manifestName)")
        var kept: String?
        if files.fileExists(atPath: folder) {
            let aside = "\(folder).before-restore-\(Int(Date().timeIntervalSince1970))"
            try files.moveItem(atPath: folder, toPath: aside)
            kept = aside
        }
        try files.moveItem(atPath: stage, toPath: folder)
        return kept
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
