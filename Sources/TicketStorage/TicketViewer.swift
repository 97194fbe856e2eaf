public import DeskModel

/// For whom the store works at the moment.
///
/// Whoever answers a request of an account that is limited to its teams says so once, around all of it; every query about
/// tickets then holds only what that account sees, and every change is refused on what it does not see. The condition is
/// part of each statement (the view `ticketSeen` in the schema), so that a page has as many lines as it should and a count
/// counts the same tickets. Outside of such a request nobody looks, and the desk itself sees everything.
public enum TicketViewer {
    /// The account that is limited to its teams; nil for everybody else and for the desk itself.
    @TaskLocal public static var current: AgentID?

    /// Whose limits hold for what an account does; nil when it has none.
    public static func of(_ agent: Agent) -> AgentID? {
        agent.isLimited && agent.role != .admin ? agent.id : nil
    }
}
