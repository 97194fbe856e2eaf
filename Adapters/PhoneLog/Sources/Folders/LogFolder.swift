import Foundation

/// A folder that call logs are put into as files.
struct LogFolder: Sendable {
    /// A file that waits to be read.
    struct Waiting: Sendable, Hashable {
        let name: String
        /// When it was last written, in nanoseconds since 1970.
        let modified: Int64
    }

    /// The most files that one look finds; the rest is found by the next.
    static let mostPerLook = 10_000
    /// How long a file must have been left alone, in nanoseconds.
    static let quietTime: Int64 = 2_000_000_000

    let path: String

    /// The files that can be read at `now` (milliseconds since 1970), oldest first; the folder is made when it is missing.
    ///
    /// Hidden files are somebody's work in progress, ours among them.
    func waiting(now: Int64) throws(FileFailure) -> [Waiting] {
        try Self.make(path)
        guard let handle = opendir(path) else { throw FileFailure(code: errno) }
        defer { closedir(handle) }
        var found: [Waiting] = []
        while found.count < Self.mostPerLook, let entry = readdir(handle) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { start in
                start.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name.hasPrefix(".") { continue }
            var status = stat()
            guard lstat("\(path)/\(name)", &status) == 0, status.st_mode & S_IFMT != S_IFDIR else { continue }
            let modified = Int64(status.st_mtim.tv_sec) &* 1_000_000_000 &+ Int64(status.st_mtim.tv_nsec)
            if now &* 1_000_000 &- modified >= Self.quietTime { found.append(Waiting(name: name, modified: modified)) }
        }
        return found.sorted { ($0.modified, $0.name) < ($1.modified, $1.name) }
    }

    /// Puts away a file that is stored, with a list of the rows that could not be.
    func settle(_ name: String, errors: String?) throws(FileFailure) {
        let folder = path + "/.done"
        try Self.make(folder)
        if let errors { try Self.write(errors, to: "\(folder)/\(name).errors") }
        try move(name, to: folder)
    }

    /// Puts away a file that holds no call, with its reason beside it.
    func reject(_ name: String, reason: String) throws(FileFailure) {
        let folder = path + "/.failed"
        try Self.make(folder)
        try Self.write(reason + "\n", to: "\(folder)/\(name).reason")
        try move(name, to: folder)
    }

    /// Renames a file, to a name with a number when the name is taken; one that somebody else moved is no failure.
    private func move(_ name: String, to folder: String) throws(FileFailure) {
        var target = "\(folder)/\(name)"
        var number = 1
        while access(target, F_OK) == 0, number < 10_000 {
            number += 1
            target = "\(folder)/\(number)-\(name)"
        }
        if rename("\(path)/\(name)", target) != 0, errno != ENOENT { throw FileFailure(code: errno) }
    }

    private static func make(_ path: String) throws(FileFailure) {
        if mkdir(path, 0o700) == 0 || errno == EEXIST { return }
        guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex else {
            throw FileFailure(code: errno)
        }
        try make(String(path[..<slash]))
        if mkdir(path, 0o700) != 0, errno != EEXIST { throw FileFailure(code: errno) }
    }

    private static func write(_ text: String, to path: String) throws(FileFailure) {
        do { try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic) } catch {
            throw FileFailure(code: EIO)
        }
    }
}
