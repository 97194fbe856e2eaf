import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// `GET /desk/contacts`: people by name, or those that words are found in.
enum ContactList {
    private static let pageSize = 50

    static func show(_ exchange: Exchange) async throws -> Response {
        let words = exchange.query.trimmed("q").map { String($0.prefix(200)) }
        let after = exchange.query["after"].map(PageCursor.init(rawValue:))
        async let people = exchange.store.contactPage(matching: words, after: after, limit: pageSize)
        async let chrome = exchange.chrome(.contacts)
        let page = ContactListPage(words: words, people: try await people, isFirst: after == nil)
        return exchange.page(
            exchange.words.say("People", "联系人"),
            chrome: try await chrome,
            content: page.html(exchange.frame)
        )
    }
}

/// People as a list.
struct ContactListPage {
    var words: String?
    var people: Page<ContactProfile>
    var isFirst: Bool

    func html(_ frame: PageFrame) -> HTML {
        let say = frame.words
        var page: HTML = """
            <h1>\(say.say("People", "联系人"))</h1><form class="row" action="/desk/contacts">\
            <input type="search" name="q" value="\(words)" aria-label="\(say.say("Name or address", "姓名或地址"))" \
            placeholder="\(say.say("Name or address", "姓名或地址"))"><button>\(say.say("Find", "查找"))</button></form>
            """
        if people.items.isEmpty { page.add(emptiness(say).html) }
        page.add("<ul class=\"people\">")
        for profile in people.items { page.add(ContactRow(profile: profile).html(frame)) }
        page.add("</ul>")
        let base = words.map { "/desk/contacts?q=\(PercentCoding.encode($0))" } ?? "/desk/contacts?"
        page.add(
            Paging.html(
                frame,
                first: isFirst ? nil : base,
                next: people.next.map { "\(base)&after=\(PercentCoding.encode($0.rawValue))" }
            )
        )
        return page
    }

    private func emptiness(_ say: Words) -> EmptyState {
        guard words == nil else {
            return EmptyState(
                .search,
                say.say("Nobody here.", "没有联系人。"),
                say.say("No name or address fits these words.", "没有匹配的姓名或地址。")
            )
        }
        return EmptyState(
            .people,
            say.say("Nobody here.", "没有联系人。"),
            say.say("Whoever writes stands here by themselves.", "来信的人会自动显示在此处。")
        )
    }
}

/// A person as a line.
struct ContactRow {
    let profile: ContactProfile

    func html(_ frame: PageFrame) -> HTML {
        let name = ContactName.shown(profile, frame.words)
        let addresses = profile.identities.prefix(4).map(\.address).joined(separator: " · ")
        return """
            <li><a href="/desk/contacts/\(profile.contact.id)"><strong>\(name)</strong>\
            <span class="quiet">\(addresses)</span><span class="count">\
            \(frame.words.count(profile.ticketCount, "ticket", "tickets", "个工单"))</span></a></li>
            """
    }
}

/// A person's name for display.
enum ContactName {
    static func shown(_ profile: ContactProfile, _ words: Words) -> String {
        if !profile.person.name.isEmpty { return profile.person.name }
        return profile.identities.first?.address ?? words.say("Unknown", "未知")
    }
}
