import DeskModel
import TicketStorage

/// Narrowing a list to tickets whose fields have some values.
struct FieldNarrowing {
    /// How many fields have a choice of their own above the list.
    private static let maximumChoices = 12

    let design: TicketDesign
    let conditions: [FieldCondition]

    func html(_ words: Words) -> HTML {
        let fields = design.fields.filter { !$0.isRetired }
        let choosable = fields.filter { $0.kind == .select || $0.kind == .checkbox }.prefix(Self.maximumChoices)
        var html: HTML = ""
        for field in choosable { html.add(choice(field, words)) }
        let others = conditions.filter { condition in !choosable.contains { $0.key == condition.key } }
        guard choosable.count < fields.count || !others.isEmpty else { return html }
        for other in others.dropFirst() {
            html.add("<input type=\"hidden\" name=\"field\" value=\"\(other.text)\">")
        }
        let example = fields.first { field in !choosable.contains(field) }?.key ?? ""
        html.add(
            """
            <label>\(words.say("Field, as key=value", "字段（键=值）"))<input name="field" value="\(others.first?.text)" \
            maxlength="120" placeholder="\(example)=…"></label>
            """
        )
        return html
    }

    private func choice(_ field: TicketField, _ words: Words) -> HTML {
        let values =
            field.kind == .checkbox
            ? [(TicketField.ticked, words.say("Yes", "是"))]
            : field.definition.choices.map { ($0.value, words.say($0.label)) }
        return Choice(
            name: "field",
            label: words.say(field.definition.name),
            selected: conditions.first { $0.key == field.key }?.text,
            any: words
        ).html(values.map { (value: "\(field.key)=\($0.0)", text: $0.1) })
    }
}

/// What happened to a field, as a line of a ticket's thread.
enum FieldEventText {
    static func text(_ event: TicketEvent, _ who: String, _ design: TicketDesign, _ words: Words) -> String {
        let from = event.from.map(part)
        let to = event.to.map(part)
        let key = to?.key ?? from?.key ?? ""
        let field = design[key]
        // An erased person's changes say nothing any more.
        let name = field.map { words.say($0.definition.name) } ?? (key.isEmpty ? words.say("a field", "字段") : key)
        let shown = { (value: String) in
            String((field.map { words.value(value, of: $0) } ?? value).prefix(120))
        }
        switch (from.map { shown($0.value) }, to.map { shown($0.value) }) {
        case (nil, let now?): return words.say("\(who) set \(name) to “\(now)”", "\(who) 将\(name)设为“\(now)”")
        case (let before?, let now?):
            return words.say(
                "\(who) changed \(name) from “\(before)” to “\(now)”",
                "\(who) 将\(name)从“\(before)”改为“\(now)”"
            )
        case (let before?, nil):
            return words.say("\(who) emptied \(name), which was “\(before)”", "\(who) 清空了\(name)，原为“\(before)”")
        case (nil, nil): return words.say("\(who) changed \(name)", "\(who) 更改了\(name)")
        }
    }

    /// A side of an event, which is `KEY=VALUE`.
    private static func part(_ text: String) -> (key: String, value: String) {
        let sides = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        return (sides.first ?? "", sides.count > 1 ? sides[1] : "")
    }
}
