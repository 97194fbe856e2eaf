public import ChannelKit
import Glibc

/// What a configuration may ask of the world around it: variables, files, the clock.
///
/// Tests give their own.
public struct ConfigurationEnvironment: Sendable {
    /// The environment variables.
    public var variables: [String: String]
    /// The working directory, absolute; `data_dir` starts here.
    public var workingDirectory: String
    /// The wall clock, for certificates.
    public var now: @Sendable () -> Timestamp
    /// Reads a whole file of at most `maximum` octets.
    public var readFile: @Sendable (_ path: String, _ maximum: Int) throws(FileProblem) -> ReadFile

    /// Creates an environment.
    public init(
        variables: [String: String],
        workingDirectory: String,
        now: @escaping @Sendable () -> Timestamp,
        readFile: @escaping @Sendable (_ path: String, _ maximum: Int) throws(FileProblem) -> ReadFile
    ) {
        self.variables = variables
        self.workingDirectory = workingDirectory
        self.now = now
        self.readFile = readFile
    }

    /// The environment of this process, its variables handed in.
    public static func process(variables: [String: String]) -> ConfigurationEnvironment {
        ConfigurationEnvironment(
            variables: variables,
            workingDirectory: currentDirectory(),
            now: currentTime,
            readFile: { (path, maximum) throws(FileProblem) in try readRegularFile(path, maximum: maximum) }
        )
    }
}

/// A file's octets and who may read it.
public struct ReadFile: Sendable {
    /// What it holds.
    public var octets: [UInt8]
    /// The permission bits of its mode.
    public var permissions: UInt32

    /// Creates a read file.
    public init(octets: [UInt8], permissions: UInt32) {
        self.octets = octets
        self.permissions = permissions
    }

    /// Whether others than owner and group may use it, or the group may change it.
    var isTooOpen: Bool { permissions & 0o027 != 0 }
}

/// Why a file could not be read.
public enum FileProblem: Error, Sendable, Hashable {
    /// There is none.
    case missing
    /// This user may not read it.
    case forbidden
    /// It is a folder, a device or a pipe.
    case notRegular
    /// It is larger than what was asked for.
    case tooLarge
    /// Reading failed, with the system's error number.
    case failed(Int32)

    /// The problem in words that follow "the file".
    var words: String {
        switch self {
        case .missing: "does not exist"
        case .forbidden: "may not be read by this user"
        case .notRegular: "is no regular file"
        case .tooLarge: "is too large"
        case .failed(let number): "cannot be read (\(String(cString: strerror(number))))"
        }
    }
}

private func currentTime() -> Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(rawValue: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
}

private func currentDirectory() -> String {
    guard let buffer = getcwd(nil, 0) else { return "/" }
    defer { free(buffer) }
    return String(cString: buffer)
}

private func readRegularFile(_ path: String, maximum: Int) throws(FileProblem) -> ReadFile {
    // Without waiting: a pipe in the place of a file must not hold the start.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
        switch errno {
        case ENOENT, ENOTDIR: throw .missing
        case EACCES, EPERM: throw .forbidden
        default: throw .failed(errno)
        }
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .failed(errno) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .notRegular }
    var octets: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
        let count = read(descriptor, &chunk, chunk.count)
        if count < 0 {
            if errno == EINTR { continue }
            throw .failed(errno)
        }
        if count == 0 { break }
        octets += chunk[..<count]
        guard octets.count <= maximum else { throw .tooLarge }
    }
    return ReadFile(octets: octets, permissions: status.st_mode & 0o7777)
}
