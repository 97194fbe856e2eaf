import DeskModel
import HTTPTypes
import TicketStorage

/// Every call of the API: the router, the document, the documentation and the authorization matrix are made from this list.
enum APIRoutes {
    /// All calls.
    static let all: [APIRoute] = [
        about, tickets, regrouping, files, contacts, organizations, contactLists, privacy, views, knowledge, articles,
        design, serviceLevels, forms, notices, presentation, channels, running, programs, staff,
    ].flatMap(\.self)

    private static let about: [APIRoute] = [
        APIRoute(
            method: .get,
            path: "/openapi.json",
            access: .anyone,
            operation: "getDocument",
            summary: "This document.",
            answer: .text(type: "application/json", "The OpenAPI document."),
            respond: APIDocumentPages.document
        ),
        APIRoute(
            method: .get,
            path: "/docs",
            access: .anyone,
            operation: "getDocumentation",
            summary: "The documentation, for people.",
            answer: .text(type: "text/html", "A page."),
            respond: APIDocumentPages.show
        ),
        APIRoute(
            method: .get,
            path: "/me",
            access: .token,
            operation: "getTokenHolder",
            summary: "What the token is and who it acts for.",
            answer: .object(.ok, DeskResources.tokenHolder, "The token's holder."),
            respond: RunningCalls.me
        ),
        APIRoute(
            method: .get,
            path: "/events",
            access: .scope(.readTickets),
            operation: "listEvents",
            summary: "What happened, oldest first; with “Accept: text/event-stream” a stream of what happens.",
            parameters: [
                .query("after", .id, "The event behind which to begin; from the first one when it is left out."),
                .query("limit", .integer(1...200), "How many events a page has at the most; 50 unless said otherwise."),
            ],
            answer: .events(EventCalls.feed, "A page of events, or the stream."),
            respond: EventCalls.list
        ),
    ]

