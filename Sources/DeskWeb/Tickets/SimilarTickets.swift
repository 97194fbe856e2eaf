import DeskModel
import TicketStorage

/// Solved tickets that share words with a ticket.
struct SimilarTickets {
    private static let count = 5

    let hits: [SearchHit]

    /// The best of those that are solved.
    static func find(for thread: TicketThread, _ store: any TicketStore) async throws -> [SearchHit] {
        try await store.similar(to: thread.ticket.subject, beside: thread.ticket.id, limit: count)
    }

    func html(_ frame: PageFrame) -> HTML {
        guard !hits.isEmpty else { return "" }
        let words = frame.words
        var html: HTML = """
            <section class="card"><h2>\(words.say("Similar and solved", "相似的已解决工单"))</h2><ul class="others">
            """
        for hit in hits {
            let ticket = hit.ticket.ticket
            html.add(
                """
                <li><a href="/desk/tickets/\(ticket.number)">#\(ticket.number) \(SubjectText.shown(ticket.subject, words))</a> \
                <span class="quiet">\(hit.ticket.contactName)</span></li>
                """
            )
        }
        html.add("</ul></section>")
        return html
    }
}
