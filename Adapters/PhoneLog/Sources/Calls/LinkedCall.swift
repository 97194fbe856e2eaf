import ChannelKit

/// One call as the desk sees it, made of all the records its exchange wrote of it.
///
/// A queue, a transfer and every attempt to ring somebody make records of their own. What the caller did is told by the first
/// that reaches outside; what became of it by the best end among them; who talked longest answered it.
struct LinkedCall: Sendable, Hashable {
    let direction: CallDirection
    let outcome: CallOutcome
    /// The number outside, as written; nil when it is withheld.
    let party: String?
    /// The name of whoever is outside.
    let partyName: String?
    /// The desk's number.
    let own: String?
    let start: Timestamp?
    let end: Timestamp?
    /// From the first record's beginning to the last one's end, in seconds.
    let duration: Int?
    /// The longest talk, in seconds.
    let talk: Int?
    let queue: String?
    let recordings: [String]
    let warnings: [Wording]

    /// Puts a call together; nil of no records.
    init?(_ records: [CallRecord], numbers: InternalNumbers) {
        let directed = records.map { ($0, numbers.direction(of: $0)) }
        // The sort is stable, so that records of one second stay in the file's order.
        let ordered = directed.enumerated().sorted {
            let (left, right) = ($0.element.0.start?.rawValue ?? .max, $1.element.0.start?.rawValue ?? .max)
            return (left, $0.offset) < (right, $1.offset)
        }.map(\.element)
        guard let (lead, way) = ordered.first(where: { $0.1 != .internal }) ?? ordered.first else { return nil }
        direction = way
        let people = records.filter { !$0.isProgrammed }
        let isProgrammed = people.count < records.count && !people.isEmpty
        // Of a call that came in, what it was passed on to outside says nothing, unless a program passed it on.
        let telling = isProgrammed ? people : ordered.filter { $0.1 != .outbound || way == .outbound }.map(\.0)
        outcome = Self.outcome(of: telling)
        party = way == .outbound ? lead.to : lead.from
        partyName = way == .outbound ? lead.toName : lead.fromName
        own = way == .outbound ? lead.from : lead.to
        let begin = records.compactMap(\.start).min()
        let finish = records.compactMap(\.end).max()
        start = begin
        end = finish
        if records.count > 1, let begin, let finish {
            duration = max(0, Int(finish.seconds - begin.seconds))
        } else {
            duration = lead.duration
        }
        talk = (isProgrammed ? people : records).compactMap(\.talk).max()
        queue = records.lazy.compactMap(\.queue).first
        recordings = Self.distinct(records.compactMap(\.recording))
        warnings = Self.distinct(records.flatMap(\.warnings))
    }

    /// The best end first: one leg that was answered is an answered call, however many rang in vain.
    private static let ranks: [CallOutcome] = [
        .answered, .voicemail, .abandoned, .rejected, .blocked, .busy, .missed, .failed, .unknown,
    ]

    private static func outcome(of records: [CallRecord]) -> CallOutcome {
        let outcomes = Set(records.map(\.outcome))
        return ranks.first(where: outcomes.contains) ?? .unknown
    }

    private static func distinct<Item: Hashable>(_ items: [Item]) -> [Item] {
        var seen: Set<Item> = []
        return items.filter { seen.insert($0).inserted }
    }
}
