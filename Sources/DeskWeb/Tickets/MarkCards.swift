import ChannelKit
import DeskModel
import TicketStorage

/// The side panel's cards of what agents put on a ticket: tags, followers, reminders.
struct MarkCards {
    let thread: TicketThread
    let surroundings: TicketSurroundings
    let tags: [String]

    private var base: String { "/desk/tickets/\(thread.ticket.number)" }

    func html(_ frame: PageFrame) -> HTML { "\(tagCard(frame))\(people(frame))" }

    private func tagCard(_ frame: PageFrame) -> HTML {
        let words = frame.words
        guard frame.mayChange || !surroundings.marks.tags.isEmpty else { return "" }
        var html: HTML = "<section class=\"card\"><h2>\(words.say("Tags", "标签"))</h2>"
        if !surroundings.marks.tags.isEmpty {
            html.add("<ul class=\"tags\">")
            for tag in surroundings.marks.tags {
                html.add(
                    """
                    <li class="chip tag"><a href="/desk/tickets?view=all&amp;tag=\(PercentCoding.encode(tag))">\(tag)</a>
                    """
                )
                if frame.mayChange {
                    html.add(
                        """
                        <form method="post" action="\(base)/tags">\(frame.token)\(frame.key)\
                        <button name="remove" value="\(tag)" aria-label="\(words.say("Remove the tag \(tag)", "移除标签 \(tag)"))">✕</button></form>
                        """
                    )
                }
                html.add("</li>")
            }
            html.add("</ul>")
        }
        if frame.mayChange {
            html.add(
                """
                <form class="inline-form" method="post" action="\(base)/tags">\(frame.token)\(frame.key)\
                <input name="add" maxlength="200" list="common-tags" aria-label="\(words.say("Add tags, with commas", "添加标签，用逗号分隔"))" \
                placeholder="\(words.say("Add tags", "添加标签"))" required><button>\(words.say("Add", "添加"))</button></form>
                """
            )
        }
        html.add("</section>")
        return html
    }

    private func people(_ frame: PageFrame) -> HTML {
        let words = frame.words
        let names = PeopleNames(thread: thread, words: words)
        var html: HTML = ""
        if !surroundings.followers.isEmpty {
            html.add("<section class=\"card\"><h2>\(words.say("Followers", "关注者"))</h2><ul class=\"others\">")
            for agent in surroundings.followers {
                html.add("<li>\(Avatar.html(names.name(agent), isTiny: true)) \(names.name(agent))</li>")
            }
            html.add("</ul></section>")
        }
        if !surroundings.reminders.isEmpty {
            html.add("<section class=\"card\"><h2>\(words.say("Reminders", "提醒"))</h2><ul class=\"others\">")
            for reminder in surroundings.reminders {
                html.add(
                    """
                    <li>\(frame.clock.html(reminder.at, words)) \(names.name(reminder.agent))\
                    \(if: !reminder.text.isEmpty, ": \(reminder.text)")
                    """
                )
                if reminder.agent == frame.signedIn?.agent.id {
                    html.add(
                        """
                         <form method="post" action="\(base)/reminders/\(reminder.id)/remove">\(frame.token)\
                        <button class="link">\(words.say("Remove", "删除"))</button></form>
                        """
                    )
                }
                html.add("</li>")
            }
            html.add("</ul></section>")
        }
        return html
    }
}
