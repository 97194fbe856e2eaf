import Foundation

/// The newest backup that lies in a data folder, or in a folder of it: what an operator with a damaged database looks for first.
enum NewestBackup {
    /// How many names are looked at.
    private static let maximumNames = 10_000

    /// The path of the newest archive of `tributary backup`; nil when there is none.
    static func path(in folder: String) -> String? {
        let files = FileManager.default
        let inside = ((try? files.contentsOfDirectory(atPath: folder)) ?? []).prefix(maximumNames)
        let names =
            inside
            + inside.flatMap { name in
                ((try? files.contentsOfDirectory(atPath: "\(folder)/\(name)")) ?? []).prefix(maximumNames)
                    .map { "\(name)/\($0)" }
            }
        let archives = names.filter { $0.hasSuffix(".tar") }.map { "\(folder)/\($0)" }.filter(isArchive)
        return archives.compactMap { path in date(of: path).map { (path, $0) } }
            .max { ($0.1, $0.0) < ($1.1, $1.0) }?.0
    }

    /// Why a database is damaged, with what helps.
    static func advice(_ why: String, in folder: String) -> String {
        guard let path = path(in: folder) else { return why }
        return "\(why); the newest backup in the data folder is \(path): “tributary restore” puts it in place"
    }

    /// Whether a file begins as archives do (POSIX.1-2001, `ustar` at octet 257).
    private static func isArchive(_ path: String) -> Bool {
        guard let file = FileHandle(forReadingAtPath: path) else { return false }
        defer { try? file.close() }
        guard let head = try? file.read(upToCount: 512), head.count == 512 else { return false }
        return head[257..<262].elementsEqual("ustar".utf8)
    }

    private static func date(of path: String) -> Date? {
        (try? FileManager.default.attributesOfItem(atPath: path))?[.modificationDate] as? Date
    }
}
