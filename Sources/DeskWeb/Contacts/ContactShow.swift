import ChannelKit
import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// `GET /desk/contacts/:id`: a person with addresses, evidence, merges and tickets.
enum ContactShow {
    static func show(_ exchange: Exchange) async throws -> Response {
        try await answer(exchange, id: try exchange.id("id", of: Contact.self))
    }

    /// The page, with what went wrong when something did.
    static func answer(
        _ exchange: Exchange,
        id: ContactID,
        problem: String? = nil,
        status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        guard let profile = try await exchange.store.contact(id) else { throw PageProblem.notFound }
        async let tickets = exchange.store.ticketPage(TicketQuery(view: .all, person: profile.person.id, limit: 25))
        async let suggestions = exchange.store.suggestions(ticket: nil, person: profile.person.id)
        async let agents = exchange.store.agents()
        async let organization = exchange.store.organization(of: profile.person.id)
        async let chrome = exchange.chrome(.contacts)
        let page = ContactPage(
            profile: profile,
            tickets: try await tickets.items,
            suggestions: try await suggestions,
            agents: try await agents,
            problem: problem,
            organization: try await organization
        )
        return exchange.page(
            ContactName.shown(profile, exchange.words),
            status: status,
            chrome: try await chrome,
            content: page.html(exchange.frame)
        )
    }
}

/// A person.
struct ContactPage {
    var profile: ContactProfile
    var tickets: [TicketSummary]
    var suggestions: [Suggestion]
    var agents: [Agent]
    var problem: String?
    var organization: Organization?

    func html(_ frame: PageFrame) -> HTML {
        let words = frame.words
        var page: HTML = "<h1>\(ContactName.shown(profile, words))</h1>\(OrganizationMark.html(organization, frame))"
        if let problem { page.add("<p class=\"notice bad\" role=\"alert\">\(problem)</p>") }
        page.add(suggested(frame))
        page.add(
            "<div class=\"split\"><section class=\"card\"><h2>\(words.say("Addresses", "地址"))</h2><ul class=\"identities\">"
        )
        for identity in profile.identities { page.add(row(identity, frame)) }
        page.add("</ul></section>")
        page.add(merging(frame))
        page.add("</div><h2>\(words.say("Tickets", "工单"))</h2>")
        if tickets.isEmpty { page.add("<p class=\"empty\">\(words.say("No tickets.", "没有工单。"))</p>") }
        page.add("<div class=\"card-list\">\(TicketRows(tickets: tickets).html(frame))</div>")
        if frame.signedIn?.agent.role == .admin {
            page.add(
                """
                <p class="row"><a class="button" href="/admin/contacts/\(profile.contact.id)/export">\
                \(words.say("Export everything", "导出全部数据"))</a><a class="button" \
                href="/admin/contacts/\(profile.contact.id)/erase">\(words.say("Erase…", "清除…"))</a></p>
                """
            )
        }
        return page
    }

    private func row(_ identity: Identity, _ frame: PageFrame) -> HTML {
        let words = frame.words
        var html: HTML = "<li><span class=\"address\">\(identity.address)</span>"
        if identity.isVerified { html.add(" <span class=\"chip good\">\(words.say("proven", "已验证"))</span>") }
        if identity.isShared { html.add(" <span class=\"chip warn\">\(words.say("shared", "多人共用"))</span>") }
        if identity.undeliverableSince != nil {
            html.add(" <span class=\"chip bad\">\(words.say("undeliverable", "无法送达"))</span>")
        }
        let evidence = profile.evidence.filter { $0.identity == identity.id }
        if !evidence.isEmpty {
            html.add("<details><summary>\(words.say("Evidence", "依据"))</summary><ul>")
            for item in evidence.prefix(30) {
                html.add(
                    """
                    <li>\(words.method(item.method)) · \(words.authority(item.assertedBy))\(if: item.isVerified, " ✓") \
                    \(item.tiedTo.map { "→ \($0.value)" }) <span class="quiet">\(frame.clock.html(item.at, words))</span></li>
                    """
                )
            }
            html.add("</ul></details>")
        }
        if frame.mayChange {
            html.add(
                """
                <form method="post" action="/desk/identities/\(identity.id)/shared">\(frame.token)\
                <input type="hidden" name="back" value="/desk/contacts/\(profile.contact.id)">\
                <button class="link" name="shared" value="\(identity.isShared ? "no" : "yes")">\
                \(identity.isShared ? words.say("Only one person uses it", "改为仅一人使用") : words.say("Several people use it", "标记为多人共用"))\
                </button></form>
                """
            )
        }
        html.add("</li>")
        return html
    }

