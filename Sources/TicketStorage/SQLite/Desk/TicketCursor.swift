import ChannelKit
import DeskModel

/// A place in a list of tickets ordered by last change: behind the ticket that changed then.
struct TicketCursor {
    let updatedAt: Int64
    let id: Int64

    /// Before every ticket.
    static let start = TicketCursor(updatedAt: .max, id: .max)

    init(updatedAt: Int64, id: Int64) {
        self.updatedAt = updatedAt
        self.id = id
    }

    /// Reads a cursor; text that is none is the start.
    init(_ cursor: PageCursor?) {
        let parts = (cursor?.rawValue ?? "").split(separator: "-", omittingEmptySubsequences: false)
        if parts.count == 2, let updatedAt = Int64(parts[0]), let id = Int64(parts[1]) {
            self.init(updatedAt: updatedAt, id: id)
        } else {
            self = .start
        }
    }

    /// The cursor as text.
    var text: PageCursor { PageCursor(rawValue: "\(updatedAt)-\(id)") }
}