    private static let tickets: [APIRoute] = [
        APIRoute(
            method: .get,
            path: "/tickets",
            access: .scope(.readTickets),
            operation: "listTickets",
            summary: "Tickets of a view, last change first.",
            parameters: [
                .query("view", .choice(TicketView.allCases.map(\.rawValue)), "The list; all unless said otherwise."),
                .query(
                    "order",
                    .choice(TicketOrder.allCases.map(\.rawValue)),
                    "The order; changed unless said otherwise."
                ),
                .query("contact", .id, "Only tickets of this person."),
                .query("saved_view", .id, "The tickets of a saved view; it brings list and conditions of its own."),
            ] + TicketReads.filters + APIParameter.paging,
            answer: .object(.ok, APISchema.page(of: TicketResource.line), "A page of tickets."),
            respond: TicketReads.list
        ),
        APIRoute(
            method: .post,
            path: "/tickets",
            access: .scope(.writeTickets),
            operation: "openTicket",
            summary: "Opens a ticket: with a message that is sent to the customer, or with a note.",
            body: .object(TicketOpeningCall.schema),
            answer: .object(.created, TicketResource.schema, "The ticket."),
            respond: TicketOpeningCall.open
        ),
        APIRoute(
            method: .get,
            path: "/tickets/{number}",
            access: .scope(.readTickets),
            operation: "getTicket",
            summary: "A ticket with its version as ETag.",
            parameters: [.number],
            answer: .object(.ok, TicketResource.full, "The ticket."),
            respond: TicketReads.get
        ),
        APIRoute(
            method: .patch,
            path: "/tickets/{number}",
            access: .scope(.writeTickets),
            operation: "changeTicket",
            summary: "Changes what is named: status, people, subject, type, tags, fields, snooze; or none.",
            parameters: [.number],
            body: .object(TicketChangeCalls.properties),
            answer: .object(.ok, TicketResource.schema, "The ticket as it is now."),
            comparesVersion: true,
            respond: TicketChangeCalls.update
        ),
        APIRoute(
            method: .post,
            path: "/tickets/bulk",
            access: .scope(.writeTickets),
            operation: "changeTickets",
            summary: "Makes one change on up to a hundred tickets; what cannot be changed stays as it is.",
            body: .object(BulkCall.schema),
            answer: .object(.ok, BulkCall.result, "What became of each ticket."),
            respond: BulkCall.change
        ),
        APIRoute(
            method: .get,
            path: "/tickets/{number}/messages",
            access: .scope(.readTickets),
            operation: "listMessages",
            summary: "A ticket's messages, replies and notes, oldest first.",
            parameters: [.number],
            answer: .object(.ok, APISchema.list(of: MessageResource.schema), "The messages."),
            respond: TicketReads.messages
        ),
        APIRoute(
            method: .get,
            path: "/tickets/{number}/messages/{id}",
            access: .scope(.readTickets),
            operation: "getMessage",
            summary: "One message of a ticket.",
            parameters: [.number, .id("message")],
            answer: .object(.ok, MessageResource.schema, "The message."),
            respond: TicketReads.message
        ),
        APIRoute(
            method: .get,
            path: "/tickets/{number}/legs",
            access: .scope(.readTickets),
            operation: "listLegs",
            summary: "Where replies of a ticket can go.",
            parameters: [.number],
            answer: .object(.ok, APISchema.list(of: MessageResource.leg), "The legs, the one last written on first."),
            respond: TicketReads.legs
        ),
        APIRoute(
            method: .get,
            path: "/tickets/{number}/events",
            access: .scope(.readTickets),
            operation: "listTicketEvents",
            summary: "What happened to a ticket, oldest first.",
            parameters: [.number],
            answer: .object(.ok, APISchema.list(of: EventResource.schema), "The events."),
            respond: TicketReads.events
        ),
        APIRoute(
            method: .post,
            path: "/tickets/{number}/replies",
            access: .scope(.writeTickets),
            operation: "sendReply",
            summary: "Sends a reply to the customer.",
            parameters: [.number],
            body: .object(ReplyCall.schema),
            answer: .object(.created, ReplyCall.made, "The reply is on its way."),
            comparesVersion: true,
            respond: ReplyCall.send
        ),
        APIRoute(
            method: .post,
            path: "/tickets/{number}/notes",
            access: .scope(.writeTickets),
            operation: "addNote",
            summary: "Adds words for colleagues only.",
            parameters: [.number],
            body: .object(TicketChangeCalls.note),
            answer: .object(.created, TicketChangeCalls.madeNote, "The note was kept."),
            respond: TicketChangeCalls.addNote
        ),
        APIRoute(
            method: .get,
            path: "/search",
            access: .scope(.readTickets),
            operation: "searchTickets",
            summary: "Finds tickets by words or number, best first.",
            parameters: [.needed("q", .line(maximum: 200), "What to search for.")] + APIParameter.paging,
            answer: .object(.ok, APISchema.page(of: TicketResource.found), "A page of tickets found."),
            respond: TicketReads.search
        ),
    ]

    private static let regrouping: [APIRoute] = [
        APIRoute(
            method: .post,
            path: "/tickets/{number}/split",
            access: .scope(.writeTickets),
            operation: "splitTicket",
            summary: "Gives messages a ticket of their own.",
            parameters: [.number],
            body: .object(RegroupingCalls.split),
            answer: .object(.created, RegroupingCalls.regrouped, "The new ticket."),
            comparesVersion: true,
            respond: RegroupingCalls.split
        ),
        APIRoute(
            method: .post,
            path: "/tickets/{number}/merge",
            access: .scope(.writeTickets),
            operation: "mergeTicket",
            summary: "Merges the ticket into another.",
            parameters: [.number],
            body: .object(RegroupingCalls.merge),
            answer: .object(.created, RegroupingCalls.regrouped, "The ticket that has the messages now."),
            comparesVersion: true,
            respond: RegroupingCalls.merge
        ),
        APIRoute(
            method: .post,
            path: "/tickets/{number}/move",
            access: .scope(.writeTickets),
            operation: "moveMessages",
            summary: "Moves messages into another ticket.",
            parameters: [.number],
            body: .object(RegroupingCalls.move),
            answer: .object(.created, RegroupingCalls.regrouped, "The ticket that has the messages now."),
            comparesVersion: true,
            respond: RegroupingCalls.move
        ),
        APIRoute(
            method: .post,
            path: "/tickets/{number}/undo",
            access: .scope(.writeTickets),
            operation: "undoRegrouping",
            summary: "Takes a split, merge or move back.",
            parameters: [.number],
            body: .object(RegroupingCalls.undo),
            answer: .object(.ok, TicketResource.schema, "The ticket that has its messages back."),
            respond: RegroupingCalls.undo
        ),
        APIRoute(
            method: .post,
            path: "/tickets/{number}/links",
            access: .scope(.writeTickets),
            operation: "linkTicket",
            summary: "Says that two tickets belong together.",
            parameters: [.number],
            body: .object(RegroupingCalls.link),
            answer: .nothing("They are linked."),
            respond: RegroupingCalls.link
        ),
        APIRoute(
            method: .delete,
            path: "/tickets/{number}/links/{other}",
            access: .scope(.writeTickets),
            operation: "unlinkTicket",
            summary: "Takes a link back.",
            parameters: [.number, .path("other", .integer(1...999_999_999_999), "The other ticket's number.")],
            answer: .nothing("They are not linked."),
            respond: RegroupingCalls.unlink
        ),
    ]

