/// Something about a mail that was cut, repaired or guessed; the mail is readable all the same.
///
/// Each is named in a way fit for storage and for a condition in a rule.
public enum MailWarning: String, Sendable, Hashable, CaseIterable {
    /// The mail is over the size limit; its end is missing.
    case mailCut = "mail-cut"
    /// The header is over its limit; some of it is missing.
    case headerCut = "header-cut"
    /// The mail has too many or too deeply nested parts; some are missing.
    case partsCut = "parts-cut"
    /// The mail names too many addresses; some are missing.
    case addressesCut = "addresses-cut"
    /// The mail's parts could not be told apart; its source is its text.
    case brokenStructure = "broken-structure"
    /// The header holds lines that are no header fields; they were left out.
    case strayHeaderLines = "stray-header-lines"
    /// The text's character encoding is wrong or missing and was guessed.
    case charsetGuessed = "charset-guessed"
    /// The mail's date could not be read.
    case dateUnreadable = "date-unreadable"
    /// The From field holds no address; the address for answers stands for it.
    case fromMissing = "from-missing"
    /// The mail has more than one From field; the first counts.
    case severalFrom = "several-from"
    /// A file that Outlook packed other files into (winmail.dat) is damaged; some of them may be missing.
    case containerCut = "container-cut"
    /// The text is very long and was shortened.
    case textShortened = "text-shortened"
}
