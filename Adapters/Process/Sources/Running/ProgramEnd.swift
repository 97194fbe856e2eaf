/// Why a program does not run, or runs no more.
enum ProgramEnd: Error, Sendable, Hashable {
    /// It could not be started at all.
    case neverStarted(reason: String)
    /// It ended with that code.
    case exited(code: Int32)
    /// A signal ended it.
    case killed(signal: Int32)
    /// It says that it cannot go on until somebody acts.
    case refused(reason: String)
    /// It was ended here, for what it did or did not do.
    case stopped(reason: String)
    /// It was told to end, and did.
    case retired

    /// Whether starting it again is pointless until somebody acts.
    var isFinal: Bool {
        switch self {
        case .neverStarted, .refused: true
        case .exited, .killed, .stopped, .retired: false
        }
    }

    /// What happened, to be read behind the program's name.
    var words: String {
        switch self {
        case .neverStarted(let reason): "cannot be started: \(reason)"
        case .exited(let code): "ended by itself with exit code \(code)"
        case .killed(let signal): "was ended by signal \(signal)"
        case .refused(let reason): reason
        case .stopped(let reason): "was ended because \(reason)"
        case .retired: "was told to end"
        }
    }
}