    /// Merges that made up the person, and the form for another.
    private func merging(_ frame: PageFrame) -> HTML {
        let words = frame.words
        var html: HTML = "<section class=\"card\"><h2>\(words.say("One person with", "合并记录"))</h2>"
        if profile.merges.isEmpty { html.add("<p class=\"quiet\">\(words.say("Nothing was merged.", "尚未合并。"))</p>") }
        html.add("<ul class=\"others\">")
        for merge in profile.merges {
            html.add(
                """
                <li><a href="/desk/contacts/\(merge.from)">\(merge.from)</a> → <a href="/desk/contacts/\(merge.into)">\(merge.into)</a> \
                <span class="quiet">\(who(merge.actor, words)), \(frame.clock.html(merge.at, words))</span>\(EvidenceList.html(merge.evidence, words))
                """
            )
            if merge.undoneAt != nil {
                html.add("<span class=\"chip plain\">\(words.say("undone", "已撤销"))</span>")
            } else if frame.mayChange {
                html.add(
                    """
                    <form method="post" action="/desk/merges/\(merge.id)/undo">\(frame.token)\
                    <input type="hidden" name="contact" value="\(profile.contact.id)">\
                    <button class="link">\(words.say("Undo", "撤销"))</button></form>
                    """
                )
            }
            html.add("</li>")
        }
        html.add("</ul>")
        if frame.mayChange {
            html.add(
                """
                <form action="/desk/contacts/\(profile.contact.id)/merge"><label>\
                \(words.say("Merge with the person who has the address", "与拥有此地址的联系人合并"))\
                <input name="address" maxlength="320" required></label>\
                <button>\(words.say("Look first", "预览"))</button></form>
                """
            )
        }
        html.add("</section>")
        return html
    }

    private func suggested(_ frame: PageFrame) -> HTML {
        let words = frame.words
        var html: HTML = ""
        for suggestion in suggestions.prefix(10) {
            guard case .mergeContacts(let first, let second) = suggestion.proposal else { continue }
            let other = first == profile.person.id ? second : first
            html.add(
                """
                <section class="notice suggestion"><p><strong>\(words.say(
                    "Somebody else may be the same person.",
                    "可能与另一位联系人是同一人。"
                ))</strong></p>\(EvidenceList.html(suggestion.evidence, words))
                """
            )
            if frame.mayChange {
                html.add(
                    """
                    <div class="row"><a class="button" href="/desk/contacts/\(other)/merge?into=\(profile.person.id)">\
                    \(words.say("Compare", "比较"))</a><form method="post" action="/desk/suggestions/\(suggestion.id)/dismiss">\
                    \(frame.token)<input type="hidden" name="back" value="\(frame.path)">\
                    <button>\(words.say("No", "不是"))</button></form></div>
                    """
                )
            }
            html.add("</section>")
        }
        return html
    }

    private func who(_ actor: Actor, _ words: Words) -> String {
        switch actor {
        case .agent(let id): agents.first { $0.id == id }?.name ?? words.say("a former agent", "已离职客服")
        case .contact: words.say("the customer", "客户")
        case .system: words.say("Tributary", "系统")
        case .service(let name): name
        case .operator: words.say("the operator", "运维人员")
        }
    }
}
