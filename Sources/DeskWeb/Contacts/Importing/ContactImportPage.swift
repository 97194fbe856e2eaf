import DeskModel
import TicketStorage

/// The form for a file, and earlier imports.
struct ContactImportPage: AdminContent {
    let imports: [ContactImport]
    let agents: [Agent]
    var problem: String?
    var done: String?

    func title(_ words: Words) -> String { words.say("Import people", "导入联系人") }

    func html(_ frame: PageFrame) -> HTML {
        let words = frame.words
        var page: HTML = "<h1>\(title(words))</h1>"
        if let problem { page.add("<p class=\"notice bad\" role=\"alert\">\(problem)</p>") }
        if let done { page.add("<p class=\"notice good\" role=\"status\">\(done)</p>") }
        page.add(
            """
            <form class="card wide" method="post" action="/admin/contacts/import" enctype="multipart/form-data">\(frame.token)\
            <label>\(words.say("CSV file in UTF-8, with headings", "CSV 文件（UTF-8，含标题行）"))<input type="file" name="file" \
            accept=".csv,text/csv" required></label><p class="quiet">\(words.say(
                "Up to 5 MB and 20,000 rows. You say what the columns are and look before anything is stored.",
                "最大 5 MB、20000 行。下一步选择各列含义并预览，确认后才会保存。"
            ))</p><button class="primary">\(words.say("Upload", "上传"))</button></form>\
            <h2 id="earlier">\(words.say("Earlier imports", "历史导入"))</h2>
            """
        )
        if imports.isEmpty {
            page.add(
                EmptyState(
                    .people,
                    words.say("Nothing was imported yet.", "尚未导入。"),
                    words.say("Each import stands here, and can be taken back as a whole.", "每次导入都会列在此处，并可整体撤销。")
                ).html
            )
        }
        if !imports.isEmpty {
            page.add(
                """
                <div class="scroll" tabindex="0" role="region" aria-labelledby="earlier"><table><thead><tr>\
                <th scope="col">\(words.say("File", "文件"))</th><th scope="col">\(words.say("By", "操作人"))</th>\
                <th scope="col">\(words.say("When", "时间"))</th><th scope="col">\(words.say("Added", "新增"))</th>\
                <th scope="col">\(words.say("Action", "操作"))</th></tr></thead><tbody>
                """
            )
            for item in imports { page.add(row(item, frame)) }
            page.add("</tbody></table></div>")
        }
        return page
    }

    private func row(_ item: ContactImport, _ frame: PageFrame) -> HTML {
        let words = frame.words
        var html: HTML = """
            <tr><td>\(item.name)</td><td>\(ActorName.shown(item.actor, among: agents, words))</td>\
            <td>\(frame.clock.html(item.at, words))</td><td>\(words.say(
                "\(item.people) people, \(item.addresses) addresses",
                "\(item.people) 位联系人，\(item.addresses) 个地址"
            ))</td><td>
            """
        if item.undoneAt != nil {
            html.add("<span class=\"chip\">\(words.say("taken back", "已撤销"))</span>")
        } else {
            html.add(
                """
                <form method="post" action="/admin/contacts/imports/\(item.id)/undo">\(frame.token)\
                <button class="link" aria-label="\(words.say("Undo \(item.name)", "撤销 \(item.name)"))">\
                \(words.say("Undo", "撤销"))</button></form>
                """
            )
        }
        html.add("</td></tr>")
        return html
    }
}
