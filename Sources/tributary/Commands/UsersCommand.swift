import AddressNormalization
import ArgumentParser
import ChannelKit
import DeskConfiguration
import DeskModel
import TicketStorage

/// `tributary users`: staff accounts.
struct UsersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "users",
        abstract: "Staff accounts.",
        subcommands: [Add.self, List.self, Disable.self],
        defaultSubcommand: List.self
    )

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Add an account; prints a one-time set-up link.")
        @OptionGroup var options: CommonOptions
        @Argument(help: "The mail address they sign in with.") var email: String
        @Option(help: "The name customers and colleagues see.") var name: String
        @Option(help: "admin, supervisor, agent or read-only.") var role: String = "agent"

        func run() async throws {
            guard let role = AgentRole(rawValue: role) else {
                let allowed = AgentRole.allCases.map(\.rawValue).joined(separator: ", ")
                throw CommandFailure(.usage, "--role: \(role) is no role; allowed: \(allowed)").report()
            }
            try await options.execute(AddUser(email: email, displayName: name, role: role, json: options.json))
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "All accounts.")
        @OptionGroup var options: CommonOptions

        func run() async throws { try await options.execute(ListUsers(json: options.json)) }
    }

    struct Disable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Disable an account; its sessions end.")
        @OptionGroup var options: CommonOptions
        @Argument(help: "The account's mail address.") var email: String

        func run() async throws { try await options.execute(DisableUser(email: email)) }
    }
}

/// Adds an account.
struct AddUser: DeskCommand {
    static let name = "users add"
    let email: String
    let displayName: String
    let role: AgentRole
    let json: Bool

    private struct Line: Encodable {
        let email: String
        let link: String
    }

    func run(on desk: Desk, _ output: CommandOutput) async throws {
        guard let key = EmailAddressNormalization.key(email) else {
            throw CommandFailure(.usage, "\(email) is no mail address.")
        }
        let now = Desk.clock()
        let agent = try await desk.store.addAgent(
            Agent(id: desk.store.ids.next(at: now), email: key.value, name: displayName, role: role, createdAt: now)
        )
        let link = try await desk.setUpLink(purpose: "set-up:\(agent.id)")
        try await desk.store.audit(AuditEntry(actor: .operator, action: .agentAdded, object: key.value, at: now))
        if json {
            try await output.json(Line(email: key.value, link: link))
        } else {
            try await output.line("Send this link to \(key.value); it works once, within 24 hours:")
            try await output.line(link)
        }
    }
}

/// Prints all accounts.
struct ListUsers: DeskCommand {
    static let name = "users list"
    let json: Bool

    private struct Line: Encodable {
        let id: AgentID
        let email: String
        let name: String
        let role: AgentRole
        let isEnabled: Bool
    }

    func run(on desk: Desk, _ output: CommandOutput) async throws {
        for agent in try await desk.store.agents() {
            if json {
                try await output.json(
                    Line(
                        id: agent.id,
                        email: agent.email,
                        name: agent.name,
                        role: agent.role,
                        isEnabled: agent.isEnabled
                    )
                )
            } else {
                try await output.line(
                    "\(agent.email)  \(agent.name)  \(agent.role.rawValue)\(agent.isEnabled ? "" : "  disabled")"
                )
            }
        }
    }
}

/// Disables an account.
struct DisableUser: DeskCommand {
    static let name = "users disable"
    let email: String

    func run(on desk: Desk, _ output: CommandOutput) async throws {
        guard let account = try await desk.store.account(email: email.lowercased()) else {
            throw CommandFailure(.data, "There is no account \(email).")
        }
        try await desk.store.setEnabled(account.agent.id, false, actor: .operator, at: Desk.clock())
        try await output.line("\(account.agent.email) can no longer sign in.")
    }
}

extension Desk {
    /// How long a set-up link works.
    static let setUpLinkLife: Duration = .seconds(86_400)

    /// A fresh one-time link for a purpose.
    func setUpLink(purpose: String) async throws -> String {
        let token = UnguessableText.linkToken()
        try await store.addToken(
            digest: UnguessableText.digest(of: token),
            purpose: purpose,
            expiresAt: Desk.clock().advanced(by: Self.setUpLinkLife)
        )
        return "\(configuration.publicURL)/desk/setup?token=\(token)"
    }
}
