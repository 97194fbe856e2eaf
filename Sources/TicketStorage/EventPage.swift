public import DeskModel

/// Some events, and how far was looked for them.
public struct EventPage: Sendable, Hashable {
    /// The events, oldest first.
    public var events: [NumberedEvent]
    /// The place to ask behind for what comes next; nil before anything has happened.
    ///
    /// It lies behind events that the viewer may not see, so that nobody looks through them again. A ticket that the viewer
    /// sees only later does not bring back what happened to it before this place.
    public var end: RecordID<TicketEvent>?

    /// Creates a page.
    public init(events: [NumberedEvent], end: RecordID<TicketEvent>?) {
        self.events = events
        self.end = end
    }
}
