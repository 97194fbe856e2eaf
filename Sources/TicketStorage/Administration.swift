public import DeskModel

/// What a program may change about how the desk is set up; each change is made together with its entry in the audit log.
public enum Administration: Sendable {
    /// Adds or changes an organization.
    case saveOrganization(Organization)
    /// Removes an organization; its people stay.
    case removeOrganization(OrganizationID)
    /// Adds or changes a category of articles.
    case saveCategory(KnowledgeCategory)
    /// Removes a category; its articles stay, in none.
    case removeCategory(KnowledgeCategoryID)
    /// Begins an article, or adds a revision to one.
    case saveArticle(ArticleDraft)
    /// Shows readers a revision.
    case publishArticle(ArticleID, revision: Int)
    /// Takes an article from readers.
    case withdrawArticle(ArticleID)
    /// Keeps a picture of an article.
    case addPicture(ArticlePicture, BlobBytes)
    /// Adds or changes a saved view.
    case saveView(SavedView)
    /// Removes a saved view.
    case removeView(SavedViewID)
    /// Adds an account that nobody can sign in to before it gets a set-up link.
    case addAgent(Agent)
    /// Says what an account may do; the last admin who may sign in stays one.
    case changeAgent(AgentID, AgentStanding)
    /// Adds or changes a team with its members.
    case saveTeam(Team, members: [AgentID])
    /// Adds or changes business hours.
    case saveHours(BusinessHours)
    /// Removes business hours that no policy uses.
    case removeHours(BusinessHoursID)
    /// Adds or changes a service-level policy.
    case savePolicy(SLAPolicy)
    /// Removes a service-level policy.
    case removePolicy(SLAPolicyID)
    /// Adds or changes a field; key and kind of one that exists stay as they are.
    case saveField(TicketField)
    /// Adds or changes a ticket type of the admins' own.
    case saveType(CustomTicketType)
    /// Adds or changes a request form.
    case saveForm(RequestForm)
    /// Removes a request form; what was sent by it stays.
    case removeForm(RequestFormID)
    /// Takes a tag out of use, or back into it.
    case setTag(String, isRetired: Bool)
    /// Adds or replaces a macro.
    case saveMacro(Macro)
    /// Removes a macro.
    case removeMacro(MacroID)
    /// Sets how the desk tells.
    case saveNoticeSettings(NoticeSettings)
    /// Adds or replaces a room that is told.
    case saveRoom(NoticeRoom)
    /// Removes a room and what waits for it.
    case removeRoom(NoticeRoomID)
    /// Puts a branding in force; the bytes of its logo come along when they are new.
    case saveBranding(Branding, logo: BlobBytes?)
    /// Changes what lets programs in, or what they are told.
    case programs(ProgramChange)
}

/// A change of what lets programs in, or of what they are told.
public enum ProgramChange: Sendable {
    /// Adds an endpoint that is told of what happens from now on.
    case addWebhook(WebhookEndpoint)
    /// Changes an endpoint, in this order.
    case changeWebhook(WebhookEndpointID, [WebhookEndpointChange])
    /// Puts a trial into an endpoint's queue.
    case tryWebhook(WebhookEndpointID)
    /// Puts a delivery to an endpoint into its queue again.
    case resendWebhook(WebhookDeliveryID)
    /// Keeps a token under its digest, unless the token that made it was revoked.
    case addToken(APIToken, digest: String)
    /// Ends a token, and all that were made with it.
    case revokeToken(APITokenID)
}

/// How far the audit log has come: while it stays there, nothing that admins set up was changed.
public struct SetUpMark: Sendable, Hashable {
    /// The newest entry; nil when there is none.
    public var newest: RecordID<AuditEntry>?

    /// Creates a mark.
    public init(newest: RecordID<AuditEntry>?) { self.newest = newest }
}

/// What an account may do.
public struct AgentStanding: Sendable, Hashable {
    /// Its role.
    public var role: AgentRole
    /// Whether it sees the tickets of its teams only; an admin is never limited.
    public var isLimited: Bool
    /// Whether it may sign in.
    public var isEnabled: Bool

    /// Creates a standing.
    public init(role: AgentRole, isLimited: Bool, isEnabled: Bool) {
        self.role = role
        self.isLimited = isLimited && role != .admin
        self.isEnabled = isEnabled
    }

    /// The standing that an account has.
    public init(_ agent: Agent) {
        self.init(role: agent.role, isLimited: agent.isLimited, isEnabled: agent.isEnabled)
    }
}
