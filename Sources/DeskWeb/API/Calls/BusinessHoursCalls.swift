import DeskModel
import HTTPTypes
import Hummingbird
import ServiceLevels
import TicketStorage

/// When the desk works.
enum BusinessHoursCalls {
    private static let intervals = APISchema.list(.line(maximum: 11), maximum: BusinessHours.maximumIntervals)
    private static let week = APISchema.list(intervals, maximum: 7)

    private static let newDay = APIObject(
        "NewSpecialDay",
        "A day with hours of its own.",
        [
            .required("date", .line(maximum: 10), "The day, as 2026-10-01."),
            .optional("name", .line(maximum: 100), "What it is called, such as a holiday's name."),
            .optional("hours", intervals, "Its hours as 09:00-17:30; none is a day off."),
        ]
    )

    private static let days = APISchema.list(.object(newDay), maximum: BusinessHours.maximumSpecialDays)

    static let new = APIObject(
        "NewBusinessHours",
        "Business hours to add.",
        [
            .required("name", .line(maximum: 100), "The name, which no other hours have."),
            .required("time_zone", .line(maximum: 60), "The time zone, such as Europe/Berlin."),
            .required("week", week, "The hours of each weekday, Monday first, as 09:00-17:30; none is a day off."),
            .optional("special_days", days, "Holidays and make-up workdays; they replace the weekday's hours."),
        ]
    )

    static let change = APIObject(
        "BusinessHoursChange",
        "What is to be changed about business hours; what is left out stays.",
        [
            .optional("name", .line(maximum: 100), "The name, which no other hours have."),
            .optional("time_zone", .line(maximum: 60), "The time zone, such as Europe/Berlin."),
            .optional("week", week, "The hours of each weekday, Monday first, in place of all."),
            .optional("special_days", days, "Holidays and make-up workdays, in place of all."),
        ]
    )

    private static let day = APIObject(
        "SpecialDay",
        "A day with hours of its own.",
        [
            .required("date", .words, "The day."), .required("name", .words, "What it is called; may be empty."),
            .required("hours", .items(.words), "Its hours; none is a day off."),
        ]
    )

    static let schema = APIObject(
        "BusinessHours",
        "When a desk works.",
        [
            .required("id", .id, "The id."),
            .required("name", .words, "The name."),
            .required("time_zone", .words, "The time zone as the IANA data base names it."),
            .required("week", .items(.items(.words)), "The hours of each weekday, Monday first; none is a day off."),
            .required("special_days", .items(.object(day)), "Days with hours of their own, in order of time."),
        ]
    )

    static func json(_ hours: BusinessHours) -> JSON {
        [
            "id": .id(hours.id), "name": .text(hours.name), "time_zone": .text(hours.timeZone),
            "week": .array(hours.week.map(json)),
            "special_days": .array(
                hours.specialDays.map { day in
                    ["date": .text(day.date.description), "name": .text(day.name), "hours": json(day.intervals)]
                }
            ),
        ]
    }

    private static func json(_ intervals: [DayInterval]) -> JSON { .array(intervals.map { .text($0.description) }) }

    /// Answers `GET /business-hours`.
    static func list(_ exchange: APIExchange) async throws -> Response {
        exchange.list(try await exchange.store.businessHours()) { json($0) }
    }

    /// Answers `GET /business-hours/{id}`.
    static func get(_ exchange: APIExchange) async throws -> Response { .json(json(try await known(exchange))) }

    /// Answers `POST /business-hours`.
    static func add(_ exchange: APIExchange) async throws -> Response {
        let id: BusinessHoursID = exchange.ids.next(at: exchange.now)
        let hours = try changed(BusinessHours(id: id, name: "", timeZone: "UTC", week: []), exchange)
        return try await exchange.administer(.saveHours(hours), json(hours), at: "/business-hours/\(hours.id)")
    }

    /// Answers `PATCH /business-hours/{id}`.
    static func update(_ exchange: APIExchange) async throws -> Response {
        let known = try await known(exchange)
        try exchange.expectChange()
        let hours = try changed(known, exchange)
        return try await exchange.administer(.saveHours(hours), json(hours))
    }

    /// Answers `DELETE /business-hours/{id}`.
    static func remove(_ exchange: APIExchange) async throws -> Response {
        try await exchange.administer(.removeHours(try await known(exchange).id))
    }

    private static func known(_ exchange: APIExchange) async throws -> BusinessHours {
        try exchange.known(\.id, in: try await exchange.store.businessHours(), "business hours")
    }

    private static func changed(_ hours: BusinessHours, _ exchange: APIExchange) throws -> BusinessHours {
        let body = exchange.body
        let zone = body["time_zone"]?.text ?? hours.timeZone
        guard BusinessTime.isTimeZone(zone) else {
            throw APIProblem.invalid("/time_zone", "there is no such time zone; write it like Europe/Berlin")
        }
        var week = hours.week
        if let wanted = body["week"] {
            guard wanted.elements.count == 7 else {
                throw APIProblem.invalid("/week", "seven days are needed, Monday first")
            }
            week = try wanted.elements.enumerated().map { try intervals($1, at: "/week/\($0)") }
        }
        let days = try body["special_days"].map { try specialDays($0) } ?? hours.specialDays
        return BusinessHours(
            id: hours.id,
            name: body["name"]?.text ?? hours.name,
            timeZone: zone,
            week: week,
            specialDays: days
        )
    }

    private static func specialDays(_ value: JSON) throws -> [SpecialDay] {
        try value.elements.enumerated().map { index, element in
            let pointer = "/special_days/\(index)"
            guard let date = element["date"]?.text.flatMap({ CalendarDate($0) }) else {
                throw APIProblem.invalid("\(pointer)/date", "this is no day; write it as 2026-10-01")
            }
            return SpecialDay(
                date: date,
                name: element["name"]?.text ?? "",
                intervals: try intervals(element["hours"] ?? [], at: "\(pointer)/hours")
            )
        }
    }

    private static func intervals(_ value: JSON, at pointer: String) throws -> [DayInterval] {
        try value.elements.enumerated().map { index, element in
            guard let interval = element.text.flatMap({ DayInterval($0) }) else {
                throw APIProblem.invalid("\(pointer)/\(index)", "these are no hours; write them as 09:00-17:30")
            }
            return interval
        }
    }
}
