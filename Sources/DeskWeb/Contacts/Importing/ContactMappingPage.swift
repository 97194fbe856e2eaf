import DeskModel
import TicketStorage

/// What the columns of a list are, its first rows, and what taking it in does.
struct ContactMappingPage: AdminContent {
    private static let previewCount = 5
    private static let shownProblems = 200

    let table: CSVTable
    let columns: [ContactListReading.Column]
    let region: String?
    let digest: String
    let file: String
    var problems: [ContactListReading.Problem] = []
    /// What becomes, or became, of the good rows; nil before that was asked.
    var outcomes: [(line: Int, outcome: ImportOutcome)]?
    var isDone = false

    func title(_ words: Words) -> String { words.say("Import people", "导入联系人") }

    func html(_ frame: PageFrame) -> HTML {
        let words = frame.words
        var page: HTML = """
            <p><a href="/admin/contacts/import">\(words.say("All imports", "全部导入"))</a></p>\
            <h1>\(title(words))</h1><p class="lead">\(file) · \
            \(words.count(table.rows.count, "row", "rows", "行"))</p>
            """
        if let outcomes { page.add(result(outcomes, frame)) }
        if !isDone { page.add(form(frame)) }
        return page
    }

    private func form(_ frame: PageFrame) -> HTML {
        let words = frame.words
        var html: HTML = """
            <form class="card" action="/admin/contacts/import/\(digest)"><input type="hidden" name="file" value="\(file)">\
            <h2 id="columns">\(words.say("What the columns are", "各列含义"))</h2>\
            <div class="scroll" tabindex="0" role="region" aria-labelledby="columns"><table><thead><tr>
            """
        for (index, heading) in table.headings.enumerated() {
            html.add("<th scope=\"col\"><label>\(heading)<select name=\"column\(index)\">")
            for column in ContactListReading.Column.allCases {
                html.add(
                    "<option value=\"\(column.rawValue)\"\(if: columns[index] == column, " selected")>\(title(column, words))</option>"
                )
            }
            html.add("</select></label></th>")
        }
        html.add("</tr></thead><tbody>")
        for row in table.rows.prefix(Self.previewCount) {
            html.add("<tr>")
            for index in table.headings.indices { html.add("<td>\(String(row.field(index).prefix(80)))</td>") }
            html.add("</tr>")
        }
        html.add(
            """
            </tbody></table></div><label>\(words.say(
                "Country of telephone numbers without one, two letters (such as DE or CN)",
                "无国家码的电话号码所属国家（两个字母，如 CN 或 DE）"
            ))<input name="region" value="\(region)" maxlength="2" pattern="[A-Za-z]{2}"></label>\
            <button class="primary" name="check" value="yes">\(words.say("Look what happens", "预览结果"))</button></form>
            """
        )
        return html
    }

    private func result(_ outcomes: [(line: Int, outcome: ImportOutcome)], _ frame: PageFrame) -> HTML {
        let words = frame.words
        let conflicts = outcomes.compactMap { line, outcome -> (Int, [String])? in
            if case .conflict(let addresses) = outcome { (line, addresses) } else { nil }
        }
        let added = outcomes.count { $0.outcome == .added }
        let known = outcomes.count { $0.outcome == .known }
        let extended = outcomes.count - added - known - conflicts.count
        var html: HTML = """
            <section class="notice\(if: isDone, " good")" role="status"><h2>\(isDone ? words.say("Done", "已完成") : words.say("What happens", "预览结果"))</h2><ul>\
            <li>\(words.count(added, "new person", "new people", "位新联系人"))</li>\
            <li>\(words.count(extended, "known person gets further addresses", "known people get further addresses", "位已有联系人新增地址"))</li>\
            <li>\(words.count(known, "person is known already", "people are known already", "位已存在"))</li>\
            <li>\(words.count(problems.count + conflicts.count, "row is left out", "rows are left out", "行被跳过"))</li></ul>
            """
        if !isDone, added + extended + known > 0 {
            html.add(
                """
                <form method="post" action="/admin/contacts/import/\(digest)">\(frame.token)\
                <input type="hidden" name="file" value="\(file)"><input type="hidden" name="region" value="\(region)">
                """
            )
            for (index, column) in columns.enumerated() {
                html.add("<input type=\"hidden\" name=\"column\(index)\" value=\"\(column.rawValue)\">")
            }
            html.add("<button class=\"primary\">\(words.say("Take them in", "确认导入"))</button></form>")
        }
        html.add("</section>")
        let sentences =
            problems.map { ($0.line, $0.sentence(words)) }
            + conflicts.map { line, addresses in
                (
                    line,
                    words.say(
                        "\(addresses.joined(separator: ", ")) belong to different people; merge them by hand first, or take one out.",
                        "\(addresses.joined(separator: "、")) 属于不同联系人；请先手动合并，或去掉其中一个。"
                    )
                )
            }
        guard !sentences.isEmpty else { return html }
        html.add(
            "<section class=\"card\"><h2>\(words.say("Rows that are left out", "被跳过的行"))</h2><ul class=\"evidence\">"
        )
        for (line, sentence) in sentences.sorted(by: { $0.0 < $1.0 }).prefix(Self.shownProblems) {
            html.add("<li>\(words.say("Line \(line): ", "第 \(line) 行："))\(sentence)</li>")
        }
        html.add("</ul></section>")
        return html
    }

    private func title(_ column: ContactListReading.Column, _ words: Words) -> String {
        switch column {
        case .ignored: words.say("not taken", "忽略")
        case .name: words.say("name", "姓名")
        case .email: words.say("mail address", "邮箱")
        case .phone: words.say("telephone number", "电话")
        }
    }
}

extension ContactListReading.Problem {
    /// What is wrong and what is allowed.
    func sentence(_ words: Words) -> String {
        switch kind {
        case .noAddress:
            words.say("there is no mail address and no telephone number; one is needed.", "没有邮箱也没有电话，至少需要一个。")
        case .badMail(let text):
            words.say("“\(text)” is no mail address, such as ada@example.org.", "“\(text)”不是邮箱地址（例如 ada@example.org）。")
        case .badPhone(let text):
            words.say(
                "“\(text)” is no telephone number; write it with its country, such as +49 30 1234567, or name the country above.",
                "“\(text)”不是电话号码；请带国家码（例如 +86 10 12345678），或在上方填写国家。"
            )
        case .nameTooLong: words.say("the name is longer than 200 characters.", "姓名超过 200 个字符。")
        case .repeated(let line):
            words.say("an address stands in line \(line) already.", "地址已出现在第 \(line) 行。")
        }
    }
}
