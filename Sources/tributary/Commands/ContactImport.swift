import AddressNormalization
import ChannelKit
import DeskConfiguration
import DeskModel
import Foundation
import TicketStorage

/// Adds people from CSV (RFC 4180) with the headings `name`, `email` and `phone`; every bad row is named.
struct ImportContacts: DeskCommand {
    static let name = "contacts import"
    /// The most rows of one file.
    static let maximumRows = 100_000

    let file: String
    let octets: Data
    let json: Bool

    private struct Summary: Encodable {
        let created: Int
        let known: Int
        let refused: Int
    }

    func run(on desk: Desk, _ output: CommandOutput) async throws {
        let table = try CSVTable(octets, file: file, maximumRows: Self.maximumRows)
        for heading in ["email", "phone"].filter({ table.column($0) != nil }).isEmpty ? ["email"] : [] {
            throw CommandFailure(.data, "\(file):1: no heading `\(heading)` or `phone`; allowed: name, email, phone")
        }
        var created = 0
        var known = 0
        var refused = 0
        var batch: [(Contact, [Identity])] = []
        func store() async throws {
            for (_, isNew) in try await desk.store.importContacts(batch) {
                if isNew { created += 1 } else { known += 1 }
            }
            batch = []
        }
        for row in table.rows {
            do {
                batch.append(try contact(row, table, desk))
            } catch let problem as RowProblem {
                refused += 1
                try await output.line("\(file):\(row.line): \(problem.text)")
            }
            if batch.count == 500 { try await store() }
        }
        try await store()
        if json {
            try await output.json(Summary(created: created, known: known, refused: refused))
        } else {
            try await output.line("\(created) added, \(known) known already, \(refused) refused.")
        }
    }

    private struct RowProblem: Error { let text: String }

    private func contact(_ row: CSVTable.Row, _ table: CSVTable, _ desk: Desk) throws -> (Contact, [Identity]) {
        let now = Desk.clock()
        let contact = Contact(id: desk.store.ids.next(at: now), name: table.value("name", in: row), createdAt: now)
        var identities: [Identity] = []
        func add(_ raw: String, _ key: IdentityKey?, _ what: String) throws {
            guard !raw.isEmpty else { return }
            guard let key else { throw RowProblem(text: "`\(raw.prefix(60))` is no \(what)") }
            identities.append(
                Identity(
                    id: desk.store.ids.next(at: now),
                    key: key,
                    address: raw,
                    contact: contact.id,
                    isShared: SharedAddresses.isProbablyShared(key),
                    createdAt: now
                )
            )
        }
        let email = table.value("email", in: row)
        try add(email, EmailAddressNormalization.key(email), "mail address")
        let phone = table.value("phone", in: row)
        let region = desk.configuration.desk.defaultRegion
        try add(phone, PhoneNumberNormalization.key(phone, region: region), "telephone number")
        guard !identities.isEmpty else { throw RowProblem(text: "neither `email` nor `phone` is given") }
        return (contact, identities)
    }
}

/// A CSV file with headings.
private struct CSVTable {
    struct Row {
        let line: Int
        let fields: [String]
    }

    let headings: [String]
    let rows: [Row]

    init(_ octets: Data, file: String, maximumRows: Int) throws {
        guard let text = String(data: octets, encoding: .utf8) else {
            throw CommandFailure(.data, "\(file): is not UTF-8.")
        }
        var records = Self.records(of: text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text)
        guard !records.isEmpty else { throw CommandFailure(.data, "\(file): is empty.") }
        guard records.count <= maximumRows else {
            throw CommandFailure(.data, "\(file): has more than \(maximumRows) rows.")
        }
        headings = records.removeFirst().fields.map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
        rows = records
    }

    func column(_ heading: String) -> Int? { headings.firstIndex(of: heading) }

    func value(_ heading: String, in row: Row) -> String {
        guard let index = column(heading), index < row.fields.count else { return "" }
        return row.fields[index].trimmingCharacters(in: .whitespaces)
    }

    private static func records(of text: String) -> [Row] {
        var rows: [Row] = []
        var fields: [String] = []
        var field = ""
        var isQuoted = false
        var line = 1
        var start = 1
        var characters = text.makeIterator()
        var ahead = characters.next()
        func endRecord() {
            fields.append(field)
            if fields != [""] { rows.append(Row(line: start, fields: fields)) }
            fields = []
            field = ""
        }
        while let character = ahead {
            ahead = characters.next()
            if character.isNewline { line += 1 }
            switch character {
            case "\"" where isQuoted && ahead == "\"":
                field.append("\"")
                ahead = characters.next()
            case "\"": isQuoted.toggle()
            case "," where !isQuoted:
                fields.append(field)
                field = ""
            case _ where character.isNewline && !isQuoted:
                endRecord()
                start = line
            default: field.append(character)
            }
        }
        endRecord()
        return rows
    }
}
