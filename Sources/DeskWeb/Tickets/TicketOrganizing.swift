import DeskModel
import TicketStorage

/// Splitting, moving, merging and linking, and taking it back.
struct TicketOrganizing {
    let thread: TicketThread

    func html(_ frame: PageFrame) -> HTML {
        let words = frame.words
        let base = "/desk/tickets/\(thread.ticket.number)"
        var html: HTML = ""
        if !thread.undoable.isEmpty { html.add(undoing(frame, base)) }
        html.add(
            """
            <details class="card organize"><summary>\(words.say("Split, move, merge, link", "拆分、移动、合并、关联"))</summary>\
            <form id="\(Picking.form)" method="post" action="\(base)/split">\(frame.token)\(frame.key)\
            <p class="quiet">\(words.say("Pick messages in the thread, then:", "先在对话中勾选消息，然后："))</p>\
            <label>\(words.say("Subject of the new ticket", "新工单主题"))<input name="subject" maxlength="250" \
            value="\(thread.ticket.subject)"></label>\
            <button>\(words.say("Split off into a new ticket", "拆分为新工单"))</button>\
            <label>\(words.say("Or into ticket number", "或移动到工单编号"))<input name="number" inputmode="numeric" \
            pattern="[0-9]+"></label><button formaction="\(base)/move">\(words.say("Move there", "移动"))</button></form>\
            <form action="\(base)/merge"><label>\(words.say("Merge this ticket into number", "将本工单合并到编号"))\
            <input name="into" inputmode="numeric" pattern="[0-9]+" required></label>\
            <button>\(words.say("Look first", "预览"))</button></form>\
            <form method="post" action="\(base)/links">\(frame.token)\(frame.key)<label>\
            \(words.say("Link with number", "关联工单编号"))<input name="number" inputmode="numeric" pattern="[0-9]+" \
            required></label><button>\(words.say("Link", "关联"))</button></form></details>
            """
        )
        return html
    }

    private func undoing(_ frame: PageFrame, _ base: String) -> HTML {
        let words = frame.words
        let names = PeopleNames(thread: thread, words: words)
        var html: HTML = "<section class=\"card\"><h2>\(words.say("Can be undone", "可撤销的操作"))</h2><ul class=\"others\">"
        for action in thread.undoable.prefix(10) {
            let what =
                switch action.kind {
                case .split: words.say("Split", "拆分")
                case .merge: words.say("Merge", "合并")
                case .move: words.say("Move", "移动")
                }
            html.add(
                """
                <li>\(what) <span class="quiet">\(names.name(action.actor)), \(frame.clock.html(action.at, words))</span>\
                <form method="post" action="\(base)/undo">\(frame.token)\(frame.key)\
                <input type="hidden" name="action" value="\(action.id)">\
                <button class="link">\(words.say("Undo", "撤销"))</button></form></li>
                """
            )
        }
        html.add("</ul></section>")
        return html
    }
}
