/// What a report says about mail that was sent before.
public struct MailReport: Sendable, Hashable {
    /// One recipient's fate.
    public struct Recipient: Sendable, Hashable {
        /// The address, without `rfc822;` and brackets; empty when the report hides it.
        public var address: String
        /// The enhanced status code (`5.1.1`, RFC 3463); nil when the report gives none.
        public var status: String?
        /// `failed`, `delayed`, `delivered`, `relayed`, `expanded`; for complaints the feedback type.
        public var action: String?
        /// Trying again is pointless; false when it is worth it or nothing is known.
        public var permanent: Bool
        /// What the remote server said, on one line and shortened; for agents.
        public var diagnostic: String?

        /// Creates a recipient's fate.
        public init(
            address: String,
            status: String? = nil,
            action: String? = nil,
            permanent: Bool = false,
            diagnostic: String? = nil
        ) {
            self.address = address
            self.status = status
            self.action = action
            self.permanent = permanent
            self.diagnostic = diagnostic
        }
    }

    /// The recipients that the report speaks of.
    public var recipients: [Recipient]
    /// The Message-ID of the mail it is about, without angle brackets.
    public var originalMessageID: String?
    /// The subject of the mail it is about.
    public var originalSubject: String?

    /// Creates a report.
    public init(recipients: [Recipient] = [], originalMessageID: String? = nil, originalSubject: String? = nil) {
        self.recipients = recipients
        self.originalMessageID = originalMessageID
        self.originalSubject = originalSubject
    }
}
