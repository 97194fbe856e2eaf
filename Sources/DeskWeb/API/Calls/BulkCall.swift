import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// One change of many tickets: each ticket's part is made as a whole or not at all, and no ticket waits for another's.
enum BulkCall {
    private static let maximumTickets = 100

    private static let change = APIObject(
        "BulkChange",
        "What is to be changed; what is left out stays.",
        [
            .optional("status", TicketResource.statuses, "Where they stand."),
            .optional("priority", TicketResource.priorities, "How urgent they are."),
            .optional("assignee", .nullable(.id), "The agent who answers them; null for nobody."),
            .optional("team", .nullable(.id), "The team they belong to; null for none."),
            .optional(
                "add_tags",
                .list(.line(maximum: TicketMark.maximumLength), maximum: TicketMark.maximumTags),
                "Tags they have afterwards."
            ),
            .optional(
                "remove_tags",
                .list(.line(maximum: TicketMark.maximumLength), maximum: TicketMark.maximumTags),
                "Tags they have no longer."
            ),
            .optional(
                "snoozed_until",
                .nullable(.time),
                "Until when they are off the working lists, at most two years ahead; null puts them back."
            ),
            .optional("spam", .boolean, "Whether they are put away as spam, and whoever sent them blocked."),
        ]
    )

    static let schema = APIObject(
        "TicketsChange",
        "A change of many tickets.",
        [
            .required(
                "tickets",
                .list(.integer(1...999_999_999_999), maximum: maximumTickets),
                "The numbers of the tickets."
            ),
            .required("change", .object(change), "What is to be changed."),
        ]
    )

    private static let refused = APIObject(
        "UnchangedTicket",
        "A ticket that stayed as it was.",
        [.required("ticket", .count, "Its number."), .required("reason", .words, "Why.")]
    )

    static let result = APIObject(
        "ChangedTickets",
        "What became of each ticket.",
        [
            .required("changed", .items(.count), "The numbers of the tickets that are as asked for now."),
            .required("unchanged", .items(.object(refused)), "Those that stayed as they were."),
        ]
    )

    /// Answers `POST /tickets/bulk`.
    static func change(_ exchange: APIExchange) async throws -> Response {
        let wanted = exchange.body["change"] ?? .null
        let marks = try tags(wanted) + TicketChangeCalls.shelves(wanted, at: exchange.now, below: "/change")
        guard !wanted.members.isEmpty else {
            throw APIProblem.invalid("/change", "nothing is to be changed; name at least one field")
        }
        var seen: Set<Int> = []
        let numbers = (exchange.body["tickets"]?.elements ?? []).compactMap(\.integer).filter {
            seen.insert($0).inserted
        }
        var absent: [Int] = []
        var found: [Int] = []
        var changes: [[DeskChange]] = []
        for number in numbers {
            guard let ticket = try await exchange.store.numberedTicket(number), ticket.mergedInto == nil else {
                absent.append(number)
                continue
            }
            let id = ticket.ticket.id
            let actions = try marks.map { DeskChange.Action.mark(id, $0) } + actions(wanted, id)
            found.append(number)
            changes.append(try actions.map { DeskChange($0, actor: try exchange.actor, at: exchange.now) })
        }
        let (asked, gone) = (found, absent)
        return try await exchange.change(.each(changes)) { outcome in
            guard case .each(let results) = outcome else {
                return TicketWords.answer(outcome) { TicketWords.ticket($0) }
            }
            return answer(Array(zip(asked, results)), absent: gone)
        }
    }

    private static func answer(_ results: [(number: Int, result: ChangeResult)], absent: [Int]) -> ServiceAnswer {
        var changed: [JSON] = []
        var unchanged: [JSON] = absent.map {
            ["ticket": .integer($0), "reason": "There is no such ticket, or it was merged into another."]
        }
        for (number, result) in results {
            switch result {
            case .done: changed.append(.integer(number))
            case .refused(let reason):
                unchanged.append(["ticket": .integer(number), "reason": .text(Exchange.sentence(reason))])
            case .stale:
                unchanged.append(["ticket": .integer(number), "reason": "Somebody was faster."])
            }
        }
        let body: JSON = ["changed": .array(changed), "unchanged": .array(unchanged)]
        return ServiceAnswer(status: 200, body: body.compact)
    }

    private static func tags(_ wanted: JSON) throws -> [TicketMark] {
        func read(_ member: String) throws -> [String] {
            try (wanted[member]?.elements ?? []).enumerated().map { index, element in
                guard let tag = element.text.flatMap(TicketMark.normalizedTag) else {
                    throw APIProblem.invalid("/change/\(member)/\(index)", "this is no tag")
                }
                return tag
            }
        }
        let (adding, removing) = (try read("add_tags"), try read("remove_tags"))
        return adding.isEmpty && removing.isEmpty ? [] : [.tags(adding: adding, removing: removing)]
    }

    private static func actions(_ wanted: JSON, _ ticket: TicketID) throws -> [DeskChange.Action] {
        try wanted.members.compactMap { member in
            switch member.name {
            case "status": member.value.text.flatMap(TicketStatus.init).map { .status(ticket, $0) }
            case "priority": member.value.text.flatMap(TicketPriority.init).map { .priority(ticket, $0) }
            case "assignee": .assign(ticket, try id(member.value, at: "assignee"))
            case "team": .team(ticket, try id(member.value, at: "team"))
            default: nil
            }
        }
    }

    private static func id<Record>(_ value: JSON, at member: String) throws -> RecordID<Record>? {
        guard let text = value.text else { return nil }
        guard let id = RecordID<Record>(text) else {
            throw APIProblem.invalid("/change/\(member)", "there is no such id")
        }
        return id
    }
}
