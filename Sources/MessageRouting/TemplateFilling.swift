import ChannelKit
import DeskModel

/// Chooses the template a reply needs, and fills its places.
struct TemplateFilling {
    let draft: ReplyDraft
    let leg: Leg
    let ticket: Ticket
    let outlook: LegOutlook

    /// The template with its values, and the words that stand for it in the thread; nil where the words go as they are.
    ///
    /// - Throws: ``ReplyProblem``.
    func use() throws(ReplyProblem) -> (use: TemplateUse, words: String)? {
        guard let template = try template() else { return nil }
        var values: [String] = []
        for placeholder in template.placeholders { values.append(try value(of: placeholder, in: template)) }
        let unknown = draft.values.keys.filter { name in !template.placeholders.contains { $0.name == name } }.sorted()
        if let name = unknown.first {
            let known = template.placeholders.map(\.name).joined(separator: ", ")
            throw ReplyProblem(
                Wording(
                    "The template \(template.name) has no place “\(name)”; it has: \(known).",
                    "模板 \(template.name) 没有变量“\(name)”；可用变量：\(known)。"
                )
            )
        }
        let words = template.filled(with: values) ?? (template.carriesWords ? spoken : values.joined(separator: " · "))
        return (TemplateUse(name: template.name, values: values), words)
    }

    private func template() throws(ReplyProblem) -> ReplyTemplate? {
        let known = outlook.templates
        if let name = draft.template {
            if let template = known.first(where: { $0.name == name }) { return template }
            let names = known.map(\.name).joined(separator: ", ")
            throw ReplyProblem(
                Wording(
                    "The channel \(leg.channel) has no template \(name)"
                        + (names.isEmpty ? "." : "; it has: \(names)."),
                    "渠道 \(leg.channel) 没有模板 \(name)" + (names.isEmpty ? "。" : "；可用模板：\(names)。")
                )
            )
        }
        guard case .templates = outlook.way else { return nil }
        guard let template = known.first(where: \.carriesWords) else {
            let names = known.map(\.name).joined(separator: ", ")
            throw ReplyProblem(
                Wording(
                    "The provider takes no free reply on \(leg.channel) any more. Use one of the templates \(names), or another way.",
                    "服务商已不接受渠道 \(leg.channel) 的自由回复。请使用模板 \(names)，或选择其他方式。"
                )
            )
        }
        return template
    }

    private func value(
        of placeholder: ReplyTemplate.Placeholder,
        in template: ReplyTemplate
    ) throws(ReplyProblem) -> String {
        if let given = draft.values[placeholder.name], !given.isEmpty { return given }
        switch placeholder.filling {
        case .words:
            guard !spoken.isEmpty else {
                throw ReplyProblem(
                    Wording(
                        "The template \(template.name) needs the words of the reply.",
                        "模板 \(template.name) 需要回复的文字。"
                    )
                )
            }
            return spoken
        case .recipient: return leg.recipientName
        case .subject: return ticket.subject
        case .ticket: return String(ticket.number)
        case .agent: return draft.author.name
        case .value:
            throw ReplyProblem(
                Wording(
                    "The template \(template.name) needs a value for “\(placeholder.name)”.",
                    "模板 \(template.name) 需要填写“\(placeholder.name)”。"
                )
            )
        }
    }

    private var spoken: String { draft.text }
}
