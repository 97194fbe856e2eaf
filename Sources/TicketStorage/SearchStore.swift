public import DeskModel

/// Full-text search over messages, subjects and people.
public protocol SearchStore: Sendable {
    /// Tickets whose words match, best first; also finds a number. What was committed a moment ago is found too.
    func search(_ words: String, after: PageCursor?, limit: Int) async throws -> Page<SearchHit>

    /// Solved tickets that share words with a text, those that share most and rarest first.
    func similar(to words: String, beside ticket: TicketID, limit: Int) async throws -> [SearchHit]

    /// Indexes what commits left to be indexed; returns how many were done.
    func indexPending(limit: Int) async throws -> Int
}

/// One ticket found.
public struct SearchHit: Sendable, Hashable, Codable {
    /// The ticket.
    public var ticket: TicketSummary
    /// A piece of the text around the match, plain, at most 200 characters.
    public var excerpt: String

    /// Creates a hit.
    public init(ticket: TicketSummary, excerpt: String) {
        self.ticket = ticket
        self.excerpt = excerpt
    }
}

/// A page of a list.
public struct Page<Item: Sendable>: Sendable {
    /// The items.
    public var items: [Item]
    /// Where the next page starts; nil when this is the last.
    public var next: PageCursor?

    /// Creates a page.
    public init(items: [Item], next: PageCursor?) {
        self.items = items
        self.next = next
    }
}

/// A place in a list, opaque to everybody but the store.
public struct PageCursor: RawRepresentable, Sendable, Hashable, Codable {
    /// The text that travels in an address.
    public let rawValue: String

    /// Wraps text; one that is no place starts at the beginning.
    public init(rawValue: String) { self.rawValue = rawValue }
}
