public import ChannelKit

/// One thing that a decision saw, or one reason for a suggestion or a merge.
///
/// Nothing here is a sentence: ``said`` puts each kind into words of both languages.
public enum Evidence: Sendable, Hashable {
    /// Words that stand as they are: a reason that somebody gave, or a sentence from before there were kinds.
    case words(String)
    /// Words of an adapter's own in both languages.
    case wording(Wording)

    // MARK: Whose it is

    /// The sender gives no address.
    case noAddress
    /// The address is new.
    case newAddress
    /// The address is known.
    case knownAddress(String)
    /// Several people use the address.
    case sharedAddress
    /// It is proven by a method, such as `dmarc`, that the sender holds the address.
    case provenAddress(method: String)
    /// A further address is proven to be the sender's.
    case adoptedAddress(String, assertedBy: String)
    /// Two addresses are proven to be one person's.
    case onePerson(String, String, assertedBy: String)
    /// The sender of one address names another as theirs, which is not proven.
    case claimedAddress(sender: String, claimed: String, Gap)

    // MARK: Which ticket it belongs to; a ticket's number is nil where the words stand at the ticket itself

    /// A token is not one of the desk's.
    case strangeToken(TokenPlace)
    /// A signed token of a ticket.
    case signedToken(ticket: Int, TokenPlace)
    /// It names a message of a ticket.
    case reference(Reference, KnownMessageID.Origin, ticket: Int)
    /// It names a message of a ticket, which does not admit the sender.
    case doubtfulReference(Reference, ticket: Int?, ReferenceObjection)
    /// It belongs to the conversation of a ticket.
    case conversation(ticket: Int)
    /// It names the conversation of a ticket, which does not admit the sender.
    case doubtfulConversation(ticket: Int?, ConversationObjection)
    /// The subject names a ticket, and the sender is a proven participant.
    case subject(ticket: Int)
    /// The subject names a ticket, and the sender is no proven participant.
    case doubtfulSubject(ticket: Int)
    /// The person has several open tickets.
    case severalOpenTickets
    /// The person has one open ticket, and it is theirs.
    case onlyOpenTicket(Int, OpenTicketProof)
    /// The person has one open ticket, but it may not be theirs.
    case doubtfulOpenTicket(Int?, OpenTicketObjection)
    /// The person's open ticket was last written in too long ago.
    case quietOpenTicket(Int?)
    /// The ticket takes no more messages.
    case finishedTicket(Int, TicketStatus)
    /// It belongs to no ticket.
    case noTicket

    // MARK: What becomes of a changed message

    /// The change names the message by its provider's id.
    case namesMessage(String)
    /// The change does not say which message it changes.
    case namesNoMessage
    /// No message of the channel has the provider's id.
    case unknownMessage(String)
    /// The change came before its message.
    case earlyChange
    /// The message was taken back before.
    case takenBackBefore
    /// Somebody did not send the message that they change.
    case strangersChange(String)
    /// The provider does not hand the new words over.
    case unknownWords
    /// The words are those in force.
    case sameWords
    /// The words in force are newer.
    case olderWords
    /// The sender changed the message.
    case changed
    /// The sender took the message back.
    case takenBack
    /// Somebody else took the message back.
    case removed(by: String)

    // MARK: Who wrote it, and how it came

    /// The channel knows the sender as a colleague.
    case colleague
    /// The sender's address is an agent's.
    case agentsAddress
    /// It is shown as a colleague's.
    case colleaguesWords
    /// An agent forwarded a message whose author the forward names.
    case forwarded(author: String)
    /// It carried the signed address of an agent's notice.
    case noticeAddress
    /// It is no message at all.
    case noWords(EnvelopeKind)
    /// No person wrote it, and it belongs to no ticket.
    case machinesWords(AutomaticOrigin)
    /// No person wrote it, and it is shown in a ticket.
    case machinesWordsShown(AutomaticOrigin)
    /// The same message came by another channel.
    case copy(channel: ChannelID, ticket: Int)
    /// A call back to an address waits in the ticket already.
    case callBackWaits(String)

    // MARK: Why it was put aside

    /// Mailing-list or bulk mail that belongs to no ticket.
    case bulkMail
    /// A colleague wrote it, and it belongs to no ticket.
    case colleaguesMail
    /// It says to be from an agent's address, which nothing proves.
    case unprovenAgent
    /// The sender's address is blocked.
    case blockedAddress(String)
    /// The sender's domain is blocked.
    case blockedDomain(String)

    // MARK: Whether two people are one

    /// How alike their names are.
    case names(NameLikeness)
    /// How alike their mail addresses are.
    case mailAddresses(Likeness)
    /// How alike their telephone numbers are.
    case phoneNumbers(Likeness)
    /// How alike two fields are, by the name the desk gave them.
    case fields(String, Likeness)
    /// Both are like a number of other contacts.
    case alikeToOthers(Int)
    /// They are one person already.
    case onePersonAlready
    /// Both have a name.
    case sameName(String)
    /// An address is marked as used by several people.
    case markedShared(String)
    /// Addresses that are not proven.
    case unprovenAddresses([String])
    /// Somebody says that an address belongs to both.
    case commonAddress(String, assertedBy: String, Weight)
    /// How many tickets the one and the other has.
    case ticketCounts(Int, Int)
    /// An agent merged them and gave no reason.
    case agentsWord
    /// The operator merged them.
    case operatorsWord
    /// A program merged them and gave no reason.
    case programsWord(String)
}
