import ChannelKit
import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// `/admin/tags`: the tags of tickets, renamed, merged and retired.
enum TagPages {
    /// How many tags are shown, the most used ones.
    private static let maximumCount = 1_000

    /// Answers `GET /admin/tags`.
    static func show(_ exchange: Exchange) async throws -> Response { try await answer(nil, exchange) }

    /// `POST /admin/tags/rename`: gives a tag another name, which merges it into a tag that has that name.
    static func rename(_ exchange: Exchange) async throws -> Response {
        let words = exchange.words
        let tags = try await exchange.store.tags(limit: maximumCount)
        guard let tag = exchange.form["tag"], tags.contains(where: { $0.tag == tag }) else {
            throw PageProblem.notFound
        }
        guard let target = exchange.form["name"].flatMap(TicketMark.normalizedTag) else {
            let problem = words.say(
                "A tag has 1 to \(TicketMark.maximumLength) characters.",
                "标签为 1 到 \(TicketMark.maximumLength) 个字符。"
            )
            return try await answer(problem, exchange)
        }
        guard !tags.contains(where: { $0.tag == target && $0.isRetired }) else {
            return try await answer(words.say("“\(target)” is retired.", "“\(target)”已停用。"), exchange)
        }
        _ = try await exchange.store.renameTag(tag, to: target, actor: try exchange.actor, at: exchange.now)
        return .seeOther("/admin/tags")
    }

    /// `POST /admin/tags/state`: retires a tag, or takes it back into use.
    static func setState(_ exchange: Exchange) async throws -> Response {
        guard let tag = exchange.form["tag"].flatMap(TicketMark.normalizedTag) else { throw PageProblem.notFound }
        let isRetired = exchange.form["state"] == "retired"
        try await exchange.store.setTag(tag, isRetired: isRetired, actor: try exchange.actor, at: exchange.now)
        return .seeOther("/admin/tags")
    }

    private static func answer(_ problem: String?, _ exchange: Exchange) async throws -> Response {
        let page = TagsPage(tags: try await exchange.store.tags(limit: maximumCount), problem: problem)
        return try await exchange.adminPage(
            exchange.words.say("Tags", "标签"),
            status: problem == nil ? .ok : .unprocessableContent,
            content: page.html(exchange.frame)
        )
    }
}

/// The tags with what can be done to them.
struct TagsPage {
    let tags: [TagUse]
    var problem: String?

    func html(_ frame: PageFrame) -> HTML {
        let words = frame.words
        var page: HTML = """
            <h1>\(words.say("Tags", "标签"))</h1><p class="lead">\(words.say(
                "Agents make tags as they go. Here you bring order into them: the name of another tag merges the two; "
                    + "macros and saved views follow.",
                "标签由客服随手添加，您可以在此整理：改为另一个标签的名称即合并两者，快捷回复和已保存视图会同步更新。"
            ))</p>
            """
        if let problem { page.add("<p class=\"notice bad\" role=\"alert\">\(problem)</p>") }
        guard !tags.isEmpty else {
            page.add(
                EmptyState(
                    .view,
                    words.say("No ticket has a tag.", "还没有标签。"),
                    words.say(
                        "Tags are given at tickets; here they are renamed, joined and retired.",
                        "标签在工单中添加；可在此重命名、合并和停用。"
                    )
                ).html
            )
            return page
        }
        page.add("<datalist id=\"all-tags\">")
        for tag in tags where !tag.isRetired { page.add("<option value=\"\(tag.tag)\"></option>") }
        page.add(
            """
            </datalist><div class="scroll" tabindex="0" role="group" aria-label="\(words.say("Tags", "标签"))"><table><thead><tr>\
            <th scope="col">\(words.say("Tag", "标签"))</th><th scope="col" class="number">\(words.say("Tickets", "工单数"))</th>\
            <th scope="col">\(words.say("Rename or merge", "重命名或合并"))</th><th scope="col">\(words.say("State", "状态"))</th>\
            </tr></thead><tbody>
            """
        )
        for tag in tags { page.add(row(tag, frame)) }
        page.add("</tbody></table></div>")
        return page
    }

    private func row(_ tag: TagUse, _ frame: PageFrame) -> HTML {
        let words = frame.words
        let (state, title) =
            tag.isRetired ? ("active", words.say("Use again", "恢复使用")) : ("retired", words.say("Retire", "停用"))
        return """
            <tr><td><a class="chip tag" href="/desk/tickets?view=all&amp;tag=\(PercentCoding.encode(tag.tag))">\(tag.tag)</a>\
            \(if: tag.isRetired, " <span class=\"chip warn\">\(words.say("retired", "已停用"))</span>")</td>\
            <td class="number">\(tag.count)</td><td><form class="inline-form" method="post" action="/admin/tags/rename">\(frame.token)\
            <input type="hidden" name="tag" value="\(tag.tag)">\
            <input name="name" maxlength="40" list="all-tags" required aria-label="\(words.say("New name of \(tag.tag)", "\(tag.tag) 的新名称"))">\
            <button>\(words.say("Rename", "重命名"))</button></form></td>\
            <td><form method="post" action="/admin/tags/state">\(frame.token)<input type="hidden" name="tag" value="\(tag.tag)">\
            <button class="small" name="state" value="\(state)" aria-label="\(title): \(tag.tag)">\(title)</button></form></td></tr>
            """
    }
}
