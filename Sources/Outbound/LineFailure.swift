/// Why a line could not be opened, or why it broke.
enum LineFailure: Error, Hashable {
    /// The server was not reached, or the line was lost.
    case unreachable(String)
    /// The line cannot be secured as asked.
    case untrusted(String)
    /// The sign-in was refused; the server's words.
    case credentials(String)
    /// The server broke the protocol or a bound.
    case broken(String)
    /// Time was up.
    case timedOut
    /// The operation was canceled.
    case canceled

    /// The failure in words, without secrets.
    var detail: String {
        switch self {
        case .unreachable(let detail), .untrusted(let detail), .credentials(let detail), .broken(let detail): detail
        case .timedOut: "no answer in time"
        case .canceled: "canceled"
        }
    }
}
