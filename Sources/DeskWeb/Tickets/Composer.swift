import ChannelKit
import DeskModel
import MessageRouting
import TicketStorage

/// Where replies and notes are written: two forms that look different, since only one of them leaves the desk.
///
/// The two radio buttons show one form and hide the other, without a script.
struct Composer {
    let thread: TicketThread
    let ways: [ReplyWay]
    let draft: TicketDraft
    let macros: [Macro]
    /// Whom the customer's last mail also went to.
    var copyChoices: [CopyChoice] = []

    func html(_ frame: PageFrame) -> HTML {
        let words = frame.words
        let isNote = !draft.note.isEmpty || !canReply
        return """
            <section class="composer" id="reply" aria-label="\(words.say("Write", "撰写"))">\
            <div class="modes" role="radiogroup" aria-label="\(words.say("What to write", "撰写类型"))">\
            <label><input type="radio" name="mode" id="mode-reply"\(if: !isNote, " checked")>\(Icon.reply.html)\
            \(words.say("Reply to the customer", "回复客户"))</label>\
            <label><input type="radio" name="mode" id="mode-note"\(if: isNote, " checked")>\(Icon.note.html)\
            \(words.say("Note for colleagues", "内部备注"))</label></div>\(facts(frame))\(reply(frame))\(note(frame))</section>
            """
    }

    /// What each way takes, before anybody writes.
    private func facts(_ frame: PageFrame) -> HTML {
        thread.ticket.status == .closed ? "" : LegFacts(thread: thread, ways: ways).html(frame)
    }

    private var canReply: Bool { thread.ticket.status != .closed && ways.contains(where: \.isOpen) }

    private func reply(_ frame: PageFrame) -> HTML {
        let words = frame.words
        let ticket = thread.ticket
        guard ticket.status != .closed else {
            return """
                <p class="notice compose reply">\(words.say(
                    "This ticket is closed for good. Open a new one to write to the customer.",
                    "本工单已关闭。如需联系客户，请新建工单。"
                ))</p>
                """
        }
        guard canReply else {
            if ways.contains(where: \.isPossible) { return "" }
            return """
                <p class="notice compose reply">\(words.say(
                    "Nobody can be answered here: no way back to the customer is known or open.",
                    "无法回复：没有可用的回复渠道。"
                ))</p>
                """
        }
        return """
            <form class="compose reply" method="post" action="/desk/tickets/\(ticket.number)/replies" \
            enctype="multipart/form-data">\(frame.token)\(frame.key)\
            <input type="hidden" name="version" value="\(ticket.version)"><input type="hidden" name="macro" value="\(draft.macro?.description)">\
            <div class="way">\(way(frame))</div>\(CopyChoice.html(chosenCopies, words))\
            <textarea name="text" rows="3" required aria-label="\(words.say("Reply", "回复"))" \
            placeholder="\(words.say("Your answer to the customer", "给客户的回复"))">\(Self.textareaStart)\(draft.reply)</textarea>\
            \(kept(words))<ul class="uploads"></ul>\
            <div class="foot">\(more(frame))\(picker(frame))<span class="state" role="status"></span>\(sending(frame))</div></form>
            """
    }

    /// The choices as the agent left them, where a reply comes back to be written anew.
    private var chosenCopies: [CopyChoice] {
        guard let chosen = draft.chosenCopies else { return copyChoices }
        return copyChoices.map { choice in
            var choice = choice
            choice.isChosen = chosen.contains { $0.lowercased() == choice.address.lowercased() }
            return choice
        }
    }

    /// The files of a reply that was taken back.
    private func kept(_ words: Words) -> HTML {
        guard !draft.files.isEmpty else { return "" }
        var html: HTML =
            "<fieldset class=\"kept\"><legend>\(words.say("Files of the reply taken back", "已撤回回复的附件"))</legend>"
        for file in draft.files {
            html.add(
                """
                <label class="check"><input type="checkbox" name="kept" value="\(file.id)" checked> \
                \(file.name) (\(ByteCount.text(file.size)))</label>
                """
            )
        }
        html.add("</fieldset>")
        return html
    }

