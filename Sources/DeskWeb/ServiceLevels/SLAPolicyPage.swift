import ChannelKit
import DeskModel
import ServiceLevels

/// What would be due if a ticket came now, by priority.
enum DuePreview {
    static func html(_ policy: SLAPolicy, _ hours: [BusinessHours], _ frame: PageFrame) -> HTML {
        let words = frame.words
        var policy = policy
        policy.isEnabled = true
        let clockwork = Clockwork(policies: [policy], hours: hours)
        var html: HTML = """
            <p class="quiet">\(words.say("If a ticket came now, its first answer would be due:", "如果现在收到工单，首次回复的截止时间："))</p><ul>
            """
        for priority in TicketPriority.allCases.reversed() where policy.minutes(.firstResponse, priority) != nil {
            let subject = ClockSubject(
                ticket: TicketID(rawValue: 1),
                priority: priority,
                type: policy.types.first
            )
            html.add("<li>\(words.priority(priority)): ")
            if let due = clockwork.firstAnswerDue(subject, openedAt: frame.clock.now) {
                html.add("<strong>\(frame.clock.text(due, words))</strong></li>")
            } else {
                html.add("\(words.say("never, the hours have no time for it", "没有可用的工作时间"))</li>")
            }
        }
        html.add("</ul>")
        return html
    }
}

/// The list of policies in their order.
struct SLAPolicyListPage {
    let policies: [SLAPolicy]
    let hours: [BusinessHours]

    func html(_ frame: PageFrame) -> HTML {
        let words = frame.words
        var page: HTML = """
            <h1>\(words.say("Service levels", "服务时限"))</h1><p class="lead">\(words.say(
                "How soon tickets are to be answered and solved. The first policy that is on and fits a ticket holds.",
                "工单应在多长时间内得到回复和解决。按顺序，第一个启用且适用的规则生效。"
            ))</p>
            """
        if hours.isEmpty {
            page.add(
                """
                <p class="notice">\(words.say("Business hours come first.", "请先设置工作时间。")) \
                <a href="/admin/business-hours/new">\(words.say("Set them up", "去设置"))</a></p>
                """
            )
            return page
        }
        if policies.isEmpty {
            page.add(
                """
                <p class="empty">\(words.say(
                    "There is no policy: no clock runs. A new one comes with usual limits, switched off.",
                    "还没有规则，不会计时。新建规则会带有常用时限，默认停用。"
                ))</p>
                """
            )
        } else {
            page.add("<ul class=\"stack\">")
            for policy in policies { page.add(row(policy, frame)) }
            page.add("</ul>")
        }
        page.add(
            "<p><a class=\"button primary\" href=\"/admin/service-levels/new\">\(words.say("New policy", "新建规则"))</a></p>"
        )
        return page
    }

    private func row(_ policy: SLAPolicy, _ frame: PageFrame) -> HTML {
        let words = frame.words
        return """
            <li class="card"><h2><a href="/admin/service-levels/\(policy.id)">\(policy.name)</a> \
            <span class="chip \(if: policy.isEnabled, "good")">\(policy.isEnabled ? words.say("on", "启用") : words.say("off", "停用"))</span></h2>\
            <p class="quiet">\(hours.first { $0.id == policy.hours }?.name ?? "")</p>\(DuePreview.html(policy, hours, frame))\
            <form method="post" action="/admin/service-levels/\(policy.id)/remove">\(frame.token)\
            <button class="small danger">\(words.say("Remove \(policy.name)", "删除“\(policy.name)”"))</button></form></li>
            """
    }
}

/// The form of a policy.
struct SLAPolicyPage {
    var form: SLAPolicyForm
    let id: SLAPolicyID?
    let hours: [BusinessHours]
    var problems = FieldProblems()
    /// The policy of the form, when it was asked what it means.
    var preview: SLAPolicy?

    func html(_ frame: PageFrame) -> HTML {
        let words = frame.words
        let action = id.map { "/admin/service-levels/\($0)" } ?? "/admin/service-levels"
        var page: HTML = """
            <h1>\(id == nil ? words.say("New policy", "新建服务时限") : words.say("Service levels", "服务时限"))</h1>\
            \(problems.summary(words))
            """
        if let preview {
            page.add("<section class=\"notice\" role=\"status\">\(DuePreview.html(preview, hours, frame))</section>")
        }
        page.add(
            """
            <form class="card wide stack" method="post" action="\(action)">\(frame.token)<div class="columns">\
            <label>\(words.say("Name", "名称"))<input\(problems.attributes("name")) value="\(form.name)" maxlength="100" required>\
            \(problems.sentence("name"))</label>\
            <label>\(words.say("Business hours", "工作时间"))<select\(problems.attributes("hours"))>
            """
        )
        for entry in hours {
            page.add(
                "<option value=\"\(entry.id)\"\(if: "\(entry.id)" == form.hours, " selected")>\(entry.name)</option>"
            )
        }
        page.add(
            """
            </select>\(problems.sentence("hours"))</label>\
            <label>\(words.say("Warn after (percent of the time)", "用去多少比例时提醒（%）"))<input\(problems.attributes("warning")) \
            inputmode="numeric" value="\(form.warning)" maxlength="2" required>\(problems.sentence("warning"))</label>\
            <label>\(words.say("Order", "顺序"))<input\(problems.attributes("position")) inputmode="numeric" \
            value="\(form.position)" maxlength="4" required>\(problems.sentence("position"))</label></div>\
            <label>\(words.say("Ticket types, with commas; none is every type", "工单类型，用逗号分隔；留空表示全部"))\
            <input\(problems.attributes("types")) value="\(form.types)" maxlength="4000">\(problems.sentence("types"))</label>\
            <label class="check"><input type="checkbox" name="enabled" value="yes"\(if: form.isEnabled, " checked")>\
            \(words.say("In force", "启用"))</label>
            """
        )
        page.add(limits(words))
        page.add(
            """
            <p class="row"><button class="primary" name="action" value="save">\(words.say("Save", "保存"))</button>\
            <button name="action" value="preview">\(words.say("Preview", "预览"))</button></p></form>
            """
        )
        return page
    }

    private func limits(_ words: Words) -> HTML {
        var html: HTML = """
            <fieldset><legend>\(words.say("Limits in business time", "时限（按工作时间）"))</legend><p class="hint">\(words.say(
                "Like 30 min, 4 h or 1 h 30 min; nothing is no limit.",
                "如 30 分钟、4 小时；留空表示不限。"
            ))</p><div class="scroll"><table class="limits"><thead><tr><th scope="col">\(words.say("Priority", "优先级"))</th>
            """
        for target in SLATarget.allCases { html.add("<th scope=\"col\">\(words.target(target))</th>") }
        html.add("</tr></thead><tbody>")
        for priority in TicketPriority.allCases.reversed() {
            html.add("<tr><th scope=\"row\">\(words.priority(priority))</th>")
            for target in SLATarget.allCases {
                let field = SLAPolicyForm.field(target, priority)
                html.add(
                    """
                    <td><input\(problems.attributes(field)) value="\(form.limits[field] ?? "")" maxlength="40" \
                    aria-label="\(words.target(target)), \(words.priority(priority))" autocomplete="off">\
                    \(problems.sentence(field))</td>
                    """
                )
            }
            html.add("</tr>")
        }
        html.add("</tbody></table></div></fieldset>")
        return html
    }
}
