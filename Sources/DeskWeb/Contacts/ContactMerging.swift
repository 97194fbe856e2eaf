import AddressNormalization
import ChannelKit
import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// Merging people: looked at first, in a chosen direction, and undone in any order.
enum ContactMerging {
    /// Answers `GET /desk/contacts/:id/merge?into=` or `?address=`.
    static func preview(_ exchange: Exchange) async throws -> Response {
        let from = try exchange.id("id", of: Contact.self)
        guard let into = try await other(exchange) else {
            return try await refuse(exchange, from, exchange.words.say("Nobody has that address.", "没有联系人使用该地址。"))
        }
        guard let preview = try await exchange.store.mergePreview(from: from, into: into) else {
            throw PageProblem.notFound
        }
        return exchange.page(
            exchange.words.say("Merge people", "合并联系人"),
            chrome: try await exchange.chrome(.contacts),
            content: ContactMergePage(preview: preview).html(exchange.frame)
        )
    }

    /// Answers `POST /desk/contacts/:id/merge`.
    static func submit(_ exchange: Exchange) async throws -> Response {
        let from = try exchange.id("id", of: Contact.self)
        guard let into = exchange.form["into"].flatMap({ ContactID($0) }) else { throw PageProblem.notFound }
        let merge = ContactMerge(
            id: exchange.site.services.ids.next(at: exchange.now),
            from: from,
            into: into,
            actor: try exchange.actor,
            evidence: [exchange.form.trimmed("reason").map { .words(String($0.prefix(500))) } ?? .agentsWord],
            at: exchange.now
        )
        switch try await exchange.store.merge(merge) {
        case .done: return .seeOther("/desk/contacts/\(into)")
        case .refused(let reason): return try await refuse(exchange, from, Exchange.sentence(reason))
        }
    }

    /// Answers `POST /desk/merges/:id/undo`.
    static func undo(_ exchange: Exchange) async throws -> Response {
        let id = try exchange.id("id", of: ContactMerge.self)
        guard let contact = exchange.form["contact"].flatMap({ ContactID($0) }) else { throw PageProblem.notFound }
        switch try await exchange.store.unmerge(id, actor: try exchange.actor, at: exchange.now) {
        case .done: return .seeOther("/desk/contacts/\(contact)")
        case .refused(let reason): return try await refuse(exchange, contact, Exchange.sentence(reason))
        }
    }

    /// Answers `POST /desk/identities/:id/shared`.
    static func markShared(_ exchange: Exchange) async throws -> Response {
        try await exchange.store.markShared(
            try exchange.id("id", of: Identity.self),
            exchange.form["shared"] == "yes",
            actor: try exchange.actor,
            at: exchange.now
        )
        return exchange.back(or: "/desk/contacts")
    }

    /// Answers `POST /desk/suggestions/:id/dismiss`.
    static func dismiss(_ exchange: Exchange) async throws -> Response {
        _ = try await exchange.store.dismiss(
            try exchange.id("id", of: Suggestion.self),
            actor: try exchange.actor,
            at: exchange.now
        )
        return exchange.back(or: "/desk/tickets")
    }

    private static func other(_ exchange: Exchange) async throws -> ContactID? {
        if let id = exchange.query["into"].flatMap({ ContactID($0) }) { return id }
        guard let address = exchange.query.trimmed("address"), address.utf8.count <= 320,
            let key = EmailAddressNormalization.key(address) ?? PhoneNumberNormalization.key(address, region: nil)
        else { return nil }
        return try await exchange.store.contact(holding: key)?.person.id
    }

    private static func refuse(_ exchange: Exchange, _ contact: ContactID, _ reason: String) async throws -> Response {
        try await ContactShow.answer(exchange, id: contact, problem: reason, status: .unprocessableContent)
    }
}

/// What merging two people would bring together.
struct ContactMergePage {
    let preview: MergePreview

    func html(_ frame: PageFrame) -> HTML {
        let words = frame.words
        let from = preview.from
        let into = preview.into
        var page: HTML = """
            <h1>\(words.say("Are they one person?", "是同一个人吗？"))</h1><p class="lead">\(words.say(
                "The right one stands for both from then on. Addresses and tickets stay where they are, so you can undo this at any time.",
                "合并后由右侧联系人代表两者。地址和工单保持不变，可随时撤销。"
            ))</p>
            """
        page.add(
            "<div class=\"pair\">\(card(from, frame))<p class=\"arrow\" aria-hidden=\"true\">→</p>\(card(into, frame))</div>"
        )
        page.add(EvidenceList.html(preview.remarks, words))
        guard frame.mayChange, from.person.id != into.person.id else { return page }
        page.add(
            """
            <form class="card" method="post" action="/desk/contacts/\(from.contact.id)/merge">\(frame.token)\
            <input type="hidden" name="into" value="\(into.contact.id)"><label>\
            \(words.say("Why (kept with the merge)", "原因（随合并记录保存）"))<input name="reason" maxlength="500"></label>\
            <div class="row"><button class="primary">\(words.say("Merge", "合并"))</button>\
            <a class="button" href="/desk/contacts/\(into.contact.id)/merge?into=\(from.contact.id)">\
            \(words.say("The other way round", "反向合并"))</a>\
            <a href="/desk/contacts/\(from.contact.id)">\(words.say("Leave it", "取消"))</a></div></form>
            """
        )
        return page
    }

    private func card(_ profile: ContactProfile, _ frame: PageFrame) -> HTML {
        """
        <section class="card"><h2><a href="/desk/contacts/\(profile.contact.id)">\(ContactName.shown(profile, frame.words))</a></h2>\
        \(IdentityList.html(profile.identities, frame))<p class="quiet">\
        \(frame.words.count(profile.ticketCount, "ticket", "tickets", "个工单"))</p></section>
        """
    }
}
