extension Evidence {
    /// What is not proven where somebody names an address as theirs.
    public enum Gap: String, Sendable, Hashable, CaseIterable {
        /// The sender, or the address they name.
        case oneSide = "one-side"
        /// The claim itself.
        case claim
    }

    /// Where a token stands.
    public enum TokenPlace: String, Sendable, Hashable, CaseIterable {
        /// Behind the plus of an address it was sent to.
        case recipient
        /// In the text.
        case body
    }

    /// How one message names another.
    public enum Reference: String, Sendable, Hashable, CaseIterable {
        /// As the one it answers.
        case answers
        /// Among those before it.
        case names
    }

    /// Why the id of a message does not admit a sender to its ticket.
    public enum ReferenceObjection: String, Sendable, Hashable, CaseIterable {
        /// They do not take part in it.
        case stranger
        /// Nothing proves the sender now, whose address was proven before.
        case unprovenNow = "unproven-now"
        /// The message is only mentioned there, and the sender is not proven.
        case onlyMentioned = "only-mentioned"
    }

    /// Why a conversation does not admit a sender to its ticket.
    public enum ConversationObjection: String, Sendable, Hashable, CaseIterable {
        /// They do not take part in it.
        case stranger
        /// Nothing proves the sender now, whose address was proven before.
        case unprovenNow = "unproven-now"
    }

    /// Why a person's open ticket does not take a message.
    public enum OpenTicketObjection: String, Sendable, Hashable, CaseIterable {
        /// Several people use the address.
        case sharedAddress = "shared-address"
        /// The sender is not proven.
        case unproven
    }

    /// Why a person's open ticket takes a message.
    public enum OpenTicketProof: String, Sendable, Hashable, CaseIterable {
        /// Both sides are proven.
        case bothSides = "both-sides"
        /// A call came from a number of theirs.
        case call
    }

    /// How alike two names are.
    public enum NameLikeness: String, Sendable, Hashable, CaseIterable {
        /// The same.
        case same
        /// A slip or a short form apart.
        case close
        /// Alike.
        case loose
        /// The only name that is known of one is part of the other's.
        case sameWord = "same-word"
        /// The only name that is known of one is like a part of the other's.
        case closeWord = "close-word"
        /// One part agrees, another differs.
        case partly
        /// Different.
        case different
    }

    /// How alike two values are.
    public enum Likeness: String, Sendable, Hashable, CaseIterable {
        /// The same.
        case same
        /// A slip or two apart.
        case typo
        /// Alike.
        case similar
        /// Different.
        case different
    }

    /// How much somebody's word counts.
    public enum Weight: String, Sendable, Hashable, CaseIterable {
        /// It proves.
        case proof
        /// It merely suggests.
        case hint
    }
}
