import Foundation

/// The files that a log was rotated away to: `cdr.csv.1`, `cdr.csv-20260301`, `cdr-20260301.csv`, packed or not.
///
/// In which order they were written is told by the time of their last change alone: with some programs the highest number is the
/// newest, with others the oldest (Asterisk's `rotatestrategy` knows both).
struct RotatedLogs {
    /// A rotated file.
    struct Entry: Sendable, Hashable {
        var name: String
        var file: File
    }

    /// What tells a file from all others whatever it is called: numbered rotation calls it otherwise each time.
    struct File: Sendable, Hashable {
        /// When it was last written to, in nanoseconds since 1970.
        var modified: Int64
        var device: UInt64
        var inode: UInt64
    }

    /// What is to be read next.
    struct Next: Sendable, Hashable {
        /// The oldest file that can be read.
        var path: String
        /// The files that should have been read before it and cannot be, for they are packed.
        var packed: [Entry]
    }

    /// The most names of a folder that are looked at.
    static let mostNames = 10_000
    private static let packings = [".gz", ".bz2", ".xz", ".zst", ".Z", ".zip"]

    /// Looks for what was written after a file that was read to its end.
    ///
    /// - Parameters:
    ///   - path: the log that is followed.
    ///   - modified: when the file read last was written to, in nanoseconds since 1970; nil when nothing is known of it.
    /// - Returns: the oldest rotated file that was changed later, or the log itself.
    static func next(at path: String, after modified: Int64?) -> Next {
        guard let modified, let entries = entries(at: path) else { return Next(path: path, packed: []) }
        let (next, packed) = next(among: entries, after: modified)
        return Next(path: next.map { "\(folder(of: path))/\($0)" } ?? path, packed: packed)
    }

    /// The files that a log was rotated away to; nil when its folder cannot be listed.
    static func entries(at path: String) -> [Entry]? {
        let folder = folder(of: path)
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else { return nil }
        let log = String(path.dropFirst(folder.count + 1))
        return names.prefix(mostNames).filter { isRotation($0, of: log) }
            .compactMap { name in file("\(folder)/\(name)").map { Entry(name: name, file: $0) } }
    }

    /// The regular file at a path; nil when there is none.
    static func file(_ path: String) -> File? {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return File(
            modified: status.modifiedNanoseconds,
            device: UInt64(truncatingIfNeeded: status.st_dev),
            inode: UInt64(status.st_ino)
        )
    }

    /// The folder of a log, whose path is absolute.
    static func folder(of path: String) -> String { String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]) }

    /// The oldest of the files that were changed after a time and can be read, and those before it that cannot.
    static func next(among entries: [Entry], after modified: Int64) -> (name: String?, packed: [Entry]) {
        var packed: [Entry] = []
        let later = entries.filter { $0.file.modified > modified }
            .sorted { ($0.file.modified, $0.name) < ($1.file.modified, $1.name) }
        for entry in later {
            guard isPacked(entry.name) else { return (entry.name, packed) }
            packed.append(entry)
        }
        return (nil, packed)
    }

    /// Whether a name is that of the log with numbers or a date put in, so that no other log is taken for a part of this one.
    static func isRotation(_ name: String, of log: String) -> Bool {
        var name = name[...]
        if let packing = packings.first(where: name.hasSuffix) { name = name.dropLast(packing.count) }
        if name.hasPrefix(log), isMark(name.dropFirst(log.count)) { return true }
        guard let dot = log.lastIndex(of: "."), dot != log.startIndex else { return false }
        let (stem, ending) = (log[..<dot], log[dot...])
        guard name.count > log.count, name.hasPrefix(stem), name.hasSuffix(ending) else { return false }
        return isMark(name.dropFirst(stem.count).dropLast(ending.count))
    }

    /// Whether a name says that the file is packed.
    static func isPacked(_ name: String) -> Bool { packings.contains(where: name.hasSuffix) }

    /// Whether something is a number or a date behind a sign that sets it apart.
    private static func isMark(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, "-._".utf8.contains(first) else { return false }
        let digits = text.utf8.count { (0x30...0x39).contains($0) }
        return digits > 0 && text.utf8.allSatisfy { (0x30...0x39).contains($0) || "-._:T".utf8.contains($0) }
    }
}
