import DeskModel
import HTTPTypes

extension APIRoutes {
    /// What the token's agent is told.
    static let notices: [APIRoute] = [
        APIRoute(
            method: .get,
            path: "/notices",
            access: .scope(.readTickets),
            operation: "listNotices",
            summary: "What the token's agent was told, newest first; a service is told nothing.",
            parameters: APIParameter.paging,
            answer: .object(.ok, APISchema.page(of: NoticeCalls.schema), "A page of notices."),
            respond: NoticeCalls.list
        ),
        APIRoute(
            method: .post,
            path: "/notices/read",
            access: .scope(.writeTickets),
            operation: "readNotices",
            summary: "Marks all notices of the token's agent as read.",
            answer: .nothing("They are read."),
            respond: NoticeCalls.readAll
        ),
        APIRoute(
            method: .post,
            path: "/notices/{id}/read",
            access: .scope(.writeTickets),
            operation: "readNotice",
            summary: "Marks a notice of the token's agent as read.",
            parameters: [.id("notice")],
            answer: .nothing("It is read."),
            respond: NoticeCalls.read
        ),
    ]

    /// What agents are helped by.
    static let design: [APIRoute] = [
        APIRoute(
            method: .get,
            path: "/macros",
            access: .scope(.readDesk),
            operation: "listMacros",
            summary: "Words and changes that agents use often, by name.",
            answer: .object(.ok, APISchema.list(of: MacroCalls.schema), "The macros."),
            respond: MacroCalls.list
        ),
        APIRoute(
            method: .post,
            path: "/macros",
            access: .scope(.admin),
            operation: "addMacro",
            summary: "Adds a macro.",
            body: .object(MacroCalls.new),
            answer: .object(.created, MacroCalls.schema, "The macro."),
            respond: MacroCalls.add
        ),
        APIRoute(
            method: .get,
            path: "/macros/{id}",
            access: .scope(.readDesk),
            operation: "getMacro",
            summary: "One macro.",
            parameters: [.id("macro")],
            answer: .object(.ok, MacroCalls.schema, "The macro."),
            respond: MacroCalls.get
        ),
        APIRoute(
            method: .patch,
            path: "/macros/{id}",
            access: .scope(.admin),
            operation: "changeMacro",
            summary: "Changes a macro; what is left out stays.",
            parameters: [.id("macro")],
            body: .object(MacroCalls.change),
            answer: .object(.ok, MacroCalls.schema, "The macro as it is now."),
            respond: MacroCalls.update
        ),
        APIRoute(
            method: .delete,
            path: "/macros/{id}",
            access: .scope(.admin),
            operation: "removeMacro",
            summary: "Removes a macro.",
            parameters: [.id("macro")],
            answer: .nothing("It is gone."),
            respond: MacroCalls.remove
        ),
        APIRoute(
            method: .get,
            path: "/blocked-senders",
            access: .scope(.readDesk),
            operation: "listBlockedSenders",
            summary: "Addresses and domains whose messages are put aside, the newest thousand first.",
            answer: .object(.ok, APISchema.list(of: BlockedSenderCalls.schema), "The blocks."),
            respond: BlockedSenderCalls.list
        ),
        APIRoute(
            method: .post,
            path: "/blocked-senders",
            access: .scope(.admin),
            operation: "blockSender",
            summary: "Blocks an address or a domain.",
            body: .object(BlockedSenderCalls.new),
            answer: .object(.created, BlockedSenderCalls.schema, "The block."),
            respond: BlockedSenderCalls.add
        ),
        APIRoute(
            method: .delete,
            path: "/blocked-senders/{id}",
            access: .scope(.admin),
            operation: "releaseSender",
            summary: "Releases a sender: what they send from now on is ordinary again.",
            parameters: [.id("block")],
            answer: .nothing("It is gone."),
            respond: BlockedSenderCalls.release
        ),
        APIRoute(
            method: .get,
            path: "/tasks",
            access: .scope(.readTickets),
            operation: "listTasks",
            summary: "Open tasks, the earliest due first, those without a time behind them.",
            parameters: APIParameter.paging,
            answer: .object(.ok, APISchema.page(of: TaskCalls.schema), "A page of tasks."),
            respond: TaskCalls.open
        ),
        APIRoute(
            method: .get,
            path: "/tickets/{number}/tasks",
            access: .scope(.readTickets),
            operation: "listTicketTasks",
            summary: "A ticket's tasks, open ones first.",
            parameters: [.number],
            answer: .object(.ok, APISchema.list(of: TaskCalls.schema), "The tasks."),
            respond: TaskCalls.ofTicket
        ),
    ]
}