    /// Macros to look at and put in; without a script they come by address.
    private func picker(_ frame: PageFrame) -> HTML {
        guard !macros.isEmpty else { return "" }
        let words = frame.words
        var html: HTML = """
            <details class="drop up macros"><summary>\(Icon.macro.html)\(words.say("Macros", "快捷回复"))</summary><div>\
            <ul class="stack">
            """
        for macro in macros.prefix(200) {
            html.add(
                """
                <li><a href="/desk/tickets/\(thread.ticket.number)?macro=\(macro.id)#reply" data-macro="\(macro.id)">\(macro.name)</a></li>
                """
            )
        }
        html.add("</ul></div></details>")
        return html
    }

    private func more(_ frame: PageFrame) -> HTML {
        let words = frame.words
        var html: HTML = """
            <details class="more"\(if: !draft.copies.isEmpty || !draft.hiddenCopies.isEmpty, " open")><summary>\(words.say("Copies and files", "抄送和附件"))</summary>\
            <label>\(words.say("In copy (mail addresses, with commas)", "抄送（邮箱，用逗号分隔）"))\
            <input name="copies" value="\(draft.copies)" maxlength="1000"></label>\
            <label>\(words.say("In hidden copy", "密送"))\
            <input name="hidden-copies" value="\(draft.hiddenCopies)" maxlength="1000"></label>
            """
        if ways.contains(where: \.takesFiles) {
            html.add("<label>\(words.say("Files", "附件"))<input type=\"file\" name=\"file\" multiple></label>")
        }
        html.add("</details>")
        return html
    }

    /// The status that sending also sets, and the button.
    private func sending(_ frame: PageFrame) -> HTML {
        let words = frame.words
        var html: HTML = """
            <span class="send"><select name="status" aria-label="\(words.say("Status after sending", "发送后的状态"))">\
            <option value="">\(words.say("Status stays", "状态不变"))</option>
            """
        for status in [TicketStatus.pending, .solved, .onHold, .open] where status != thread.ticket.status {
            html.add(
                """
                <option value="\(status.rawValue)"\(if: draft.status == status, " selected")>\
                \(words.say("then \(words.status(status))", "并设为\(words.status(status))"))</option>
                """
            )
        }
        html.add("</select><button class=\"primary\">\(words.say("Send", "发送"))</button></span>")
        return html
    }

    private func way(_ frame: PageFrame) -> HTML {
        let words = frame.words
        let chosen = draft.leg ?? ways.first { $0.isOpen }?.leg.id
        var html: HTML = "<label class=\"inline\">\(words.say("By", "渠道"))<select name=\"leg\">"
        for way in ways {
            var window = ""
            if let until = way.leg.route.openUntil {
                window =
                    until > frame.clock.now
                    ? words.say(" (until \(frame.clock.text(until, words)))", "（截至 \(frame.clock.text(until, words))）")
                    : words.say(" (no longer possible)", "（已超时）")
            } else if !way.isOpen {
                window = words.say(" (not possible)", "（不可用）")
            }
            html.add(
                """
                <option value="\(way.leg.id)"\(if: way.leg.id == chosen, " selected")\(if: !way.isOpen, " disabled")>\
                \(way.leg.channel.rawValue) → \(way.leg.route.address)\(window)</option>
                """
            )
        }
        html.add("</select></label>")
        return html
    }

    private func note(_ frame: PageFrame) -> HTML {
        let words = frame.words
        return """
            <form class="compose note" method="post" action="/desk/tickets/\(thread.ticket.number)/notes">\
            \(frame.token)\(frame.key)<input type="hidden" name="macro" value="\(draft.macro?.description)"><textarea name="note" rows="3" required maxlength="100000" \
            data-people="\(colleagues)" aria-label="\(words.say("Note", "备注"))" \
            placeholder="\(words.say("Only colleagues see this", "仅同事可见"))">\(Self.textareaStart)\(draft.note)</textarea>\
            <div class="foot"><span class="state">\(words.say("Never sent to the customer", "不会发送给客户"))</span>\
            <button>\(Icon.note.html)\(words.say("Add note", "添加备注"))</button></div></form>
            """
    }

    /// Names to complete, one a line.
    private var colleagues: String {
        thread.agents.values.filter(\.isEnabled).map(\.name).sorted().prefix(500).joined(separator: "\n")
    }

    /// A line end that browsers drop, so that one at the beginning of what was typed stays.
    private static let textareaStart: HTML = "\n"
}
