import DeskModel
import TicketStorage

/// The values of chosen fields, beside each ticket of a list.
struct FieldColumns {
    let fields: [TicketField]
    let values: [TicketID: [TicketFieldID: String]]

    /// A ticket's values with the fields' names; fields without one are left out.
    func html(of ticket: TicketID, _ words: Words) -> HTML {
        var html: HTML = ""
        for field in fields {
            guard let value = values[ticket]?[field.id] else { continue }
            html.add(
                """
                <span class="chip field"><span>\(words.say(field.definition.name)):</span> \
                \(String(words.value(value, of: field).prefix(60)))</span>
                """
            )
        }
        return html
    }

    /// The choice of the fields, as part of a list's form.
    static func choice(_ design: TicketDesign, shown: [String], _ words: Words) -> HTML {
        let fields = design.fields.filter { !$0.isRetired || shown.contains($0.key) }
        guard !fields.isEmpty else { return "" }
        var html: HTML = """
            <fieldset class="shown"><legend>\(words.say(
                "Beside each ticket (at most \(ListPlace.maximumShown))",
                "列表中显示（最多 \(ListPlace.maximumShown) 项）"
            ))</legend>
            """
        for field in fields {
            html.add(
                """
                <label class="check"><input type="checkbox" name="show" value="\(field.key)"\
                \(if: shown.contains(field.key), " checked")>\(words.say(field.definition.name))</label>
                """
            )
        }
        html.add("</fieldset>")
        return html
    }
}
