import ChannelKit
import DeskModel
import TicketStorage

/// A view's tickets: the whole width of the page, or beside the ticket that is open.
struct ListPane {
    var place: ListPlace
    var tickets: Page<TicketSummary>
    /// Fields that stand beside the tickets.
    var columns: FieldColumns?
    /// The ticket beside the list; nil when the list is alone.
    var openNumber: Int?
    var choices: ListChoices
    /// The saved view that is shown.
    var saved: SavedView?

    /// What the list is called.
    func title(_ words: Words) -> String { saved?.name ?? words.view(place.view) }

    func html(_ frame: PageFrame) -> HTML {
        let words = frame.words
        let title = title(words)
        var pane: HTML = "<section class=\"list-pane\" id=\"list\" aria-label=\"\(title)\"><div class=\"list-head\">"
        // The ticket's subject is the page's heading once one is open.
        pane.add(openNumber == nil ? "<h1>\(title)</h1>" : "<h2>\(title)</h2>")
        pane.add(ListNarrowing(place: place, choices: choices, saved: saved).html(frame))
        pane.add("</div><div class=\"list-scroll\" tabindex=\"0\" role=\"group\" aria-label=\"\(title)\">")
        if tickets.items.isEmpty {
            pane.add("<p class=\"empty\">\(place.view.icon.html)\(emptiness(words))</p>")
        } else {
            pane.add(
                TicketRows(
                    tickets: tickets.items,
                    place: place,
                    openNumber: openNumber,
                    isPickable: frame.mayChange,
                    columns: columns
                ).html(frame)
            )
        }
        pane.add(
            Paging.html(
                frame,
                first: place.after == nil ? nil : place.start.address,
                next: tickets.next.map { place.behind($0).address }
            )
        )
        pane.add("</div>")
        if frame.mayChange { pane.add(BulkBar(place: place, choices: choices).html(frame)) }
        pane.add("</section>")
        return pane
    }

    private func emptiness(_ words: Words) -> String {
        guard place.filter.isEmpty else { return words.say("No ticket fits these conditions.", "没有符合条件的工单。") }
        return switch place.view {
        case .mine: words.say("Nothing waits for you.", "没有等待您处理的工单。")
        case .unassigned: words.say("Every ticket has somebody who answers it.", "所有工单都已分配。")
        case .team: words.say("Your teams have no open tickets.", "您的团队没有未解决的工单。")
        case .unsolved: words.say("Everything is solved.", "所有工单都已解决。")
        case .pending: words.say("No customer has to act.", "没有等待客户回复的工单。")
        case .mentions: words.say("Nobody has asked you to look at a ticket.", "没有人提到您。")
        case .snoozed: words.say("No ticket sleeps.", "没有稍后处理的工单。")
        case .solved: words.say("Nothing is solved yet.", "还没有已解决的工单。")
        case .spam: words.say("No spam.", "没有垃圾工单。")
        case .all: words.say("There are no tickets yet.", "还没有工单。")
        }
    }
}

/// Narrowing and ordering a list, and keeping that as a view.
struct ListNarrowing {
    let place: ListPlace
    let choices: ListChoices
    let saved: SavedView?

