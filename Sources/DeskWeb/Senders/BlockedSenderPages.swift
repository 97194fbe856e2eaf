import ChannelKit
import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// `/admin/senders`: addresses and domains whose messages are put aside.
enum BlockedSenderPages {
    /// How many blocks are shown, the newest ones.
    static let maximumCount = 1_000

    /// Answers `GET /admin/senders`.
    static func show(_ exchange: Exchange) async throws -> Response { try await answer(nil, exchange) }

    /// `POST /admin/senders`: blocks an address or a domain.
    static func add(_ exchange: Exchange) async throws -> Response {
        let words = exchange.words
        guard let sender = BlockedSender.read(exchange.form["sender"] ?? "") else {
            let problem = words.say(
                "Write an address such as ads@example.org, or a domain such as example.org.",
                "请填写地址（如 ads@example.org）或域名（如 example.org）。"
            )
            return try await answer(problem, exchange)
        }
        let block = SenderBlock(
            id: exchange.site.services.ids.next(at: exchange.now),
            kind: sender.kind,
            value: sender.value,
            by: try exchange.actor,
            at: exchange.now
        )
        guard try await exchange.store.block(block, actor: try exchange.actor, at: exchange.now) else {
            return try await answer(words.say("\(sender.value) is blocked already.", "\(sender.value) 已被屏蔽。"), exchange)
        }
        return .seeOther("/admin/senders")
    }

    /// `POST /admin/senders/:id/release`: takes a block back; the page then offers to set it again.
    static func release(_ exchange: Exchange) async throws -> Response {
        let id = try exchange.id("id", of: SenderBlock.self)
        let actor = try exchange.actor
        guard let block = try await exchange.store.release(id, actor: actor, at: exchange.now) else {
            throw PageProblem.notFound
        }
        return .seeOther("/admin/senders?released=\(PercentCoding.encode(block.value))")
    }

    private static func answer(_ problem: String?, _ exchange: Exchange) async throws -> Response {
        let page = BlockedSendersPage(
            blocks: try await exchange.store.senderBlocks(limit: maximumCount),
            agents: try await exchange.store.agents(),
            released: exchange.query["released"].flatMap { BlockedSender.read($0)?.value },
            problem: problem
        )
        return try await exchange.adminPage(
            exchange.words.say("Blocked senders", "已屏蔽的发件人"),
            status: problem == nil ? .ok : .unprocessableContent,
            content: page.html(exchange.frame)
        )
    }
}

/// The blocks, and the form for another one.
struct BlockedSendersPage {
    let blocks: [SenderBlock]
    let agents: [Agent]
    /// What was released just now, so that it can be undone.
    var released: String?
    var problem: String?

    func html(_ frame: PageFrame) -> HTML {
        let words = frame.words
        var page: HTML = """
            <h1>\(words.say("Blocked senders", "已屏蔽的发件人"))</h1><p class="lead">\(words.say(
                "What they send is put aside without an answer; changes of earlier messages too. Under Intake you can look at it "
                    + "and let it go on. A domain blocks every address of it and of the domains below.",
                "其来信（包括对以往消息的修改）会被隔离且不回复，您可以在“收件”中查看并放行。屏蔽域名会同时屏蔽其下所有地址及子域名。"
            ))</p>
            """
        if let problem { page.add("<p class=\"notice bad\" role=\"alert\">\(problem)</p>") }
        if let released {
            page.add(
                """
                <form class="notice" role="status" method="post" action="/admin/senders">\(frame.token)\
                <input type="hidden" name="sender" value="\(released)">\(words.say("\(released) was released.", "已解除对 \(released) 的屏蔽。")) \
                <button class="small">\(words.say("Undo", "撤销"))</button></form>
                """
            )
        }
        page.add(
            """
            <form class="inline-form" method="post" action="/admin/senders">\(frame.token)\
            <label>\(words.say("Address or domain", "地址或域名")) <input name="sender" required maxlength="320" autocomplete="off" spellcheck="false"></label>\
            <button class="primary">\(words.say("Block", "屏蔽"))</button></form>
            """
        )
        guard !blocks.isEmpty else {
            page.add(
                EmptyState(
                    .spam,
                    words.say("Nobody is blocked.", "没有屏蔽任何发件人。"),
                    words.say(
                        "Who is blocked from a ticket marked as spam stands here, and can be let in again.",
                        "在垃圾工单中屏蔽的发件人会显示在此处，并可解除屏蔽。"
                    )
                ).html
            )
            return page
        }
        page.add(
            """
            <div class="scroll" tabindex="0" role="group" aria-label="\(words.say("Blocked senders", "已屏蔽的发件人"))"><table><thead><tr>\
            <th scope="col">\(words.say("Sender", "发件人"))</th><th scope="col">\(words.say("Blocked by", "操作者"))</th>\
            <th scope="col">\(words.say("Since", "时间"))</th><th scope="col">\(words.say("Release", "解除"))</th></tr></thead><tbody>
            """
        )
        for block in blocks { page.add(row(block, frame)) }
        page.add("</tbody></table></div>")
        return page
    }

    private func row(_ block: SenderBlock, _ frame: PageFrame) -> HTML {
        let words = frame.words
        let by = block.by.map { ActorName.shown($0, among: agents, words) } ?? words.say("marked as spam", "标记为垃圾")
        let title = words.say("Release", "解除屏蔽")
        return """
            <tr><td>\(block.value)\(if: block.kind == .domain, " <span class=\"chip\">\(words.say("domain", "域名"))</span>")</td>\
            <td>\(by)</td><td>\(frame.clock.html(block.at, words))</td>\
            <td><form method="post" action="/admin/senders/\(block.id)/release">\(frame.token)\
            <button class="small" aria-label="\(title): \(block.value)">\(title)</button></form></td></tr>
            """
    }
}