    private static let files: [APIRoute] = [
        APIRoute(
            method: .post,
            path: "/attachments",
            access: .scope(.writeTickets),
            operation: "uploadFile",
            summary: "Keeps a file for a day, for a reply to refer to.",
            parameters: [.query("name", .line(maximum: 100), "The file's name.")],
            body: .file,
            answer: .object(.created, AttachmentCalls.schema, "What to refer to the file by."),
            respond: AttachmentCalls.upload
        ),
        APIRoute(
            method: .get,
            path: "/attachments/{id}",
            access: .scope(.readTickets),
            operation: "getFile",
            summary: "The bytes of a file in a message.",
            parameters: [.id("attachment")],
            answer: .file("The bytes."),
            respond: AttachmentCalls.download
        ),
    ]

    private static let contacts: [APIRoute] = [
        APIRoute(
            method: .get,
            path: "/contacts",
            access: .scope(.readContacts),
            operation: "listContacts",
            summary: "People by name, or those found by words or an address.",
            parameters: [
                .query("q", .line(maximum: 200), "What to search for."),
                .query("address", .line(maximum: 320), "The exact address of a person."),
            ] + APIParameter.paging,
            answer: .object(.ok, APISchema.page(of: ContactResource.schema), "A page of people."),
            respond: ContactCalls.list
        ),
        APIRoute(
            method: .post,
            path: "/contacts",
            access: .scope(.writeContacts),
            operation: "addContact",
            summary: "Adds a person with their addresses.",
            body: .object(ContactCalls.new),
            answer: .object(.created, ContactCalls.added, "The person."),
            respond: ContactCalls.add
        ),
        APIRoute(
            method: .get,
            path: "/contacts/{id}",
            access: .scope(.readContacts),
            operation: "getContact",
            summary: "A person with everything known of them.",
            parameters: [.id("contact")],
            answer: .object(.ok, ContactResource.schema, "The person."),
            respond: ContactCalls.get
        ),
        APIRoute(
            method: .post,
            path: "/contacts/{id}/identities",
            access: .scope(.writeContacts),
            operation: "addIdentity",
            summary: "Adds an address to a person, on the caller's word; nothing is proven by it.",
            parameters: [.id("contact")],
            body: .object(ContactCalls.newIdentity),
            answer: .nothing("The address is the person's."),
            respond: ContactCalls.addIdentity
        ),
        APIRoute(
            method: .post,
            path: "/contacts/{id}/merge",
            access: .scope(.writeContacts),
            operation: "mergeContact",
            summary: "Makes another contact stand for this one as well.",
            parameters: [.id("contact")],
            body: .object(ContactCalls.merge),
            answer: .object(.created, ContactCalls.merged, "The merge."),
            respond: ContactCalls.merge
        ),
        APIRoute(
            method: .post,
            path: "/contact-merges/{id}/undo",
            access: .scope(.writeContacts),
            operation: "undoContactMerge",
            summary: "Undoes a merge of contacts, in whatever order merges were made.",
            parameters: [.id("merge")],
            answer: .nothing("The merge is undone."),
            respond: ContactCalls.unmerge
        ),
    ]
}
