import ChannelKit
import DeskModel
import Foundation
import HTTPTypes
import TicketStorage

/// Where in the lists a reader is: the view, what is chosen from it, the order, and the page, as addresses hold it.
struct ListPlace: Sendable, Hashable {
    var view: TicketView = .unsolved
    /// The saved view that the conditions come from.
    var saved: SavedViewID?
    var filter = TicketFilter()
    var order = TicketOrder.changed
    /// The keys of the fields whose values stand beside each ticket.
    var shown: [String] = []
    var after: PageCursor?

    /// How many fields a list shows at the most.
    static let maximumShown = 3

    init(view: TicketView = .unsolved) { self.view = view }

    /// The place of a saved view.
    init(_ saved: SavedView) {
        view = saved.definition.base
        filter = saved.definition.filter
        order = saved.definition.order
        shown = saved.definition.shown ?? []
        self.saved = saved.id
    }

    /// Reads a query; what is unknown is left out.
    init(_ query: FormValues) {
        if let text = query["view"], let view = TicketView(rawValue: text) { self.view = view }
        if let text = query["sort"], let order = TicketOrder(rawValue: text) { self.order = order }
        shown = Array(
            query.all("show").filter { (1...TicketField.maximumKeyLength).contains($0.utf8.count) }.prefix(
                Self.maximumShown
            )
        )
        saved = query["saved"].flatMap { SavedViewID($0) }
        after = query["after"].flatMap { $0.utf8.count <= 100 ? PageCursor(rawValue: $0) : nil }
        filter = TicketFilter(query)
    }

    /// The query that leads back here.
    var query: String {
        var pairs = [("view", view.rawValue)]
        if let saved { pairs.append(("saved", saved.description)) }
        pairs += filter.pairs
        if order != .changed { pairs.append(("sort", order.rawValue)) }
        pairs += shown.map { ("show", $0) }
        if let after { pairs.append(("after", after.rawValue)) }
        return pairs.map { "\($0.0)=\(PercentCoding.encode($0.1))" }.joined(separator: "&")
    }

    /// The list's own address.
    var address: String { "/desk/tickets?\(query)" }

    /// The address of a ticket beside this list.
    func address(of number: Int) -> String { "/desk/tickets/\(number)?\(query)" }

    /// The first page of the same list.
    var start: ListPlace {
        var place = self
        place.after = nil
        return place
    }

    /// The page behind a cursor.
    func behind(_ cursor: PageCursor) -> ListPlace {
        var place = self
        place.after = cursor
        return place
    }
}

extension TicketFilter {
    /// Reads conditions from a query or a form; what is unknown is left out.
    init(_ values: FormValues) {
        self.init()
        statuses = Set(values.all("status").prefix(20).compactMap(TicketStatus.init))
        priorities = Set(values.all("priority").prefix(20).compactMap(TicketPriority.init))
        switch values["assignee"] {
        case "me": assignee = .me
        case "nobody": assignee = .nobody
        case let text?: assignee = AgentID(text).map { .agent($0) }
        case nil: break
        }
        team = values["team"].flatMap { TeamID($0) }
        channel = Self.word(values, "channel").map { ChannelID(rawValue: $0) }
        type = Self.word(values, "type")
        tag = Self.word(values, "tag").flatMap(TicketMark.normalizedTag)
        let conditions = values.all("field").prefix(20).compactMap { FieldCondition($0) }
        fields = conditions.isEmpty ? nil : conditions
        quietDays = values["quiet"].flatMap { Int($0) }.flatMap { (1...3_650).contains($0) ? $0 : nil }
    }

    /// The conditions as names and values of a query.
    var pairs: [(String, String)] {
        var pairs = statuses.map(\.rawValue).sorted().map { ("status", $0) }
        pairs += priorities.map(\.rawValue).sorted().map { ("priority", $0) }
        switch assignee {
        case .me: pairs.append(("assignee", "me"))
        case .nobody: pairs.append(("assignee", "nobody"))
        case .agent(let agent): pairs.append(("assignee", agent.description))
        case nil: break
        }
        if let team { pairs.append(("team", team.description)) }
        if let channel { pairs.append(("channel", channel.rawValue)) }
        if let type { pairs.append(("type", type)) }
        if let tag { pairs.append(("tag", tag)) }
        pairs += (fields ?? []).map { ("field", $0.text) }
        if let quietDays { pairs.append(("quiet", String(quietDays))) }
        return pairs
    }

    private static func word(_ values: FormValues, _ name: String) -> String? {
        values.trimmed(name).flatMap { $0.utf8.count <= 200 ? $0 : nil }
    }
}

extension Exchange {
    /// The place that the request names, else the one of the page that it was sent from.
    var place: ListPlace {
        if method == .get { return ListPlace(query) }
        return sendingQuery.map(ListPlace.init) ?? ListPlace()
    }

    /// The query of the list or ticket page that a form was submitted on, as the browser tells.
    private var sendingQuery: FormValues? {
        guard let referrer = headers[.referer], referrer.utf8.count <= 2_000,
            let start = referrer.range(of: "/desk/tickets"),
            let mark = referrer[start.upperBound...].firstIndex(of: "?")
        else { return nil }
        return FormValues(urlEncoded: Array(referrer[referrer.index(after: mark)...].prefix { $0 != "#" }.utf8))
    }

    /// Where a ticket is shown after a change: beside the list that the reader had, if they had one.
    func address(of number: Int, anchor: String = "") -> String {
        guard sendingQuery?["view"] != nil else { return "/desk/tickets/\(number)\(anchor)" }
        return place.address(of: number) + anchor
    }
}
