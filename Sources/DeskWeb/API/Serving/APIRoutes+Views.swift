import DeskModel
import HTTPTypes

extension APIRoutes {
    /// Lists of tickets that somebody kept.
    static let views: [APIRoute] = [
        APIRoute(
            method: .get,
            path: "/views",
            access: .scope(.readTickets),
            operation: "listViews",
            summary: "Saved views by name: everybody's, and those of the token's agent.",
            answer: .object(.ok, APISchema.list(of: SavedViewCalls.schema), "The views."),
            respond: SavedViewCalls.list
        ),
        APIRoute(
            method: .post,
            path: "/views",
            access: .scope(.writeTickets),
            operation: "addView",
            summary: "Keeps conditions as a view.",
            body: .object(SavedViewCalls.new),
            answer: .object(.created, SavedViewCalls.schema, "The view."),
            respond: SavedViewCalls.add
        ),
        APIRoute(
            method: .get,
            path: "/views/{id}",
            access: .scope(.readTickets),
            operation: "getView",
            summary: "One saved view; GET /tickets?saved_view= lists what is in it.",
            parameters: [.id("view")],
            answer: .object(.ok, SavedViewCalls.schema, "The view."),
            respond: SavedViewCalls.get
        ),
        APIRoute(
            method: .patch,
            path: "/views/{id}",
            access: .scope(.writeTickets),
            operation: "changeView",
            summary: "Changes a view of one's own, or everybody's for those who lead; what is left out stays.",
            parameters: [.id("view")],
            body: .object(SavedViewCalls.change),
            answer: .object(.ok, SavedViewCalls.schema, "The view as it is now."),
            respond: SavedViewCalls.update
        ),
        APIRoute(
            method: .delete,
            path: "/views/{id}",
            access: .scope(.writeTickets),
            operation: "removeView",
            summary: "Removes a view of one's own, or everybody's for those who lead.",
            parameters: [.id("view")],
            answer: .nothing("It is gone."),
            respond: SavedViewCalls.remove
        ),
    ]
}
