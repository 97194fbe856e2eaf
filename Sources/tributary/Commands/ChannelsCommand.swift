import ArgumentParser
import ChannelKit
import DeskConfiguration
import DeskModel
import MessageRouting
import OutboxDelivery
import TicketStorage

/// `tributary channels`: what is configured and how it is doing.
struct ChannelsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "channels",
        abstract: "Configured channels: list, test, login, dkim, secret, hold, resume.",
        subcommands: [
            List.self, Test.self, ChannelLoginCommand.self, ChannelSigningCommand.self, ShowSecret.self, Hold.self,
            Resume.self,
        ],
        defaultSubcommand: List.self
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "All channels with abilities and health.")
        @OptionGroup var options: CommonOptions

        func run() async throws { try await options.execute(ListChannels(json: options.json)) }
    }

    struct Test: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Make one real connection.")
        @OptionGroup var options: CommonOptions
        @Argument(help: "The channel.") var id: String

        func run() async throws {
            try await options.execute(CheckChannel(channel: ChannelID(rawValue: id), json: options.json))
        }
    }

    struct ShowSecret: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "secret",
            abstract: "Print the secret that the desk issued for a webhook, to be told to the other side."
        )
        @OptionGroup var options: CommonOptions
        @Argument(help: "The channel.") var id: String

        func run() async throws { try await options.execute(PrintIssuedSecret(channel: ChannelID(rawValue: id))) }
    }

    struct Hold: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Hold a channel's deliveries back.")
        @OptionGroup var options: CommonOptions
        @Argument(help: "The channel.") var id: String

        func run() async throws {
            try await options.execute(HoldChannel(channel: ChannelID(rawValue: id), isHeld: true))
        }
    }

    struct Resume: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Let a channel's deliveries go.")
        @OptionGroup var options: CommonOptions
        @Argument(help: "The channel.") var id: String

        func run() async throws {
            try await options.execute(HoldChannel(channel: ChannelID(rawValue: id), isHeld: false))
        }
    }
}

/// Prints all channels.
struct ListChannels: DeskCommand {
    static let name = "channels list"
    let json: Bool

    private struct Line: Encodable {
        let id: ChannelID
        let adapter: String
        let isEnabled: Bool
        let intake: [String]
        let replies: Bool
        let line: ChannelCondition.Line?
        let problem: String?
        let lastReadyAt: String?
        let serverCount: Int?
        let storedCount: Int?
        let journaled: Int
        let waiting: Int
        let quarantined: Int
        let lastArrivalAt: String?
        let heldBecause: String?
        let consent: String?
        let webhook: String?
        let page: String?
    }

    func run(on desk: Desk, _ output: CommandOutput) async throws {
        let counts = try await desk.store.intakeCounts()
        let holds = try await desk.store.holds()
        for channel in desk.configuration.channels {
            let entry = desk.health[channel.id]
            let count = counts[channel.id]
            let abilities = desk.directory[channel.id]?.abilities ?? channel.abilities
            let address = "\(desk.configuration.publicURL)/channels/\(channel.id)"
            let line = Line(
                id: channel.id,
                adapter: channel.adapter.rawValue,
                isEnabled: channel.isEnabled,
                intake: abilities.intake.map(\.rawValue).sorted(),
                replies: abilities.replies,
                line: entry?.condition.line,
                problem: entry?.condition.problem?.english,
                lastReadyAt: entry?.lastReadyAt?.rfc3339,
                serverCount: entry?.condition.serverCount,
                storedCount: entry?.condition.storedCount,
                journaled: count?.journaled ?? 0,
                waiting: count?.waiting ?? 0,
                quarantined: count?.quarantined ?? 0,
                lastArrivalAt: count?.lastAt?.rfc3339,
                heldBecause: holds[channel.id]?.english,
                consent: desk.health.consent(of: channel.id)?.words(for: channel.id),
                webhook: abilities.intake.contains(.webhook) ? "\(address)/webhook" : nil,
                page: (desk.directory[channel.id]?.adapter as? any PageServing).map { "\(address)/\($0.publicPage)" }
            )
            if json { try await output.json(line) } else { try await show(line, output) }
        }
    }

    private func show(_ line: Line, _ output: CommandOutput) async throws {
        let state = !line.isEnabled ? "off" : line.line?.rawValue ?? "not running"
        try await output.line(
            "\(line.id)  \(line.adapter)  \(state)  in: \(line.intake.joined(separator: ","))  replies: \(line.replies ? "yes" : "no")"
        )
        try await output.line("  \(line.journaled) journaled, \(line.waiting) waiting, \(line.quarantined) put aside")
        if let server = line.serverCount, let stored = line.storedCount {
            try await output.line("  server \(server), stored \(stored)")
        }
        if let address = line.webhook {
            try await output.line("  webhook: \(address), last call \(line.lastArrivalAt ?? "never")")
        }
        if let address = line.page { try await output.line("  page: \(address)") }
        if let consent = line.consent { try await output.line("  consent: \(consent)") }
        if let problem = line.problem { try await output.line("  problem: \(problem)") }
        if let held = line.heldBecause { try await output.line("  held: \(held)") }
    }
}

/// Prints the secret that the desk issued for a channel.
struct PrintIssuedSecret: DeskCommand {
    static let name = "channels secret"
    let channel: ChannelID

    func run(on desk: Desk, _ output: CommandOutput) async throws {
        guard let active = desk.directory[channel] else {
            throw CommandFailure(.usage, "\(channel) is not configured or switched off.")
        }
        guard let secret = (active.adapter as? any SecretIssuing)?.issuedSecret else {
            throw CommandFailure(
                .usage,
                "\(channel) has no secret of the desk's own: its configuration or its provider names it."
            )
        }
        try await output.line(secret.reveal())
    }
}

/// Makes one real connection.
struct CheckChannel: DeskCommand {
    static let name = "channels test"

    private struct Line: Encodable {
        let isHealthy: Bool
        let findings: [String]
    }

    let channel: ChannelID
    let json: Bool

    func run(on desk: Desk, _ output: CommandOutput) async throws {
        guard let active = desk.directory[channel] else {
            throw CommandFailure(.usage, "\(channel) is not configured or switched off.")
        }
        guard let adapter = active.adapter as? any HealthChecking else {
            return try await output.line("\(channel) has nothing to connect to.")
        }
        let check = await adapter.checkHealth()
        if json {
            try await output.json(Line(isHealthy: check.isHealthy, findings: check.findings.map(\.english)))
        } else {
            for finding in check.findings { try await output.line(finding.english) }
        }
        guard check.isHealthy else { throw CommandFailure(.unavailable, "\(channel) is not healthy.") }
    }
}

/// Holds or resumes a channel's deliveries.
struct HoldChannel: DeskCommand {
    static let name = "channels hold"
    let channel: ChannelID
    let isHeld: Bool

    /// Why a channel is held that the operator holds.
    static let operatorReason = Wording("The operator holds it.", "由运维人员暂停。")

    func run(on desk: Desk, _ output: CommandOutput) async throws {
        guard desk.configuration.channel(channel) != nil else {
            throw CommandFailure(.usage, "\(channel) is not configured.")
        }
        let reason = isHeld ? Self.operatorReason : nil
        try await desk.store.setHold(reason, channel: channel, at: Desk.clock())
        desk.outboxBell.ring()
        try await output.line(isHeld ? "\(channel) is held." : "\(channel) goes on.")
    }
}
