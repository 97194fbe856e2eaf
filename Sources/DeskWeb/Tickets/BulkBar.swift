import ChannelKit
import DeskModel
import TicketStorage

/// What can be done with the tickets that are ticked; it shows once one is.
struct BulkBar {
    static let form = "bulk"

    let place: ListPlace
    let choices: ListChoices

    func html(_ frame: PageFrame) -> HTML {
        let words = frame.words
        var html: HTML = """
            <form class="bulk" id="\(Self.form)" method="post" action="/desk/bulk">\(frame.token)\
            <input type="hidden" name="back" value="\(place.address)"><strong class="picked"></strong>
            """
        html.add("<select name=\"status\" aria-label=\"\(words.say("Status", "状态"))\">")
        html.add("<option value=\"\">\(words.say("Status", "状态"))</option>")
        for status in TicketStatus.allCases where status != .new {
            html.add("<option value=\"\(status.rawValue)\">\(words.status(status))</option>")
        }
        html.add("</select><select name=\"assignee\" aria-label=\"\(words.say("Answers", "负责人"))\">")
        html.add(
            """
            <option value="">\(words.say("Answers", "负责人"))</option>\
            <option value="nobody">\(words.say("nobody", "未分配"))</option>
            """
        )
        for agent in choices.agents { html.add("<option value=\"\(agent.id)\">\(agent.name)</option>") }
        html.add("</select>")
        if !choices.teams.isEmpty {
            html.add("<select name=\"team\" aria-label=\"\(words.say("Team", "团队"))\">")
            html.add("<option value=\"\">\(words.say("Team", "团队"))</option>")
            for team in choices.teams { html.add("<option value=\"\(team.id)\">\(team.name)</option>") }
            html.add("</select>")
        }
        html.add("<select name=\"priority\" aria-label=\"\(words.say("Priority", "优先级"))\">")
        html.add("<option value=\"\">\(words.say("Priority", "优先级"))</option>")
        for priority in TicketPriority.allCases {
            html.add("<option value=\"\(priority.rawValue)\">\(words.priority(priority))</option>")
        }
        html.add(
            """
            </select><input name="tag" maxlength="40" list="common-tags" class="tag-field" \
            aria-label="\(words.say("Add tag", "添加标签"))" placeholder="\(words.say("Add tag", "添加标签"))">\
            <button class="primary small">\(words.say("Change", "更改"))</button>\
            <button class="small" name="snooze" value="tomorrow">\(words.say("Snooze until tomorrow", "推迟到明天"))</button>\
            <button class="small danger" name="spam" value="yes">\(words.say("Spam", "垃圾"))</button></form>
            """
        )
        return html
    }
}
