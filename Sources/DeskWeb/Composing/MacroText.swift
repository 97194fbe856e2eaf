import DeskModel
import TicketStorage

/// Fills the placeholders of a macro: `{{contact.name}}` and its like.
enum MacroText {
    /// The placeholders there are.
    static let placeholders = [
        "contact.name", "contact.first_name", "ticket.number", "ticket.subject", "agent.name", "desk.name",
    ]

    /// The text with its placeholders filled; one that is unknown stays as it is, so that it is seen.
    static func fill(_ text: String, thread: TicketThread, agent: Agent, deskName: String, words: Words) -> String {
        let name = PeopleNames(thread: thread, words: words).personName
        let values = [
            "contact.name": name,
            "contact.first_name": name.split(separator: " ").first.map(String.init) ?? name,
            "ticket.number": String(thread.ticket.number),
            "ticket.subject": thread.ticket.subject,
            "agent.name": agent.name,
            "desk.name": deskName,
        ]
        var filled = ""
        var rest = text[...]
        while let start = rest.firstRange(of: "{{") {
            filled += rest[..<start.lowerBound]
            let after = rest[start.upperBound...]
            guard let end = after.prefix(60).firstRange(of: "}}") else {
                filled += "{{"
                rest = after
                continue
            }
            let key = after[..<end.lowerBound].filter { !$0.isWhitespace }
            filled += values[key] ?? String(rest[start.lowerBound..<end.upperBound])
            rest = after[end.upperBound...]
        }
        return filled + rest
    }

    /// What a macro changes beside writing, for people.
    static func effects(_ macro: Macro, _ words: Words) -> [String] {
        var effects: [String] = []
        let definition = macro.definition
        if let status = definition.status {
            effects.append(words.say("status: \(words.status(status))", "状态：\(words.status(status))"))
        }
        if let priority = definition.priority {
            effects.append(words.say("priority: \(words.priority(priority))", "优先级：\(words.priority(priority))"))
        }
        if !definition.tags.isEmpty {
            let tags = definition.tags.joined(separator: ", ")
            effects.append(words.say("tags: \(tags)", "标签：\(tags)"))
        }
        return effects
    }
}
