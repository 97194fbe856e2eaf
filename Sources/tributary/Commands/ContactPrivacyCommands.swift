import ArgumentParser
import ChannelKit
import DeskModel
import DeskWeb
import Foundation
import TicketStorage

/// `tributary contacts export`: everything held about a person, as a ZIP file.
struct ExportContactCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write everything held about a person into a ZIP file."
    )
    @OptionGroup var options: CommonOptions
    @Argument(help: "The contact's id.") var id: String
    @Argument(help: "The file to write; must not exist.") var file: String

    func run() async throws {
        let path = URL(fileURLWithPath: file).standardizedFileURL.path
        try await options.execute(ExportContact(id: try contactID(id), path: path, json: options.json))
    }
}

/// `tributary contacts erase`: shows what goes and stays, and erases when told so.
struct EraseContactCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "erase",
        abstract: "Erase a person for good; without --yes only shows what would go and stay."
    )
    @OptionGroup var options: CommonOptions
    @Argument(help: "The contact's id.") var id: String
    @Flag(help: "Erase. It cannot be undone.") var yes = false

    func run() async throws {
        try await options.execute(EraseContact(id: try contactID(id), isConfirmed: yes, json: options.json))
    }
}

/// Writes a person's archive.
struct ExportContact: DeskCommand {
    static let name = "contacts export"
    let id: ContactID
    let path: String
    let json: Bool

    private struct Line: Encodable {
        let file: String
        let size: Int
    }

    func run(on desk: Desk, _ output: CommandOutput) async throws {
        // For nobody else to read: it is somebody's whole correspondence.
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            let why = errno == EEXIST ? "exists already" : String(cString: strerror(errno))
            throw CommandFailure(.usage, "\(path): \(why); allowed: a file that does not exist yet.")
        }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        let dossier = ContactDossier(of: id, store: desk.store, at: Desk.clock())
        do {
            guard try await dossier.write({ try file.write(contentsOf: Data($0)) }) else {
                throw CommandFailure(.data, "There is no contact \(id).")
            }
        } catch {
            unlink(path)
            throw error
        }
        try await desk.store.audit(
            AuditEntry(actor: .operator, action: .contactExported, object: "contact:\(id)", at: Desk.clock())
        )
        let size = Int(try file.offset())
        if json {
            try await output.json(Line(file: path, size: size))
        } else {
            try await output.line("\(path): \(size) bytes.")
        }
    }
}

/// Erases a person, or tells what that would do.
struct EraseContact: DeskCommand {
    static let name = "contacts erase"
    let id: ContactID
    let isConfirmed: Bool
    let json: Bool

    private struct Line: Encodable {
        let erased: Bool
        let report: ErasureReport
    }

    func run(on desk: Desk, _ output: CommandOutput) async throws {
        let report: ErasureReport
        if isConfirmed {
            switch try await desk.store.erase(id, actor: .operator, at: Desk.clock()) {
            case .unknown: throw CommandFailure(.data, "There is no contact \(id).")
            case .sending:
                throw CommandFailure(
                    .temporary,
                    "A message to this person is being sent right now. Try again in a minute."
                )
            case .erased(let done): report = done
            }
        } else {
            guard let preview = try await desk.store.erasurePreview(of: id) else {
                throw CommandFailure(.data, "There is no contact \(id).")
            }
            report = preview
        }
        guard !json else { return try await output.json(Line(erased: isConfirmed, report: report)) }
        let verb = isConfirmed ? "Erased" : "Would erase"
        try await output.line(
            "\(verb) \(report.identities) addresses, the words of \(report.messages) messages, \(report.attachments) "
                + "attachments and \(report.arrivals) raw arrivals."
        )
        try await output.line(
            "The skeletons of \(report.tickets.count) tickets and the audit log stay; so do backups and mailboxes."
        )
        if !isConfirmed { try await output.line("Say --yes to do it; it cannot be undone.") }
    }
}
