import Foundation

/// Something that is done to a desk, by the process that owns its data folder: the running server, or the command itself
/// when no server runs.
protocol DeskCommand: Codable, Sendable {
    /// Names the command on the control socket.
    static var name: String { get }

    /// Does it.
    ///
    /// - Throws: ``CommandFailure`` with what to tell the operator; anything else counts as unavailable.
    func run(on desk: Desk, _ output: CommandOutput) async throws
}

/// Takes a command's lines.
struct CommandOutput: Sendable {
    private let emit: @Sendable (String) async throws -> Void

    init(_ emit: @escaping @Sendable (String) async throws -> Void) { self.emit = emit }

    /// Prints a line.
    func line(_ text: String) async throws { try await emit(text) }

    /// Prints a value as one line of JSON, with names in snake case.
    func json(_ value: some Encodable) async throws {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        try await emit(String(decoding: try encoder.encode(value), as: UTF8.self))
    }
}

/// All commands that may come over the control socket.
enum DeskCommands {
    static let all: [any DeskCommand.Type] = [
        IngestFile.self, ListTickets.self, ShowTicket.self, ListContacts.self, ShowContact.self, ImportContacts.self,
        UndoContactImport.self, MergeContacts.self, UnmergeContacts.self, ExportContact.self, EraseContact.self,
        WriteReply.self, ListOutbox.self, ChangeDelivery.self,
        PauseOutbox.self,
        MergeTickets.self, UnmergeTickets.self, ListBatches.self, UndoBatch.self,
        ListIntake.self, ShowArrival.self, ReplayArrivals.self, ExportArrival.self, AddUser.self, ListUsers.self,
        DisableUser.self, ListChannels.self, CheckChannel.self, HoldChannel.self, PrintIssuedSecret.self,
        LogIn.self, MakeSigningKeys.self,
        WriteBackup.self, VerifyDesk.self, FillDemo.self,
    ]
}
