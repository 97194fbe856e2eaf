import AddressNormalization
import ChannelKit
import DeskConfiguration
import DeskModel
import DeskWeb
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
        let table = try table()
        let headings = table.headings.map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
        guard headings.contains("email") || headings.contains("phone") else {
            throw CommandFailure(.data, "\(file):1: no heading `email` or `phone`; allowed: name, email, phone")
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
                batch.append(try contact(row, headings, desk))
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

    private func table() throws -> CSVTable {
        do {
            return try CSVTable(octets, maximumRows: Self.maximumRows)
        } catch let problem as CSVTable.Problem {
            let why =
                switch problem.kind {
                case .notText: "is not UTF-8"
                case .empty: "has no rows"
                case .openQuote: "a quotation mark is never closed"
                case .tooManyRows(let maximum): "more than \(maximum) rows"
                case .tooManyColumns(let maximum): "more than \(maximum) columns"
                }
            throw CommandFailure(.data, "\(file):\(problem.line): \(why).")
        }
    }

    private func contact(_ row: CSVTable.Row, _ headings: [String], _ desk: Desk) throws -> (Contact, [Identity]) {
        let now = Desk.clock()
        func value(_ heading: String) -> String { headings.firstIndex(of: heading).map(row.field) ?? "" }
        let contact = Contact(id: desk.store.ids.next(at: now), name: value("name"), createdAt: now)
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
        let email = value("email")
        try add(email, EmailAddressNormalization.key(email), "mail address")
        let phone = value("phone")
        let region = desk.configuration.desk.defaultRegion
        try add(phone, PhoneNumberNormalization.key(phone, region: region), "telephone number")
        guard !identities.isEmpty else { throw RowProblem(text: "neither `email` nor `phone` is given") }
        return (contact, identities)
    }
}
