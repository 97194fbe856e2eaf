public import ChannelKit
public import DeskModel

/// Reading what was done to the installation and its accounts.
public protocol AuditStore: Sendable {
    /// A page of entries, the newest first.
    func auditPage(_ query: AuditQuery) async throws -> Page<AuditEntry>

    /// The actions that entries name, by name.
    func auditActions() async throws -> [String]
}

/// Which entries of the audit log are wanted.
public struct AuditQuery: Sendable, Hashable {
    /// Whose; nil for everybody's.
    public var actor: Actor?
    /// Which action; nil for all.
    public var action: String?
    /// Not before; nil from the beginning.
    public var from: Timestamp?
    /// Before; nil until now.
    public var until: Timestamp?
    /// Where the page starts.
    public var after: PageCursor?
    /// How many, 1 to 200.
    public var limit: Int

    /// Creates a query.
    public init(
        actor: Actor? = nil,
        action: String? = nil,
        from: Timestamp? = nil,
        until: Timestamp? = nil,
        after: PageCursor? = nil,
        limit: Int = 50
    ) {
        self.actor = actor
        self.action = action
        self.from = from
        self.until = until
        self.after = after
        self.limit = limit
    }
}
