import ChannelKit
import DeskConfiguration
import DeskModel
import DeskWeb
import Foundation
import TicketStorage

/// Takes people in out of a CSV file (RFC 4180), as the administration's page does; every row that is left out is named.
struct ImportContacts: DeskCommand {
    static let name = "contacts import"
    /// The most rows of one file.
    static let maximumRows = 100_000

    let file: String
    let octets: Data
    let json: Bool

    private struct LeftOut: Encodable {
        let line: Int
        let problem: String
    }

    private struct Summary: Encodable {
        /// For `contacts undo-import`; null when nobody was taken in.
        let `import`: ContactImportID?
        let added: Int
        let extended: Int
        let known: Int
        let leftOut: Int
    }

    func run(on desk: Desk, _ output: CommandOutput) async throws {
        let table = try table()
        let columns = table.headings.map(ContactListReading.Column.guess)
        guard columns.contains(.email) || columns.contains(.phone) else {
            throw CommandFailure(.data, "\(file):1: no heading `email` or `phone`; allowed: name, email, phone")
        }
        let now = Desk.clock()
        let region = desk.configuration.desk.defaultRegion
        let (people, problems) = ContactListReading(columns: columns, region: region, ids: desk.store.ids, now: now)
            .read(table)
        let item = ContactImport(
            id: desk.store.ids.next(at: now),
            name: String(URL(fileURLWithPath: file).lastPathComponent.prefix(100)),
            actor: .operator,
            assertedBy: "operator",
            at: now
        )
        let outcomes = people.isEmpty ? [] : try await desk.store.importPeople(people.map(\.person), with: item)
        var leftOut = problems.map { ($0.line, $0.english) }
        var (added, extended, known) = (0, 0, 0)
        for (person, outcome) in zip(people, outcomes) {
            switch outcome {
            case .added: added += 1
            case .extended: extended += 1
            case .known: known += 1
            case .conflict(let addresses):
                let names = addresses.joined(separator: ", ")
                leftOut.append((person.line, "\(names) belong to different people; merge them first."))
            }
        }
        for (line, why) in leftOut.sorted(by: { $0.0 < $1.0 }) {
            if json {
                try await output.json(LeftOut(line: line, problem: why))
            } else {
                try await output.line("\(file):\(line): \(why)")
            }
        }
        let summary = Summary(
            import: people.isEmpty ? nil : item.id,
            added: added,
            extended: extended,
            known: known,
            leftOut: leftOut.count
        )
        guard !json else { return try await output.json(summary) }
        try await output.line(
            "\(added) added, \(extended) given more addresses, \(known) known already, \(leftOut.count) left out."
        )
        guard added + extended > 0 else { return }
        try await output.line("To take it back: tributary contacts undo-import \(item.id)")
    }

    private func table() throws -> CSVTable {
        do {
            return try CSVTable(octets, maximumRows: Self.maximumRows)
        } catch let problem as CSVTable.Problem {
            throw CommandFailure(.data, "\(file):\(problem.line): \(problem.english)")
        }
    }
}

/// Takes back what an import of people has added and nothing has used since.
struct UndoContactImport: DeskCommand {
    static let name = "contacts undo-import"
    let id: ContactImportID
    let json: Bool

    private struct Summary: Encodable {
        let people: Int
        let addresses: Int
        let kept: Int
    }

    func run(on desk: Desk, _ output: CommandOutput) async throws {
        guard let report = try await desk.store.undoImport(id, actor: .operator, at: Desk.clock()) else {
            throw CommandFailure(.data, "There is no import \(id) that holds.")
        }
        guard !json else {
            return try await output.json(
                Summary(people: report.people, addresses: report.addresses, kept: report.kept)
            )
        }
        try await output.line(
            "Taken back: \(report.people) people and \(report.addresses) addresses; \(report.kept) addresses stay, as they were used since."
        )
    }
}
