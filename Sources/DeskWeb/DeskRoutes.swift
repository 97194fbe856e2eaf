import Hummingbird

/// Every address of the web, with who may ask it. (`/channels/…` is answered before, by ``ChannelEndpoint``.)
enum DeskRoutes {
    /// The main origin.
    static let main: [Route] = [
        .get("/", .anyone) { _ in .seeOther("/desk/tickets") },
        .get("/healthz", .anyone, HealthPages.live),
        .get("/readyz", .anyone, HealthPages.ready),
        .get("/metrics", .anyone, MetricsPage.show),

        .get("/desk/assets/:name", .anyone, DeskAssets.show),
        .get("/desk/login", .visitor, SignIn.show),
        .post("/desk/login", .anyone, .form(maximum: 16 << 10), SignIn.submit),
        .post("/desk/logout", .reader, .form(maximum: 16 << 10), SignIn.out),
        .get("/desk/setup", .anyone, SetUp.show),
        .post("/desk/setup", .anyone, .form(maximum: 16 << 10), SetUp.submit),
        .post("/desk/language", .anyone, .form(maximum: 16 << 10), LanguageChoice.choose),

        .get("/desk", .reader) { _ in .seeOther("/desk/tickets") },
        .get("/desk/tickets", .reader, TicketList.show),
        .get("/desk/tickets/new", .agent, TicketOpening.show),
        .post("/desk/tickets", .agent, TicketOpening.submit),
        .get("/desk/tickets/:number", .reader, TicketShow.show),
        .post("/desk/tickets/:number/replies", .agent, .upload, ReplyCreate.submit),
        .post("/desk/tickets/:number/replies/:reply/cancel", .agent, ReplyCreate.cancel),
        .post("/desk/tickets/:number/notes", .agent, NoteCreate.submit),
        .post("/desk/tickets/:number/properties", .agent, PropertiesUpdate.submit),
        .post("/desk/tickets/:number/split", .agent, Regrouping.split),
        .post("/desk/tickets/:number/move", .agent, Regrouping.move),
        .get("/desk/tickets/:number/merge", .agent, TicketMerge.preview),
        .post("/desk/tickets/:number/merge", .agent, TicketMerge.submit),
        .post("/desk/tickets/:number/links", .agent, Regrouping.link),
        .post("/desk/tickets/:number/unlink", .agent, Regrouping.unlink),
        .post("/desk/tickets/:number/undo", .agent, Regrouping.undo),
        .post("/desk/tickets/:number/snooze", .agent, MarkUpdate.snooze),
        .post("/desk/tickets/:number/tags", .agent, MarkUpdate.tags),
        .post("/desk/tickets/:number/follow", .agent, MarkUpdate.follow),
        .post("/desk/tickets/:number/spam", .agent, MarkUpdate.spam),
        .post("/desk/tickets/:number/reminders", .agent, MarkUpdate.remind),
        .post("/desk/tickets/:number/reminders/:reminder/remove", .agent, MarkUpdate.forget),
        .post("/desk/tickets/:number/draft", .agent, DraftKeeping.submit),
        .get("/desk/tickets/:number/macros/:macro", .agent, MacroUse.show),
        .post("/desk/bulk", .agent, BulkPages.submit),
        .post("/desk/bulk/:id/undo", .agent, BulkPages.undo),
        .post("/desk/views", .agent, SavedViewPages.save),
        .post("/desk/views/:id/remove", .agent, SavedViewPages.remove),
        .get("/desk/team", .reader, TeamTodayPages.show),
        .post("/desk/team/hand-over", .agent, BulkPages.handOver),
        .get("/admin/macros", .admin, MacroPages.show),
        .post("/admin/macros", .admin, MacroPages.save),
        .post("/admin/macros/:id/remove", .admin, MacroPages.remove),
        .post("/desk/tickets/:number/presence", .reader, LivePages.presence),
        .get("/desk/events", .reader, LivePages.events),
        .get("/desk/search", .reader, Search.show),

        .post("/desk/tickets/:number/legs/:leg/sign-in-link", .agent, SignInLinkByLeg.submit),

        .get("/desk/contacts", .reader, ContactList.show),
        .get("/desk/contacts/:id", .reader, ContactShow.show),
        .get("/desk/contacts/:id/merge", .agent, ContactMerging.preview),
        .post("/desk/contacts/:id/merge", .agent, ContactMerging.submit),
        .post("/desk/merges/:id/undo", .agent, ContactMerging.undo),
        .post("/desk/identities/:id/shared", .agent, ContactMerging.markShared),
        .post("/desk/suggestions/:id/dismiss", .agent, ContactMerging.dismiss),

        .get("/desk/intake", .reader, IntakeList.show),
        .get("/desk/intake/:id", .reader, IntakeShow.show),
        .post("/desk/intake/:id/requeue", .agent, IntakeShow.requeue),
        .get("/desk/outbox", .reader, OutboxPages.show),
        .post("/desk/outbox/pause", .admin, OutboxPages.pause),
        .post("/desk/outbox/resume", .admin, OutboxPages.resume),
        .post("/desk/outbox/:id/retry", .agent, OutboxPages.retry),
        .post("/desk/outbox/:id/cancel", .agent, OutboxPages.cancel),
        .get("/desk/channels", .reader, ChannelPages.show),
        .post("/desk/channels/:id/resume", .admin, ChannelPages.resume),

        .get("/admin/users", .admin, UserPages.show),
        .post("/admin/users", .admin, UserPages.add),
        .post("/admin/users/:id/link", .admin, UserPages.renew),
        .post("/admin/users/:id/enabled", .admin, UserPages.setEnabled),

        .get("/help", .portal, PortalFront.show),
        .post("/help/language", .anyone, .form(maximum: 16 << 10), PortalLanguage.choose),
        .get("/help/sign-in", .portal, PortalSignIn.show),
        .post("/help/sign-in", .anyone, .form(maximum: 16 << 10), PortalSignIn.submit),
        .get("/help/link", .anyone, SignInLinkPage.show),
        .post("/help/link", .anyone, .form(maximum: 16 << 10), SignInLinkPage.submit),
        .get("/help/follow", .portal, RequestFollowing.show),
        .post("/help/follow", .anyone, .form(maximum: 16 << 10), RequestFollowing.submit),
        .post("/help/sign-out", .customer, .form(maximum: 16 << 10), PortalSignIn.out),
        .get("/help/requests", .customer, RequestList.show),
        .get("/help/requests/:number", .customer, RequestShow.show),
        .post("/help/requests/:number/messages", .customer, .upload, RequestMessage.submit),
        .post("/help/requests/:number/close", .customer, .form(maximum: 16 << 10), RequestState.close),
        .post("/help/requests/:number/reopen", .customer, .form(maximum: 16 << 10), RequestState.reopen),
    ]

    /// The content origin.
    ///
    /// It knows no cookies; every address is signed.
    static let content: [Route] = [
        .get("/mail/:signed", .anyone, MailContent.show),
        .get("/attachment/:signed", .anyone, AttachmentContent.show),
    ]
}
