/// Everything the desk keeps, as use cases: no database type crosses it, every method that writes is one transaction (or
/// shares a group commit with others) and is durable when it returns.
///
/// One engine exists, over SQLite; `TicketStoreConformance` in the tests says what another engine must do as well.
public protocol TicketStore: IntakeStore, RoutingStore, DeskStore, ContactStore, OutboxStore, AccountStore, PortalStore,
    ConversationStore, SearchStore, MaintenanceStore, TaskStore, BatchStore, KnowledgeStore, BrandingStore, TeamStore,
    OrganizationStore, AuditStore, ServiceLevelStore, LiveStore, WorkspaceStore, NoticeStore, APIStore, WebhookStore,
    TicketDesignStore, SecondStepStore, ErasureStore, ContactImportStore, SenderBlockStore,
    Sendable
{}
