/// Opens secured and signed-in lines to maildrops (POP3).
///
/// The host implements it.
public protocol MaildropOpening: Sendable {
    /// Connects, secures the line and signs in.
    ///
    /// - Throws: ``MailboxFailure``.
    func openMaildrop(_ server: MailServer) async throws(MailboxFailure) -> any MaildropLine
}

/// A signed-in POP3 line (RFC 1939).
///
/// One command at a time.
public protocol MaildropLine: Sendable {
    /// Sends a command and reads its one line of an answer.
    ///
    /// - Returns: the words behind `+OK`.
    /// - Throws: ``MailboxFailure``; `refused` for `-ERR`.
    func command(_ text: String) async throws(MailboxFailure) -> String

    /// Sends a command whose answer goes on to a line with a single dot.
    ///
    /// - Parameters:
    ///   - text: the command.
    ///   - limit: the most octets that are kept; what is beyond is read and dropped.
    /// - Returns: the answer's octets without the first line, dots undone.
    /// - Throws: ``MailboxFailure``; `refused` for `-ERR`.
    func content(of text: String, keeping limit: Int) async throws(MailboxFailure) -> [UInt8]

    /// Closes the line without a good-bye: nothing marked for deletion is deleted.
    func close() async
}

/// The maildrops of hosts that open none.
public struct ClosedMaildrops: MaildropOpening {
    /// Creates them.
    public init() {}

    /// Refuses.
    public func openMaildrop(_ server: MailServer) async throws(MailboxFailure) -> any MaildropLine {
        throw .unreachable(detail: "this host opens no maildrop")
    }
}
