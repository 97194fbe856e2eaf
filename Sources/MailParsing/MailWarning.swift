/// Something about a mail that was cut, repaired or guessed; the mail is readable all the same.
public struct MailWarning: Sendable, Hashable, CustomStringConvertible {
    /// A short stable name, fit for storage and for a condition in a rule.
    public let code: String
    /// What happened, for an agent.
    public let description: String

    /// Creates a warning.
    ///
    /// - Parameters:
    ///   - code: a short stable name.
    ///   - description: what happened, for an agent; never text from the mail.
    public init(code: String, description: String) {
        self.code = code
        self.description = description
    }

    static let mailCut = MailWarning(
        code: "mail-cut",
        description: "The mail is over the size limit; its end is missing."
    )
    static let headerCut = MailWarning(
        code: "header-cut",
        description: "The header is over its limit; some of it is missing."
    )
    static let partsCut = MailWarning(
        code: "parts-cut",
        description: "The mail has too many or too deeply nested parts; some are missing."
    )
    static let addressesCut = MailWarning(
        code: "addresses-cut",
        description: "The mail names too many addresses; some are missing."
    )
    static let brokenStructure = MailWarning(
        code: "broken-structure",
        description: "The mail's parts could not be told apart; its source is shown as text."
    )
    static let strayHeaderLines = MailWarning(
        code: "stray-header-lines",
        description: "The header holds lines that are no header fields; they were left out."
    )
    static let charsetGuessed = MailWarning(
        code: "charset-guessed",
        description: "The text's character encoding is wrong or missing and was guessed."
    )
    static let dateUnreadable = MailWarning(code: "date-unreadable", description: "The mail's date could not be read.")
    static let fromMissing = MailWarning(
        code: "from-missing",
        description: "The mail's From field holds no address; the address for answers is shown instead."
    )
    static let severalFrom = MailWarning(
        code: "several-from",
        description: "The mail has more than one From field; the first is shown."
    )
    static let containerCut = MailWarning(
        code: "container-cut",
        description:
            "A file that Outlook packed other files into (winmail.dat) is damaged; some of them may be missing."
    )
    static let textShortened = MailWarning(
        code: "text-shortened",
        description: "The text is very long and was shortened."
    )
}
