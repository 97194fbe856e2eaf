import ChannelKit
import Glibc

/// What is started: a program, what it is told on the way, and what it may take of the machine.
struct ProgramCommand: Sendable, Hashable {
    /// The most that a process may take; nil leaves what the gateway itself has.
    struct Limits: Sendable, Hashable {
        /// Bytes of address space.
        var memory: Int64?
        /// How many files may be open.
        var openFiles: Int64?
        /// Bytes of a file that is written.
        var fileSize: Int64?
        /// From 0 to 19; 0 is like everybody.
        var niceness: Int32 = 0
    }

    /// The program and its arguments.
    var words: [String]
    /// The folder it is started in.
    var folder: String
    /// The variables it gets.
    var environment: [String: String]
    /// What it may take.
    var limits = Limits()

    /// What a program inherits of the gateway's variables; secrets come in the others.
    static let inherited = ["PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR"]

    /// The name of the program without its folder, for people.
    var name: String { words.first?.split(separator: "/").last.map(String.init) ?? "" }

    /// The file that is run: as it is written where it holds a slash, else the first of that name in the PATH.
    ///
    /// - Throws: ``ProgramEnd/neverStarted(reason:)``.
    func executable() throws(ProgramEnd) -> String {
        guard let word = words.first, !word.isEmpty else {
            throw .neverStarted(reason: Wording("`command` names no program", "`command` 没有指定程序"))
        }
        if word.contains("/") {
            let path = word.hasPrefix("/") ? word : "\(folder)/\(word)"
            guard access(path, X_OK) == 0 else {
                throw .neverStarted(reason: .verbatim("\(path): \(ProgramCommand.words(errno))"))
            }
            return path
        }
        for place in (environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin").split(separator: ":") {
            let path = "\(place)/\(word)"
            if access(path, X_OK) == 0 { return path }
        }
        throw .neverStarted(reason: Wording("there is no program `\(word)` in the PATH", "PATH 中没有程序 `\(word)`"))
    }

    /// An error number of the system in words.
    static func words(_ number: Int32) -> String { String(cString: strerror(number)) }
}
