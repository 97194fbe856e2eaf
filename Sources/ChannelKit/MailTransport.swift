/// Submits mail to a server.
///
/// The host implements it; an adapter describes what to send where.
public protocol MailSubmitting: Sendable {
    /// Makes one attempt at handing a mail to a server.
    ///
    /// - Returns: the server's answer to the mail's octets, such as `250 2.0.0 Ok: queued as 4F2`.
    /// - Throws: ``MailRefusal``.
    func submit(_ mail: MailSubmission, to server: MailServer, timeLimit: Duration) async throws(MailRefusal) -> String
}

/// A mail as SMTP sees it.
public struct MailSubmission: Sendable, Hashable {
    /// The envelope sender; empty is the null sender.
    public var sender: String
    /// The envelope recipients.
    public var recipients: [String]
    /// The octets with CRLF line ends.
    public var octets: [UInt8]

    /// Creates a submission.
    public init(sender: String, recipients: [String], octets: [UInt8]) {
        self.sender = sender
        self.recipients = recipients
        self.octets = octets
    }
}

/// A server and how to speak to it.
public struct MailServer: Sendable, Hashable {
    /// How the line is secured.
    public enum Security: String, Sendable, Hashable, CaseIterable {
        /// TLS from the first byte.
        case tls
        /// TLS after STARTTLS; without it nothing is said.
        case starttls
        /// Not at all; for a server on the same machine.
        case none
    }

    /// The host name or address.
    public var host: String
    /// The port.
    public var port: Int
    /// How the line is secured.
    public var security: Security
    /// Who signs in; nil signs in not at all.
    public var user: String?
    /// The password.
    public var password: Secret?
    /// A token to sign in with instead of a password (XOAUTH2, or OAUTHBEARER, RFC 7628).
    public var accessToken: Secret?
    /// A PEM file of authorities to trust instead of the system's.
    public var authorityFile: String?

    /// Creates a server.
    public init(
        host: String,
        port: Int,
        security: Security,
        user: String? = nil,
        password: Secret? = nil,
        accessToken: Secret? = nil,
        authorityFile: String? = nil
    ) {
        self.host = host
        self.port = port
        self.security = security
        self.user = user
        self.password = password
        self.accessToken = accessToken
        self.authorityFile = authorityFile
    }
}

/// Why a server did not, or not certainly, take a mail.
public enum MailRefusal: Error, Sendable, Hashable {
    /// The server answered with an error; the code is the SMTP reply code, the text its words.
    case answered(code: Int, text: String)
    /// The account was refused.
    case credentials(text: String)
    /// The server was not reached or the line broke before the mail's last octet went out.
    case unreachable(detail: String)
    /// The line cannot be secured as asked: no STARTTLS, or a certificate that is not to be trusted.
    case untrusted(detail: String)
    /// The mail went out whole and the answer was not read.
    case unanswered(detail: String)
    /// The envelope holds an address that must not be sent: CR, LF, angle brackets, blanks, controls, or octets beyond
    /// ASCII (SMTPUTF8 is not spoken; a domain must be punycode). No recipient at all is an empty address.
    case unusableAddress(String)
    /// The octets cannot be sent as they are, such as a CR or LF that is not part of a CRLF.
    case unusableMail(detail: String)
}

/// Opens secured and signed-in lines to mailboxes.
///
/// The host implements it.
public protocol MailboxOpening: Sendable {
    /// Connects, secures the line and signs in.
    ///
    /// - Throws: ``MailboxFailure``.
    func open(_ server: MailServer) async throws(MailboxFailure) -> any MailboxLine
}

/// A signed-in IMAP line (RFC 9051, RFC 3501).
///
/// One command at a time.
public protocol MailboxLine: Sendable {
    /// Sends a command (without tag or line end) and reads its untagged responses up to the tagged answer.
    ///
    /// - Throws: ``MailboxFailure``; `refused` for NO and BAD.
    func command(_ text: String) async throws(MailboxFailure) -> [MailboxResponse]

    /// Sends a command and hands over each untagged response as it is read, so that a long answer needs little memory.
    func command(_ text: String, each: @escaping @Sendable (MailboxResponse) -> Void) async throws(MailboxFailure)

    /// Waits with IDLE (RFC 2177) until the server tells of a change or `limit` has passed, then ends the IDLE.
    ///
    /// - Returns: whether the server told of a change.
    func idle(limit: Duration) async throws(MailboxFailure) -> Bool

    /// Signs out and closes the line.
    func close() async
}

/// One untagged response: its line, with literals taken out in order and `{n}` left in their place.
public struct MailboxResponse: Sendable, Hashable {
    /// The text without the leading `* ` and line ends; each literal is represented by its `{n}`.
    public var line: String
    /// The literals in order.
    public var literals: [[UInt8]]

    /// Creates a response.
    public init(line: String, literals: [[UInt8]] = []) {
        self.line = line
        self.literals = literals
    }
}

/// Why a mailbox line does not work.
public enum MailboxFailure: Error, Sendable, Hashable {
    /// The server was not reached, the line broke, or the task was canceled.
    case unreachable(detail: String)
    /// The line cannot be secured as asked: no STARTTLS, or a certificate that is not to be trusted.
    case untrusted(detail: String)
    /// The sign-in was refused; the text is the server's.
    case credentials(text: String)
    /// The server said NO or BAD; the text is the server's.
    case refused(text: String)
    /// The server broke the protocol or a bound.
    case protocolBroken(detail: String)
}
