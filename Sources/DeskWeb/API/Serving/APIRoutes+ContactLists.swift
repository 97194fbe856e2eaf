import DeskModel
import HTTPTypes

extension APIRoutes {
    /// People out of lists.
    static let contactLists: [APIRoute] = [
        APIRoute(
            method: .get,
            path: "/contact-imports",
            access: .scope(.admin),
            operation: "listContactImports",
            summary: "The newest two hundred imports of people, with how far each has come.",
            answer: .object(.ok, APISchema.list(of: ContactImportCalls.schema), "The imports."),
            respond: ContactImportCalls.list
        ),
        APIRoute(
            method: .post,
            path: "/contact-imports",
            access: .scope(.admin),
            operation: "importContacts",
            summary: "Takes in the people of a CSV file with headings, or tells what that would do.",
            parameters: ContactImportCalls.parameters,
            body: .file,
            answer: .object(.ok, ContactImportCalls.result, "What became of the rows."),
            respond: ContactImportCalls.add
        ),
        APIRoute(
            method: .post,
            path: "/contact-imports/{id}/undo",
            access: .scope(.admin),
            operation: "undoContactImport",
            summary: "Takes back what an import has added and nothing has used since.",
            parameters: [.id("import")],
            answer: .object(.ok, ContactImportCalls.undone, "What was taken back."),
            respond: ContactImportCalls.undo
        ),
    ]

    /// What people have a right to.
    static let privacy: [APIRoute] = [
        APIRoute(
            method: .get,
            path: "/contacts/{id}/export",
            access: .scope(.admin),
            operation: "exportContact",
            summary: "Everything held about a person that they may have, as a ZIP file.",
            parameters: [.id("contact")],
            answer: .file("The archive."),
            respond: ContactPrivacyCalls.export
        ),
        APIRoute(
            method: .get,
            path: "/contacts/{id}/erasure",
            access: .scope(.admin),
            operation: "previewErasure",
            summary: "What erasing a person would remove and leave.",
            parameters: [.id("contact")],
            answer: .object(.ok, ContactPrivacyCalls.report, "The report."),
            respond: ContactPrivacyCalls.preview
        ),
        APIRoute(
            method: .post,
            path: "/contacts/{id}/erasure",
            access: .scope(.admin),
            operation: "eraseContact",
            summary: "Erases a person for good.",
            parameters: [.id("contact")],
            body: .object(ContactPrivacyCalls.erasure),
            answer: .object(.ok, ContactPrivacyCalls.report, "What was removed."),
            respond: ContactPrivacyCalls.erase
        ),
    ]
}
