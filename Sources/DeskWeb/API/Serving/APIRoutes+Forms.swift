import DeskModel
import HTTPTypes

extension APIRoutes {
    /// What tickets are asked, and the kinds there are of them.
    static let forms: [APIRoute] = [
        APIRoute(
            method: .get,
            path: "/fields",
            access: .scope(.readDesk),
            operation: "listFields",
            summary: "The fields that tickets have, retired ones included.",
            answer: .object(.ok, APISchema.list(of: DesignResources.field), "The fields, in their order."),
            respond: FieldCalls.list
        ),
        APIRoute(
            method: .post,
            path: "/fields",
            access: .scope(.admin),
            operation: "addField",
            summary: "Adds a field.",
            body: .object(FieldCalls.new),
            answer: .object(.created, DesignResources.field, "The field."),
            respond: FieldCalls.add
        ),
        APIRoute(
            method: .get,
            path: "/fields/{key}",
            access: .scope(.readDesk),
            operation: "getField",
            summary: "One field.",
            parameters: [.path("key", .line(maximum: TicketField.maximumKeyLength), "The field's key.")],
            answer: .object(.ok, DesignResources.field, "The field."),
            respond: FieldCalls.get
        ),
        APIRoute(
            method: .patch,
            path: "/fields/{key}",
            access: .scope(.admin),
            operation: "changeField",
            summary: "Changes a field; what is left out stays, and key and kind always do.",
            parameters: [.path("key", .line(maximum: TicketField.maximumKeyLength), "The field's key.")],
            body: .object(FieldCalls.change),
            answer: .object(.ok, DesignResources.field, "The field as it is now."),
            respond: FieldCalls.update
        ),
        APIRoute(
            method: .get,
            path: "/types",
            access: .scope(.readDesk),
            operation: "listTypes",
            summary: "The types that tickets have, retired ones included.",
            answer: .object(.ok, APISchema.list(of: DesignResources.type), "The types, in their order."),
            respond: DesignCalls.types
        ),
        APIRoute(
            method: .post,
            path: "/types",
            access: .scope(.admin),
            operation: "addType",
            summary: "Adds a type of ticket.",
            body: .object(DesignCalls.newType),
            answer: .object(.created, DesignResources.type, "The type."),
            respond: DesignCalls.addType
        ),
        APIRoute(
            method: .get,
            path: "/types/{key}",
            access: .scope(.readDesk),
            operation: "getType",
            summary: "One type of ticket.",
            parameters: [.path("key", .line(maximum: TicketField.maximumKeyLength), "The type's key.")],
            answer: .object(.ok, DesignResources.type, "The type."),
            respond: DesignCalls.type
        ),
        APIRoute(
            method: .patch,
            path: "/types/{key}",
            access: .scope(.admin),
            operation: "changeType",
            summary: "Changes a type of the desk's own; what is left out stays.",
            parameters: [.path("key", .line(maximum: TicketField.maximumKeyLength), "The type's key.")],
            body: .object(DesignCalls.typeChange),
            answer: .object(.ok, DesignResources.type, "The type as it is now."),
            respond: DesignCalls.changeType
        ),
        APIRoute(
            method: .get,
            path: "/tags",
            access: .scope(.readDesk),
            operation: "listTags",
            summary: "The thousand tags that most tickets have, and those that are retired, by name.",
            answer: .object(.ok, APISchema.list(of: DesignResources.tag), "The tags."),
            respond: DesignCalls.tags
        ),
        APIRoute(
            method: .post,
            path: "/tags/rename",
            access: .scope(.admin),
            operation: "renameTag",
            summary: "Gives every ticket that has a tag another one in its place; macros and views follow.",
            body: .object(DesignCalls.tagRenaming),
            answer: .object(.ok, DesignCalls.renamedTag, "The tag that is left."),
            respond: DesignCalls.renameTag
        ),
        APIRoute(
            method: .post,
            path: "/tags/state",
            access: .scope(.admin),
            operation: "setTagState",
            summary: "Takes a tag out of use, or back into it.",
            body: .object(DesignCalls.tagState),
            answer: .nothing("It is so."),
            respond: DesignCalls.setTagState
        ),
        APIRoute(
            method: .get,
            path: "/forms",
            access: .scope(.readDesk),
            operation: "listForms",
            summary: "The request forms of the portal, closed ones included, in their order.",
            answer: .object(.ok, APISchema.list(of: FormCalls.schema), "The forms."),
            respond: FormCalls.list
        ),
        APIRoute(
            method: .post,
            path: "/forms",
            access: .scope(.admin),
            operation: "addForm",
            summary: "Adds a request form; it is closed unless said otherwise.",
            body: .object(FormCalls.new),
            answer: .object(.created, FormCalls.schema, "The form."),
            respond: FormCalls.add
        ),
        APIRoute(
            method: .get,
            path: "/forms/{id}",
            access: .scope(.readDesk),
            operation: "getForm",
            summary: "One request form.",
            parameters: [.id("form")],
            answer: .object(.ok, FormCalls.schema, "The form."),
            respond: FormCalls.get
        ),
        APIRoute(
            method: .patch,
            path: "/forms/{id}",
            access: .scope(.admin),
            operation: "changeForm",
            summary: "Changes a request form; what is left out stays.",
            parameters: [.id("form")],
            body: .object(FormCalls.change),
            answer: .object(.ok, FormCalls.schema, "The form as it is now."),
            respond: FormCalls.update
        ),
        APIRoute(
            method: .delete,
            path: "/forms/{id}",
            access: .scope(.admin),
            operation: "removeForm",
            summary: "Removes a request form; what was sent by it stays.",
            parameters: [.id("form")],
            answer: .nothing("It is gone."),
            respond: FormCalls.remove
        ),
    ]
}
