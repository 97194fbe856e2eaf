import ChannelKit

/// Why a program does not run, or runs no more.
enum ProgramEnd: Error, Sendable, Hashable {
    /// It could not be started at all.
    case neverStarted(reason: Wording)
    /// It ended with that code.
    case exited(code: Int32)
    /// A signal ended it.
    case killed(signal: Int32)
    /// It says that it cannot go on until somebody acts.
    case refused(reason: Wording)
    /// It was ended here, for what it did or did not do.
    case stopped(reason: Wording)
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
    var words: Wording {
        switch self {
        case .neverStarted(let reason): Wording("cannot be started: \(reason.english)", "无法启动：\(reason.chinese)")
        case .exited(let code): Wording("ended by itself with exit code \(code)", "自行退出，退出码为 \(code)")
        case .killed(let signal): Wording("was ended by signal \(signal)", "被信号 \(signal) 终止")
        case .refused(let reason): reason
        case .stopped(let reason): Wording("was ended because \(reason.english)", "已被终止，原因是\(reason.chinese)")
        case .retired: Wording("was told to end", "已按要求退出")
        }
    }
}
