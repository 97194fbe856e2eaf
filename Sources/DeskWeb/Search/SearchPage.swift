import ChannelKit
import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// `GET /desk/search`: tickets and people that words are found in.
enum Search {
    private static let pageSize = 30
    private static let maximumWords = 200

    static func show(_ exchange: Exchange) async throws -> Response {
        let words = String((exchange.query.trimmed("q") ?? "").prefix(maximumWords))
        var page = SearchPage(words: words, hits: Page(items: [], next: nil), people: [], isFirst: true)
        if !words.isEmpty {
            let after = exchange.query["after"].map(PageCursor.init(rawValue:))
            page.isFirst = after == nil
            // Whoever looks is known by their address.
            let own = "assignee:\(try exchange.agent.email)"
            let asked = words.split(whereSeparator: \.isWhitespace)
                .map { ["assignee:me", "assignee：me"].contains($0.lowercased()) ? own : String($0) }
                .joined(separator: " ")
            page.hits = try await exchange.store.search(asked, after: after, limit: pageSize)
            let plain = SearchQuery(words).plainWords
            if after == nil, !plain.isEmpty {
                page.people = try await exchange.store.contactPage(matching: plain, after: nil, limit: 5).items
            }
        }
        return exchange.page(
            exchange.words.say("Search", "搜索"),
            chrome: try await exchange.chrome(.search, search: words),
            content: page.html(exchange.frame)
        )
    }
}

/// What was found.
struct SearchPage {
    var words: String
    var hits: Page<SearchHit>
    var people: [ContactProfile]
    var isFirst: Bool

    func html(_ frame: PageFrame) -> HTML {
        let say = frame.words
        var page: HTML = "<h1>\(say.say("Search", "搜索"))</h1>"
        guard !words.isEmpty else {
            page.add(
                """
                <p class="empty">\(Icon.search.html)\(say.say(
                    "Type words, a name, an address or a ticket's number.",
                    "输入关键词、姓名、地址或工单编号。"
                ))</p>\(SearchWords.help(say))
                """
            )
            return page
        }
        for problem in SearchWords.problems(SearchQuery(words), say) {
            page.add("<p class=\"notice warn\" role=\"status\">\(problem)</p>")
        }
        if !people.isEmpty {
            page.add("<ul class=\"people\">")
            for person in people { page.add(ContactRow(profile: person).html(frame)) }
            page.add("</ul>")
        }
        guard !hits.items.isEmpty else {
            page.add("<p class=\"empty\">\(say.say("No ticket holds these words.", "没有找到匹配的工单。"))</p>")
            page.add(SearchWords.help(say))
            return page
        }
        if isFirst, hits.next == nil {
            page.add("<p class=\"quiet\">\(say.count(hits.items.count, "ticket found.", "tickets found.", "个工单。"))</p>")
        }
        page.add("<div class=\"card-list\"><ol class=\"tickets found\">")
        for hit in hits.items {
            let ticket = hit.ticket.ticket
            page.add(
                """
                <li><a href="/desk/tickets/\(ticket.number)">\(Avatar.html(hit.ticket.contactName))\
                <span class="who">\(MatchMarks.html(hit.ticket.contactName, words: words))</span>\
                <span class="about">\(MatchMarks.html(SubjectText.shown(ticket.subject, say), words: words))</span>\
                <span class="preview">\(MatchMarks.html(hit.excerpt, words: words))</span>\
                <span class="marks"><span class="chip status \(ticket.status.rawValue)">\(say.status(ticket.status))</span>\
                <small>#\(ticket.number) · \(ticket.channel.rawValue)</small></span>\
                <span class="when">\(frame.clock.html(ticket.updatedAt, say))</span></a></li>
                """
            )
        }
        page.add("</ol></div>")
        let base = "/desk/search?q=\(PercentCoding.encode(words))"
        page.add(
            Paging.html(
                frame,
                first: isFirst ? nil : base,
                next: hits.next.map { "\(base)&after=\(PercentCoding.encode($0.rawValue))" }
            )
        )
        return page
    }
}

/// What is typed into the search: words, and filters with a colon.
enum SearchWords {
    /// What is wrong with filters that could not be read; they are looked for as words.
    static func problems(_ query: SearchQuery, _ say: Words) -> [String] {
        query.misread.map { filter in
            switch filter {
            case .status(let value):
                let known = TicketStatus.allCases.map(\.rawValue).joined(separator: ", ")
                return say.say(
                    "“\(value)” is no status. There are \(known) and unsolved.",
                    "没有“\(value)”这个状态，可用：\(known)、unsolved。"
                )
            case .day(let value):
                return say.say(
                    "“\(value)” is no date since 1970. Write it as 2026-03-01.",
                    "“\(value)”不是 1970 年以后的日期，请写成 2026-03-01。"
                )
            case .field(let value):
                return say.say(
                    "“\(value)” is no value of a field. Write it as field:product=laser.",
                    "“\(value)”不是字段的值，请写成 field:product=laser。"
                )
            }
        }
    }

    /// What the filters are.
    static func help(_ say: Words) -> HTML {
        """
        <dl class="facts card wide"><div><dt><code>from:ada</code></dt><dd>\(say.say("the customer's name or address", "客户姓名或地址"))</dd></div>\
        <div><dt><code>status:open</code></dt><dd>\(say.say("new, open, pending, on-hold, solved, closed, unsolved", "new（新建）、open（处理中）、pending（等待客户）、on-hold（搁置）、solved（已解决）、closed（已关闭）、unsolved（未解决）"))</dd></div>\
        <div><dt><code>assignee:me</code></dt><dd>\(say.say("me, nobody, or a colleague's name", "me、nobody 或同事姓名"))</dd></div>\
        <div><dt><code>channel:mail</code></dt><dd>\(say.say("the channel that opened the ticket", "创建工单的渠道"))</dd></div>\
        <div><dt><code>tag:vip</code></dt><dd>\(say.say("a tag of the ticket", "工单标签"))</dd></div>\
        <div><dt><code>field:product=laser</code></dt><dd>\(say.say("a value of a field, by the field's key", "字段的值（使用字段的键）"))</dd></div>\
        <div><dt><code>after:2026-03-01</code> <code>before:2026-04-01</code></dt>\
        <dd>\(say.say("the days between which it changed last", "最后更新日期范围"))</dd></div></dl>
        """
    }
}

/// Marks where words stand in a short text.
enum MatchMarks {
    /// The text with every occurrence of a word in `mark` elements; case is ignored.
    static func html(_ text: String, words: String) -> HTML {
        let wanted = SearchQuery(words).plainWords.lowercased().split { $0.isWhitespace || "\"“”*".contains($0) }
            .prefix(10)
            .map(Array.init)
        let characters = Array(text.prefix(400))
        // Lower case of one character may be several; compared character by character nothing shifts.
        let lowered = characters.map { Character($0.lowercased().prefix(1).description) }
        var html: HTML = ""
        var plain = ""
        var index = 0
        while index < characters.count {
            let length = wanted.lazy.filter { Self.stands($0, in: lowered, at: index) }.map(\.count).max() ?? 0
            guard length > 0 else {
                plain.append(characters[index])
                index += 1
                continue
            }
            html.text(plain)
            plain = ""
            html.add("<mark>\(String(characters[index..<index + length]))</mark>")
            index += length
        }
        html.text(plain)
        return html
    }

    private static func stands(_ word: [Character], in text: [Character], at index: Int) -> Bool {
        !word.isEmpty && index + word.count <= text.count && text[index..<index + word.count].elementsEqual(word)
    }
}
