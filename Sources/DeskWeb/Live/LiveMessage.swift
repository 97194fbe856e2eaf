import DeskModel
import NIOCore
import TicketStorage

/// What is written to open pages, as server-sent events (WHATWG HTML, section 9.2).
enum LiveMessage {
    /// How long a browser waits before it takes a broken line up again, and the beginning of every stream.
    static let greeting = ByteBuffer(string: "retry: 2000\nevent: hello\ndata: {}\n\n")
    /// Nothing, said so that nobody closes the line.
    static let heartbeat = ByteBuffer(string: ": \n\n")
    /// The session has ended; the browser shall not come back by itself.
    static let farewell = ByteBuffer(string: "event: end\ndata: {}\n\n")

    /// Look at everything again.
    static func everything(_ newest: RecordID<TicketEvent>?) -> ByteBuffer {
        ByteBuffer(string: "\(id(newest))event: everything\ndata: {}\n\n")
    }

    /// Tickets that changed.
    static func tickets(_ headings: [TicketHeading], _ news: LiveNews) -> ByteBuffer {
        var text = ""
        for heading in headings {
            guard let change = news.changes[heading.id] else { continue }
            let assignee = heading.assignee.map { JSONText.quote($0.description) } ?? "null"
            text +=
                "event: ticket\ndata: {\"number\":\(heading.number),\"version\":\(heading.version),"
                + "\"subject\":\(JSONText.quote(String(heading.subject.prefix(120)))),\"assignee\":\(assignee),"
                + "\"kinds\":\(list(change.kinds)),\"actors\":\(list(change.actors)),"
                + "\"agents\":\(list(change.agents.map(\.description)))}\n\n"
        }
        // The id goes with the last event: whoever lost the line in the middle hears all of it again.
        guard let last = text.range(ofLast: "event: ticket") else { return ByteBuffer(string: text) }
        return ByteBuffer(string: text[..<last] + id(news.newest) + text[last...])
    }

    /// Who else is at a ticket, and what its customer does.
    static func presence(_ room: Presence.Room, _ customer: CustomerSigns?) -> ByteBuffer {
        ByteBuffer(string: "event: presence\ndata: \(Presence.json(room, customer))\n\n")
    }

    /// A notice of the agent whose page it is.
    static func notice(_ kind: NoticeKind, _ ticket: TicketHeading) -> ByteBuffer {
        ByteBuffer(
            string: "event: notice\ndata: {\"kind\":\(JSONText.quote(kind.rawValue)),\"number\":\(ticket.number),"
                + "\"subject\":\(JSONText.quote(String(ticket.subject.prefix(120))))}\n\n"
        )
    }

    private static func id(_ newest: RecordID<TicketEvent>?) -> String { newest.map { "id: \($0)\n" } ?? "" }

    private static func list(_ words: some Collection<String>) -> String {
        "[\(words.sorted().map(JSONText.quote).joined(separator: ","))]"
    }
}

extension String {
    /// Where a text begins for the last time.
    fileprivate func range(ofLast text: String) -> Index? {
        var found: Index?
        var start = startIndex
        while let next = self[start...].firstRange(of: text) {
            found = next.lowerBound
            start = next.upperBound
        }
        return found
    }
}
