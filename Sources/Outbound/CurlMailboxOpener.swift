public import ChannelKit

/// Opens IMAP lines, secured and signed in by libcurl; what is said on them is read by this module.
///
/// A password is sent over an unsecured line only to this machine. A refused sign-in keeps the server's words.
public struct CurlMailboxOpener: MailboxOpening {
    private let limits: MailboxLimits

    /// Creates an opener.
    public init(limits: MailboxLimits = MailboxLimits()) { self.limits = limits }

    /// Connects, secures the line and signs in, within a minute.
    public func open(_ server: MailServer) async throws(MailboxFailure) -> any MailboxLine {
        try await ImapSession.open(server, limits: limits)
    }
}
