import ChannelKit
import DeskModel
import ServiceLevels

/// The list of business hours.
struct BusinessHoursListPage {
    let hours: [BusinessHours]
    let used: Set<BusinessHoursID>

    func html(_ frame: PageFrame) -> HTML {
        let words = frame.words
        var page: HTML = """
            <h1>\(words.say("Business hours", "工作时间"))</h1><p class="lead">\(words.say(
                "When the desk works. Service levels count these hours only.",
                "服务台的工作时间。服务时限只在这些时间内计时。"
            ))</p>
            """
        if hours.isEmpty {
            page.add(
                EmptyState(
                    .clock,
                    words.say("There are no business hours yet.", "还没有工作时间。"),
                    words.say("Without hours every clock runs day and night.", "没有工作时间时，计时昼夜不停。")
                ).html
            )
        } else {
            page.add("<ul class=\"stack\">")
            for entry in hours { page.add(row(entry, frame)) }
            page.add("</ul>")
        }
        page.add(
            """
            <p><a class="button primary" href="/admin/business-hours/new">\(words.say("New business hours", "新建工作时间"))</a></p>
            """
        )
        return page
    }

    private func row(_ entry: BusinessHours, _ frame: PageFrame) -> HTML {
        let words = frame.words
        let isOpen = BusinessTime(entry)?.isOpen(at: frame.clock.now) ?? false
        var html: HTML = """
            <li class="card"><h2><a href="/admin/business-hours/\(entry.id)">\(entry.name)</a> \
            <span class="chip \(if: isOpen, "good")">\(isOpen ? words.say("open now", "工作中") : words.say("closed now", "非工作时间"))</span></h2>\
            <p class="quiet">\(entry.timeZone) · \(words.count(entry.specialDays.count, "special day", "special days", "个特殊日期"))</p>
            """
        if !used.contains(entry.id) {
            html.add(
                """
                <form method="post" action="/admin/business-hours/\(entry.id)/remove">\(frame.token)\
                <button class="small danger">\(words.say("Remove \(entry.name)", "删除“\(entry.name)”"))</button></form>
                """
            )
        }
        html.add("</li>")
        return html
    }
}

/// The form of business hours.
struct BusinessHoursPage {
    var form: BusinessHoursForm
    let id: BusinessHoursID?
    var problems = FieldProblems()
    /// How many days a pasted notice gave; nil when none was read.
    var readDays: Int?

    private static let commonZones = [
        "UTC", "Asia/Shanghai", "Asia/Hong_Kong", "Asia/Taipei", "Asia/Singapore", "Asia/Tokyo", "Asia/Kolkata",
        "Australia/Sydney", "Europe/Berlin", "Europe/London", "Europe/Paris", "America/New_York", "America/Chicago",
        "America/Denver", "America/Los_Angeles", "America/Sao_Paulo",
    ]

    func html(_ frame: PageFrame) -> HTML {
        let words = frame.words
        let action = id.map { "/admin/business-hours/\($0)" } ?? "/admin/business-hours"
        var page: HTML = """
            <h1>\(id == nil ? words.say("New business hours", "新建工作时间") : words.say("Business hours", "工作时间"))</h1>\
            \(problems.summary(words))
            """
        if let readDays, problems.isEmpty {
            page.add(
                """
                <p class="notice good" role="status">\(words.say(
                    "\(readDays) days were read into the list below. Look at them, then save.",
                    "已读取 \(readDays) 个日期，列在下方。请核对后保存。"
                ))</p>
                """
            )
        }
        page.add(
            """
            <form class="card wide stack" method="post" action="\(action)">\(frame.token)\
            <div class="columns"><label>\(words.say("Name", "名称"))<input\(problems.attributes("name")) value="\(form.name)" \
            maxlength="100" required>\(problems.sentence("name"))</label>\
            <label>\(words.say("Time zone", "时区"))<input\(problems.attributes("zone")) value="\(form.timeZone)" list="zones" \
            maxlength="64" required autocomplete="off">\(problems.sentence("zone"))</label></div><datalist id="zones">
            """
        )
        for zone in Self.commonZones { page.add("<option value=\"\(zone)\"></option>") }
        page.add("</datalist>")
        page.add(week(words))
        page.add(days(words))
        page.add(
            "<p><button class=\"primary\" name=\"action\" value=\"save\">\(words.say("Save", "保存"))</button></p></form>"
        )
        return page
    }

    private func week(_ words: Words) -> HTML {
        var html: HTML = """
            <fieldset><legend>\(words.say("Hours of the week", "每周工作时间"))</legend><p class="hint">\(words.say(
                "Like 09:00-12:00 13:00-18:00; nothing is a day off; 22:00-06:00 runs over midnight.",
                "如 09:00-12:00 13:00-18:00；留空表示休息；22:00-06:00 表示跨午夜。"
            ))</p><div class="week">
            """
        for (index, text) in form.week.enumerated() {
            html.add(
                """
                <label>\(words.weekday(index))<input\(problems.attributes("day\(index)")) value="\(text)" maxlength="120" \
                autocomplete="off">\(problems.sentence("day\(index)"))</label>
                """
            )
        }
        html.add("</div></fieldset>")
        return html
    }

    private func days(_ words: Words) -> HTML {
        """
        <fieldset><legend>\(words.say("Holidays and make-up workdays", "节假日与调休"))</legend>\
        <label>\(words.say("Special days, one a line", "特殊日期，每行一个"))<span class="hint"> \(words.say(
            "2026-12-25 Christmas is a day off; 2026-10-10 09:00-17:00 Make-up day is worked.",
            "2026-10-01 国庆节 表示休息；2026-10-10 09:00-17:00 调休 表示上班。"
        ))</span><textarea\(problems.attributes("special")) rows="8" maxlength="40000">\(form.specialDays)</textarea>\
        \(problems.sentence("special"))</label>\
        <details\(if: !form.notice.isEmpty || problems["year"] != nil || problems["workday"] != nil, " open")>\
        <summary>\(words.say("Read an official holiday notice", "粘贴国务院放假安排"))</summary>\
        <label>\(words.say("Text of the notice", "通知原文"))<textarea\(problems.attributes("notice")) rows="6" maxlength="40000">\
        \(form.notice)</textarea>\(problems.sentence("notice"))</label>\
        <div class="columns"><label>\(words.say("Year", "年份"))<input\(problems.attributes("year")) inputmode="numeric" \
        value="\(form.noticeYear)" maxlength="4">\(problems.sentence("year"))</label>\
        <label>\(words.say("Hours of make-up workdays", "调休上班的时间"))<input\(problems.attributes("workday")) \
        value="\(form.workdayHours)" maxlength="120">\(problems.sentence("workday"))</label></div>\
        <button name="action" value="read-notice">\(words.say("Read into the list", "读入上方列表"))</button></details></fieldset>
        """
    }
}
