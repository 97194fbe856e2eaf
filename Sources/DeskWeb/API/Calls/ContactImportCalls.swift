import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// People out of a CSV file: looked at, taken in, and taken back.
enum ContactImportCalls {
    /// How many rows that are left out are told.
    private static let maximumTold = 200

    private static let leftOut = APIObject(
        "LeftOutRow",
        "A row that is not taken in.",
        [.required("line", .count, "The line it begins in, counted from 1."), .required("reason", .words, "Why.")]
    )

    static let result = APIObject(
        "ContactImportResult",
        "What became of the rows of a list, or would become of them.",
        [
            .required("import", .nullable(.id), "Names the import, for undoing it; null when nothing was taken in."),
            .required("columns", .items(.words), "What each column was taken for."),
            .required("rows", .count, "How many rows the list has."),
            .required("added", .count, "New people."),
            .required("extended", .count, "Known people who get further addresses."),
            .required("known", .count, "People who are known already."),
            .required("left_out", .count, "Rows that are left out."),
            .required("left_out_rows", .items(.object(leftOut)), "The first two hundred of them."),
        ]
    )

    static let schema = APIObject(
        "ContactImport",
        "An import of people.",
        [
            .required("id", .id, "The id, for undoing it."),
            .required("name", .words, "What the list was called."),
            .required("by", .object(ActorResource.schema), "Who took it in."),
            .required("at", .time, "When."),
            .required("people", .count, "How many people it has added so far."),
            .required("addresses", .count, "How many addresses it has added so far."),
            .required("undone_at", .nullable(.time), "When it was taken back."),
        ]
    )

    static let undone = APIObject(
        "UndoneContactImport",
        "What was taken back with an import.",
        [
            .required("people", .count, "How many people."),
            .required("addresses", .count, "How many addresses."),
            .required("kept", .count, "How many addresses stay, since they were used or proven."),
        ]
    )

    static let parameters: [APIParameter] = [
        .query("name", .line(maximum: 100), "What the list is called."),
        .query(
            "columns",
            .line(maximum: 600),
            "What the columns are, with commas: name, email, phone, ignored; guessed from the headings when left out."
        ),
        .query("region", .line(maximum: 2), "The country of telephone numbers without one, such as DE or CN."),
        .query("dry_run", .boolean, "Whether to tell only what would happen."),
    ]

    /// Answers `GET /contact-imports`.
    static func list(_ exchange: APIExchange) async throws -> Response {
        exchange.list(try await exchange.store.contactImports(limit: 200)) { item in
            [
                "id": .id(item.id), "name": .text(item.name), "by": ActorResource.json(item.actor),
                "at": .time(item.at), "people": .integer(item.people), "addresses": .integer(item.addresses),
                "undone_at": .time(orNull: item.undoneAt),
            ]
        }
    }

    /// Answers `POST /contact-imports`.
    ///
    /// The list is taken in by steps: what was taken in before a stop stays, `GET /contact-imports` tells how far it came, and
    /// the same list again goes on from there.
    static func add(_ exchange: APIExchange) async throws -> Response {
        let table = try table(exchange)
        let columns = try columns(of: table, exchange)
        let reading = ContactListReading(
            columns: columns,
            region: try region(exchange),
            ids: exchange.ids,
            now: exchange.now
        )
        let (people, problems) = reading.read(table)
        var item: ContactImport?
        let outcomes: [ImportOutcome]
        if exchange.query["dry_run"] == "true" || people.isEmpty {
            outcomes = try await exchange.store.checkImport(people.map(\.person))
        } else {
            let new = ContactImport(
                id: exchange.ids.next(at: exchange.now),
                name: exchange.query["name"] ?? "CSV",
                actor: try exchange.actor,
                assertedBy: try exchange.token.agent?.email ?? exchange.token.token.name,
                at: exchange.now
            )
            outcomes = try await exchange.store.importPeople(people.map(\.person), with: new)
            item = new
        }
        let body = json(
            item?.id,
            columns,
            zip(people, outcomes).map { ($0.line, $1) },
            problems,
            rows: table.rows.count
        )
        return try await exchange.remember(ServiceAnswer(status: 200, body: body.compact))
    }

    /// Answers `POST /contact-imports/{id}/undo`.
    static func undo(_ exchange: APIExchange) async throws -> Response {
        let id = try exchange.id(of: ContactImport.self)
        let report = try await exchange.store.undoImport(id, actor: try exchange.actor, at: exchange.now)
            .orNotFound("import that holds")
        let body: JSON = [
            "people": .integer(report.people), "addresses": .integer(report.addresses), "kept": .integer(report.kept),
        ]
        return try await exchange.remember(ServiceAnswer(status: 200, body: body.compact))
    }

    private static func table(_ exchange: APIExchange) throws -> CSVTable {
        guard exchange.octets.count <= ContactListReading.maximumBytes else {
            throw APIProblem(.tooLarge, "A list has at most \(ContactListReading.maximumBytes >> 20) MB.")
        }
        do {
            return try CSVTable(exchange.octets, maximumRows: ContactListReading.maximumRows)
        } catch let problem as CSVTable.Problem {
            throw APIProblem(.malformed, problem.english)
        }
    }

    private static func columns(
        of table: CSVTable,
        _ exchange: APIExchange
    ) throws -> [ContactListReading.Column] {
        guard let text = exchange.query["columns"] else { return table.headings.map { .guess($0) } }
        let names = text.split(separator: ",", omittingEmptySubsequences: false).map { String($0.filter { $0 != " " }) }
        let columns = names.compactMap(ContactListReading.Column.init)
        guard columns.count == names.count, columns.count == table.headings.count else {
            let words = ContactListReading.Column.allCases.map(\.rawValue).joined(separator: ", ")
            throw wrong("columns", "allowed is one of \(words) for each of the \(table.headings.count) columns")
        }
        return columns
    }

    private static func region(_ exchange: APIExchange) throws -> String? {
        guard let text = exchange.query["region"]?.uppercased() else { return nil }
        guard text.utf8.count == 2, text.utf8.allSatisfy({ (0x41...0x5A).contains($0) }) else {
            throw wrong("region", "allowed are two letters, such as DE or CN")
        }
        return text
    }

    private static func wrong(_ parameter: String, _ detail: String) -> APIProblem {
        .invalid([FieldProblem(place: .parameter(parameter, in: "query"), detail: detail)])
    }

    private static func json(
        _ id: ContactImportID?,
        _ columns: [ContactListReading.Column],
        _ outcomes: [(line: Int, outcome: ImportOutcome)],
        _ problems: [ContactListReading.Problem],
        rows: Int
    ) -> JSON {
        var (added, extended, known) = (0, 0, 0)
        var leftOut = problems.map { ($0.line, $0.english) }
        for (line, outcome) in outcomes {
            switch outcome {
            case .added: added += 1
            case .extended: extended += 1
            case .known: known += 1
            case .conflict(let addresses):
                leftOut.append(
                    (line, "\(addresses.joined(separator: ", ")) belong to different people; merge them first.")
                )
            }
        }
        let told = leftOut.sorted { $0.0 < $1.0 }.prefix(maximumTold)
        return [
            "import": .id(orNull: id), "columns": .array(columns.map { .text($0.rawValue) }), "rows": .integer(rows),
            "added": .integer(added), "extended": .integer(extended), "known": .integer(known),
            "left_out": .integer(leftOut.count),
            "left_out_rows": .array(told.map { ["line": .integer($0.0), "reason": .text($0.1)] }),
        ]
    }
}
