import DeskModel
import Foundation
import HTTPTypes
import TicketStorage

/// Where in the lists a reader is: the view and the page of it, as addresses hold it.
struct ListPlace: Sendable, Hashable {
    var view: TicketView = .unsolved
    var after: PageCursor?

    init() {}

    /// Reads a query; what is unknown is left out.
    init(_ query: FormValues) {
        if let text = query["view"], let view = TicketView(rawValue: text) { self.view = view }
        after = query["after"].flatMap { $0.utf8.count <= 100 ? PageCursor(rawValue: $0) : nil }
    }

    /// The query that leads back here.
    var query: String {
        var query = "view=\(view.rawValue)"
        if let after { query += "&after=\(PercentCoding.encode(after.rawValue))" }
        return query
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
