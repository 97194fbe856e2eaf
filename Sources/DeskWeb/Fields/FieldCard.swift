import DeskModel
import TicketStorage

/// The side panel's card of a ticket's fields: shown, and changed by one form.
struct FieldCard {
    let ticket: Ticket
    let type: String?
    let design: TicketDesign
    let values: [TicketFieldID: String]

    func html(_ frame: PageFrame) -> HTML {
        let words = frame.words
        let fields = design.fields(type: type, values: values)
        guard !fields.isEmpty else { return "" }
        var html: HTML = "<section class=\"card fields-card\"><h2>\(words.say("Fields", "字段"))</h2>"
        let changeable = frame.mayChange ? fields.filter { !$0.isRetired } : []
        html.add(reading(fields.filter { !changeable.contains($0) }, words))
        if !changeable.isEmpty { html.add(form(changeable, frame)) }
        html.add("</section>")
        return html
    }

    private func reading(_ fields: [TicketField], _ words: Words) -> HTML {
        let filled = fields.compactMap { field in values[field.id].map { (field, $0) } }
        guard !filled.isEmpty else { return "" }
        var html: HTML = "<dl class=\"facts\">"
        for (field, value) in filled {
            html.add("<div><dt>\(words.say(field.definition.name))</dt><dd>\(words.value(value, of: field))</dd></div>")
        }
        html.add("</dl>")
        return html
    }

    private func form(_ fields: [TicketField], _ frame: PageFrame) -> HTML {
        let words = frame.words
        var html: HTML = """
            <form method="post" action="/desk/tickets/\(ticket.number)/fields">\(frame.token)\(frame.key)\
            <input type="hidden" name="version" value="\(ticket.version)">
            """
        for field in fields {
            html.add("<input type=\"hidden\" name=\"field\" value=\"\(field.key)\">")
            let isMissing = field.definition.isNeededToSolve && values[field.id] == nil && ticket.status.isUnsolved
            html.add(
                FieldControl(
                    field: field,
                    value: values[field.id] ?? "",
                    prefix: "of-ticket",
                    remark: isMissing ? words.say("Needed to solve.", "解决前必填。") : nil
                ).html(words)
            )
        }
        html.add("<button class=\"small\">\(words.say("Save fields", "保存字段"))</button></form>")
        return html
    }
}
