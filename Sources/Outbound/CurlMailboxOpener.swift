public import ChannelKit

/// Opens IMAP and POP3 lines, secured and signed in by libcurl; what is said on them is read by this module.
///
/// A password is sent over an unsecured line only to this machine. A refused sign-in keeps the server's words.
public struct CurlMailboxOpener: MailboxOpening, MaildropOpening {
    private let limits: MailboxLimits

    /// Creates an opener.
    public init(limits: MailboxLimits = MailboxLimits()) { self.limits = limits }

    /// Connects, secures the line and signs in, within a minute.
    public func open(_ server: MailServer) async throws(MailboxFailure) -> any MailboxLine {
        try await ImapSession.open(server, limits: limits)
    }

    /// Connects, secures the line and signs in, within a minute.
    public func openMaildrop(_ server: MailServer) async throws(MailboxFailure) -> any MaildropLine {
        try await PopSession.open(server, limits: limits)
    }
}
