import ArgumentParser
import ChannelKit
import DeskModel
import Foundation
import TicketStorage

/// `tributary contacts`: people, merges and their undoing.
struct ContactsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "contacts",
        abstract: "People: look up, import, merge, unmerge, export, erase.",
        subcommands: [
            List.self, Show.self, Import.self, UndoImport.self, Merge.self, Unmerge.self, ExportContactCommand.self,
            EraseContactCommand.self,
        ],
        defaultSubcommand: List.self
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Everybody, by name.")
        @OptionGroup var options: CommonOptions

        func run() async throws { try await options.execute(ListContacts(json: options.json)) }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "One person with addresses and evidence.")
        @OptionGroup var options: CommonOptions
        @Argument(help: "The contact's id.") var id: String

        func run() async throws {
            try await options.execute(ShowContact(id: try contactID(id), json: options.json))
        }
    }

    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add people from a CSV file with the headings name, email and phone."
        )
        @OptionGroup var options: CommonOptions
        @Argument(help: "The CSV file.") var file: String

        func run() async throws {
            guard let octets = FileManager.default.contents(atPath: file) else {
                throw CommandFailure(.data, "\(file): cannot be read.").report()
            }
            try await options.execute(ImportContacts(file: file, octets: octets, json: options.json))
        }
    }

    struct UndoImport: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "undo-import",
            abstract: "Take back what an import has added and nothing has used since."
        )
        @OptionGroup var options: CommonOptions
        @Argument(help: "The import's id.") var id: String

        func run() async throws {
            guard let id = ContactImportID(id) else {
                throw CommandFailure(.usage, "\(id) is no import id; allowed: the number an import printed.").report()
            }
            try await options.execute(UndoContactImport(id: id, json: options.json))
        }
    }

    struct Merge: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make one contact stand for another; prints the merge's id."
        )
        @OptionGroup var options: CommonOptions
        @Argument(help: "The contact that no longer stands for itself.") var from: String
        @Option(help: "The contact that stands for both.") var into: String

        func run() async throws {
            try await options.execute(
                MergeContacts(from: try contactID(from), into: try contactID(into), json: options.json)
            )
        }
    }

    struct Unmerge: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Undo a merge, in whatever order merges were made.")
        @OptionGroup var options: CommonOptions
        @Argument(help: "The merge's id.") var merge: String

        func run() async throws {
            guard let id = ContactMergeID(merge) else {
                throw CommandFailure(.usage, "\(merge) is no merge id; allowed: the number a merge printed.").report()
            }
            try await options.execute(UnmergeContacts(id: id, json: options.json))
        }
    }
}

/// Reads a contact's id from the command line.
func contactID(_ text: String) throws -> ContactID {
    guard let id = ContactID(text) else {
        throw CommandFailure(.usage, "\(text) is no contact id; allowed: a number from `contacts list`.").report()
    }
    return id
}

/// A person as a line of JSON.
private struct ContactLine: Encodable {
    struct Address: Encodable {
        let id: IdentityID
        let kind: IdentityKind
        let address: String
        let isVerified: Bool
        let isShared: Bool
    }

    struct Merge: Encodable {
        let id: ContactMergeID
        let from: ContactID
        let into: ContactID
        let evidence: [String]
        let undone: Bool
    }

    let id: ContactID
    let person: ContactID
    let name: String
    let identities: [Address]
    let merges: [Merge]
    let tickets: Int

    init(_ profile: ContactProfile) {
        id = profile.contact.id
        person = profile.person.id
        name = profile.person.name
        identities = profile.identities.map {
            Address(id: $0.id, kind: $0.key.kind, address: $0.address, isVerified: $0.isVerified, isShared: $0.isShared)
        }
        merges = profile.merges.map {
            Merge(
                id: $0.id,
                from: $0.from,
                into: $0.into,
                evidence: $0.evidence.map(\.said.english),
                undone: $0.undoneAt != nil
            )
        }
        tickets = profile.ticketCount
    }
}

/// Prints everybody.
struct ListContacts: DeskCommand {
    static let name = "contacts list"
    let json: Bool

    func run(on desk: Desk, _ output: CommandOutput) async throws {
        var after: PageCursor?
        repeat {
            let page = try await desk.store.contactPage(matching: nil, after: after, limit: 200)
            for profile in page.items {
                if json {
                    try await output.json(ContactLine(profile))
                } else {
                    let addresses = profile.identities.map(\.address).joined(separator: ", ")
                    try await output.line("\(profile.person.id)  \(profile.person.name)  \(addresses)")
                }
            }
            after = page.next
        } while after != nil
    }
}

/// Prints one person.
struct ShowContact: DeskCommand {
    static let name = "contacts show"
    let id: ContactID
    let json: Bool

    func run(on desk: Desk, _ output: CommandOutput) async throws {
        guard let profile = try await desk.store.contact(id) else {
            throw CommandFailure(.data, "There is no contact \(id).")
        }
        guard !json else { return try await output.json(ContactLine(profile)) }
        try await output.line("\(profile.person.id)  \(profile.person.name)")
        for identity in profile.identities {
            let facts = [identity.isVerified ? "proven" : "not proven", identity.isShared ? "shared" : nil]
            let evidence = profile.evidence.filter { $0.identity == identity.id }.map {
                "\($0.method) by \($0.assertedBy)"
            }
            try await output.line(
                "  \(identity.address)  (\((facts.compactMap(\.self) + evidence).joined(separator: "; ")))"
            )
        }
        for merge in profile.merges {
            try await output.line(
                "  merge \(merge.id): \(merge.from) into \(merge.into)\(merge.undoneAt == nil ? "" : ", undone")"
            )
        }
    }
}

/// Merges two contacts.
struct MergeContacts: DeskCommand {
    static let name = "contacts merge"
    let from: ContactID
    let into: ContactID
    let json: Bool

    private struct Line: Encodable { let merge: ContactMergeID }

    func run(on desk: Desk, _ output: CommandOutput) async throws {
        let now = Desk.clock()
        let merge = ContactMerge(
            id: desk.store.ids.next(at: now),
            from: from,
            into: into,
            actor: .operator,
            evidence: [.operatorsWord],
            at: now
        )
        if case .refused(let why) = try await desk.store.merge(merge) { throw CommandFailure(.data, why) }
        if json { try await output.json(Line(merge: merge.id)) } else { try await output.line("\(merge.id)") }
    }
}

/// Undoes a merge.
struct UnmergeContacts: DeskCommand {
    static let name = "contacts unmerge"
    let id: ContactMergeID
    let json: Bool

    private struct Line: Encodable { let undone: ContactMergeID }

    func run(on desk: Desk, _ output: CommandOutput) async throws {
        if case .refused(let why) = try await desk.store.unmerge(id, actor: .operator, at: Desk.clock()) {
            throw CommandFailure(.data, why)
        }
        if json { try await output.json(Line(undone: id)) } else { try await output.line("Merge \(id) is undone.") }
    }
}