    func html(_ frame: PageFrame) -> HTML {
        let words = frame.words
        let filter = place.filter
        var html: HTML = """
            <details id="narrowing"><summary>\(Icon.sort.html)\(words.say("Filter and sort", "筛选和排序"))\
            \(if: filter.pairs.count > 0, " <span class=\"count\">\(filter.pairs.count)</span>")</summary>\
            <form action="/desk/tickets"><input type="hidden" name="view" value="\(place.view.rawValue)">
            """
        html.add(
            Choice(name: "sort", label: words.say("Order", "排序"), selected: place.order.rawValue)
                .html(TicketOrder.allCases.map { ($0.rawValue, words.order($0)) })
        )
        html.add(
            Choice(
                name: "status",
                label: words.say("Status", "状态"),
                selected: filter.statuses.first?.rawValue,
                any: words
            )
            .html(TicketStatus.allCases.map { ($0.rawValue, words.status($0)) })
        )
        html.add(
            Choice(
                name: "priority",
                label: words.say("Priority", "优先级"),
                selected: filter.priorities.first?.rawValue,
                any: words
            ).html(TicketPriority.allCases.map { ($0.rawValue, words.priority($0)) })
        )
        let people = [("me", words.say("me", "我")), ("nobody", words.say("nobody", "未分配"))]
        html.add(
            Choice(
                name: "assignee",
                label: words.say("Answers", "负责人"),
                selected: filter.pairs.first { $0.0 == "assignee" }?.1,
                any: words
            ).html(people + choices.agents.map { ($0.id.description, $0.name) })
        )
        if !choices.teams.isEmpty {
            html.add(
                Choice(name: "team", label: words.say("Team", "团队"), selected: filter.team?.description, any: words)
                    .html(choices.teams.map { ($0.id.description, $0.name) })
            )
        }
        html.add(
            Choice(name: "channel", label: words.say("Channel", "渠道"), selected: filter.channel?.rawValue, any: words)
                .html(choices.channels.map { ($0.rawValue, $0.rawValue) })
        )
        html.add(
            Choice(name: "type", label: words.say("Type", "类型"), selected: filter.type, any: words)
                .html(choices.design.activeTypes.map { ($0, words.type($0, choices.design)) })
        )
        html.add(FieldNarrowing(design: choices.design, conditions: filter.fields ?? []).html(words))
        html.add(
            """
            <label>\(words.say("Tag", "标签"))<input name="tag" value="\(filter.tag)" maxlength="40" list="common-tags"></label>\
            <label>\(words.say("Quiet for days", "未更新天数"))<input name="quiet" inputmode="numeric" pattern="[0-9]*" \
            value="\(filter.quietDays.map { String($0) })"></label>\(TagList.html(choices.tags))\
            \(FieldColumns.choice(choices.design, shown: place.shown, words))\
            <button class="primary">\(words.say("Show", "应用"))</button>\
            <a class="button" href="/desk/tickets?view=\(place.view.rawValue)">\(words.say("Reset", "重置"))</a></form>
            """
        )
        if frame.mayChange { html.add(keeping(frame)) }
        html.add("</details>")
        return html
    }

    /// Keeping the conditions as a view, or removing the view.
    private func keeping(_ frame: PageFrame) -> HTML {
        let words = frame.words
        var fields: HTML = "<input type=\"hidden\" name=\"view\" value=\"\(place.view.rawValue)\">"
        for (name, value) in place.filter.pairs + [("sort", place.order.rawValue)] + place.shown.map({ ("show", $0) }) {
            fields.add("<input type=\"hidden\" name=\"\(name)\" value=\"\(value)\">")
        }
        if let saved {
            return """
                <form method="post" action="/desk/views/\(saved.id)/remove">\(frame.token)\
                <button>\(words.say("Remove the view “\(saved.name)”", "删除视图“\(saved.name)”"))</button></form>
                """
        }
        return """
            <form method="post" action="/desk/views">\(frame.token)\(fields)\
            <label>\(words.say("Keep as a view named", "保存为视图"))<input name="name" maxlength="60" required></label>\
            <label class="inline"><input type="checkbox" name="shared" value="yes">\
            \(words.say("for everybody", "所有人可见"))</label><button>\(words.say("Keep", "保存"))</button></form>
            """
    }
}

/// Tags that are in use, for completing what is typed.
enum TagList {
    static func html(_ tags: [String]) -> HTML {
        var html: HTML = "<datalist id=\"common-tags\">"
        for tag in tags { html.add("<option value=\"\(tag)\"></option>") }
        html.add("</datalist>")
        return html
    }
}

/// A labeled choice of one value.
struct Choice {
    let name: String
    let label: String
    let selected: String?
    /// Whether nothing may be chosen, and in which language that is said.
    var any: Words?

    func html(_ options: [(value: String, text: String)]) -> HTML {
        var html: HTML = "<label>\(label)<select name=\"\(name)\">"
        if let any { html.add("<option value=\"\">\(any.say("any", "全部"))</option>") }
        for option in options {
            html.add(
                "<option value=\"\(option.value)\"\(if: option.value == selected, " selected")>\(option.text)</option>"
            )
        }
        html.add("</select></label>")
        return html
    }
}
