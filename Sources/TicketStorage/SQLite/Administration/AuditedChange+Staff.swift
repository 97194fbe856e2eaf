import DeskModel

extension AuditedChange {
    /// Adds an account.
    ///
    /// - Returns: whether no other one has its address.
    func add(_ agent: Agent) throws -> Bool {
        let accounts = AccountTable(connection: connection)
        guard try accounts.account(email: agent.email) == nil else { return false }
        _ = try accounts.add(agent)
        try note(.agentAdded, agent.email, agent.role.rawValue)
        return true
    }

    /// Lets an account sign in, or not any more, which ends its sessions.
    func set(_ agent: AgentID, isEnabled: Bool) throws {
        try AccountTable(connection: connection).setEnabled(agent, isEnabled)
        try note(isEnabled ? .agentEnabled : .agentDisabled, "agent:\(agent)")
    }

    /// Says what an account may do.
    func set(_ agent: AgentID, _ role: AgentRole, isLimited: Bool) throws {
        let isLimited = isLimited && role != .admin
        try AccountTable(connection: connection).setRole(agent, role, isLimited: isLimited)
        try note(.agentRole, "agent:\(agent)", role.rawValue + (isLimited ? ", limited to their teams" : ""))
    }

    /// Changes of an account's standing what is not so yet.
    ///
    /// - Returns: why that is not possible; nil when it is done.
    func set(_ id: AgentID, to standing: AgentStanding) throws -> String? {
        let accounts = AccountTable(connection: connection)
        guard let known = try accounts.agent(id) else { return "there is no such account" }
        if known.role == .admin, known.isEnabled, standing.role != .admin || !standing.isEnabled {
            // Without one, nobody could let anybody in any more.
            let isAnother = try accounts.agents().contains { $0.id != id && $0.role == .admin && $0.isEnabled }
            guard isAnother else { return "the last admin stays one" }
        }
        if standing.role != known.role || standing.isLimited != AgentStanding(known).isLimited {
            try set(id, standing.role, isLimited: standing.isLimited)
        }
        if standing.isEnabled != known.isEnabled { try set(id, isEnabled: standing.isEnabled) }
        return nil
    }

    /// Adds or changes a team with its members.
    func save(_ team: Team, members: [AgentID]) throws -> TeamChangeResult {
        let result = try TeamTable(connection: connection).save(team, members: members)
        guard result == .done else { return result }
        try note(.teamSaved, "team:\(team.id)", "\(team.name), \(Set(members).count) members")
        return result
    }
}
