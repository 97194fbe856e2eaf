import ArgumentParser

/// The program: one binary for the server and every command around it.
@main
struct Tributary: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tributary",
        abstract: "Every channel flows into one thread: a customer-support gateway with the ticketing around it.",
        subcommands: [
            ServeCommand.self, CheckCommand.self, ChannelsCommand.self, AdaptersCommand.self, IngestCommand.self,
            TicketsCommand.self, ContactsCommand.self, ReplyCommand.self, OutboxCommand.self, IntakeCommand.self,
            UsersCommand.self, BackupCommand.self, RestoreCommand.self, VerifyCommand.self, DemoCommand.self,
            ProbeCommand.self, OpenAPICommand.self,
        ]
    )
}
