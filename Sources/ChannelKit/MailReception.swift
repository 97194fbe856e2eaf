/// Serves LMTP (RFC 2033), so that a mail server nearby delivers straight into a channel.
///
/// The host implements it; an adapter says where, and answers for each mail.
public protocol MailReception: Sendable {
    /// Takes mail at a place until the task is canceled.
    ///
    /// - Parameters:
    ///   - place: where to listen, and to whom.
    ///   - largestMail: the most octets of a mail that is taken; a larger one is refused for good.
    ///   - receiver: judges recipients and takes mails.
    ///   - onReady: called once the place is listened at.
    /// - Throws: ``ReceptionFailure`` when the place cannot be listened at.
    func serve(
        at place: ReceptionPlace,
        largestMail: Int,
        receiver: any MailReceiver,
        onReady: @escaping @Sendable () -> Void
    ) async throws(ReceptionFailure)
}

/// Where mail is taken.
public enum ReceptionPlace: Sendable, Hashable {
    /// A TCP address; only the clients named may speak, each an IP address as text. None named is only this machine.
    case address(host: String, port: Int, clients: [String])
    /// A Unix socket; the rights of its folder say who may speak.
    case socket(path: String)
}

/// Judges what a mail server brings.
public protocol MailReceiver: Sendable {
    /// Whether an address is one of the channel's.
    func accepts(recipient: String) -> Bool

    /// Takes a mail for all of its recipients; `taken` only once it is journaled.
    func take(_ mail: ReceivedMail) async -> ReceptionAnswer
}

/// A mail as LMTP brings it.
public struct ReceivedMail: Sendable, Hashable {
    /// The envelope sender; empty is the null sender.
    public var sender: String
    /// The envelope recipients that were accepted, each once.
    public var recipients: [String]
    /// The octets, as they were before dots were doubled.
    public var octets: [UInt8]

    /// Creates a mail.
    public init(sender: String, recipients: [String], octets: [UInt8]) {
        self.sender = sender
        self.recipients = recipients
        self.octets = octets
    }
}

/// What became of a mail.
public enum ReceptionAnswer: Sendable, Hashable {
    /// It is journaled.
    case taken
    /// It is not, and may be brought again; the words are for the mail server's log.
    case later(String)
    /// It never will be.
    case refused(String)
}

/// A place cannot be listened at.
public struct ReceptionFailure: Error, Sendable, Hashable {
    /// Why, for the operator.
    public var detail: String

    /// Creates the error.
    public init(_ detail: String) { self.detail = detail }
}

/// The reception of channels that take no mail from servers nearby.
public struct ClosedReception: MailReception {
    /// Creates it.
    public init() {}

    /// Refuses.
    public func serve(
        at place: ReceptionPlace,
        largestMail: Int,
        receiver: any MailReceiver,
        onReady: @escaping @Sendable () -> Void
    ) async throws(ReceptionFailure) {
        throw ReceptionFailure("this host takes no mail by LMTP")
    }
}
