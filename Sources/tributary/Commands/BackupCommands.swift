import ArgumentParser
import DeskConfiguration
import DeskModel
import Foundation
import TicketStorage

/// `tributary backup`: a consistent copy of everything while work goes on.
struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Write database, blobs and key ring into one archive, while work goes on."
    )

    @OptionGroup var options: CommonOptions
    @Argument(help: "The archive to write; must not exist.") var file: String

    func run() async throws {
        let path = URL(fileURLWithPath: file).standardizedFileURL.path
        try await options.execute(WriteBackup(path: path))
    }
}

/// `tributary verify`: integrity and invariants.
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check the files' integrity and the desk's invariants."
    )

    @OptionGroup var options: CommonOptions

    func run() async throws { try await options.execute(VerifyDesk(json: options.json)) }
}

/// Checks integrity and invariants.
struct VerifyDesk: DeskCommand {
    static let name = "verify"
    let json: Bool

    private struct Line: Encodable { let findings: [String] }

    func run(on desk: Desk, _ output: CommandOutput) async throws {
        let findings = try await desk.store.verify()
        if json { try await output.json(Line(findings: findings)) }
        guard findings.isEmpty else { throw CommandFailure(.unavailable, findings) }
        if !json { try await output.line("Everything is as it should be.") }
    }
}

/// `tributary restore`: puts a backup in the place of the data folder.
struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Put a backup in place. The outbox is paused after, so that nothing old is sent again."
    )

    @OptionGroup var options: CommonOptions
    @Argument(help: "The archive that `backup` wrote.") var file: String

    func run() async throws {
        do {
            let configuration = try options.configuration()
            guard ControlClient(path: ControlSocket.path(dataFolder: configuration.dataFolder)) == nil else {
                throw CommandFailure(.temporary, "A server is running on \(configuration.dataFolder). Stop it first.")
            }
            let replaced = try await BackupArchive(path: file).restore(into: configuration.dataFolder) { unpacked in
                // Before anybody can open it: a restored desk must not send again what it has sent since.
                let store = try SQLiteTicketStore.open(SQLiteStoreSettings(folder: unpacked))
                try await store.setOutboxPaused(true, actor: .operator, at: Desk.clock())
                let findings = try await store.verify()
                try await store.close()
                guard findings.isEmpty else { throw CommandFailure(.unavailable, findings) }
            }
            print("Restored into \(configuration.dataFolder).")
            if let replaced { print("What was there before is kept in \(replaced).") }
            print("Sending is paused. When you are sure that nothing is sent twice: tributary outbox resume")
        } catch let failure as CommandFailure {
            throw failure.report()
        } catch let error as StorageError {
            throw error.commandFailure.report()
        }
    }
}

/// Writes a backup.
struct WriteBackup: DeskCommand {
    static let name = "backup"
    let path: String

    func run(on desk: Desk, _ output: CommandOutput) async throws {
        let folder = desk.configuration.dataFolder
        let copy = "\(folder)/backup-\(UnguessableText.messageToken().prefix(8)).sqlite"
        defer { try? FileManager.default.removeItem(atPath: copy) }
        // The database first: every blob it refers to is on the disk already and blobs are only ever added meanwhile.
        try await desk.store.copyDatabase(to: copy)
        let size = try BackupArchive(path: path).write(database: copy, from: folder)
        try await output.line("Wrote \(path) (\(size >> 10) KiB).")
    }
}
