public import ChannelKit
public import DeskModel

extension SQLiteTicketStore {
    /// An account's second step.
    public func secondStep(of agent: AgentID) async throws -> SecondStep? {
        try await read { try SecondStepTable(connection: $0).secondStep(of: agent) }
    }

    /// Which accounts have to give a code.
    public func accountsWithSecondStep() async throws -> Set<AgentID> {
        try await read { try SecondStepTable(connection: $0).accounts() }
    }

    /// Keeps a sealed secret until its first code.
    public func prepareSecondStep(of agent: AgentID, sealed: [UInt8], at: Timestamp) async throws -> Bool {
        try await writer.write(.change) {
            try SecondStepTable(connection: $0.connection).prepare(agent, sealed: sealed)
        }
    }

    /// Puts a prepared second step in force.
    public func confirmSecondStep(
        of agent: AgentID,
        sealed: [UInt8],
        step: Int64,
        codes: [String],
        keeping digest: String,
        at: Timestamp
    ) async throws -> Bool {
        try await writer.write(.change) { context in
            let table = SecondStepTable(connection: context.connection)
            guard try table.confirm(agent, sealed: sealed, step: step, at: at) else { return false }
            try table.replaceCodes(of: agent, with: codes)
            _ = try SessionTable(connection: context.connection).end(.allBut(digest: digest), of: agent)
            try Self.audit(.secondStepOn, agent, by: .agent(agent), at: at, context)
            return true
        }
    }

    /// Uses a time step up.
    public func useStep(_ step: Int64, of agent: AgentID) async throws -> Bool {
        try await writer.write(.change) { try SecondStepTable(connection: $0.connection).use(step, of: agent) }
    }

    /// Uses a recovery code up.
    public func useRecoveryCode(_ digest: String, of agent: AgentID, at: Timestamp) async throws -> Bool {
        try await writer.write(.change) { context in
            let table = SecondStepTable(connection: context.connection)
            guard try table.use(recoveryCode: digest, of: agent) else { return false }
            try Self.audit(.secondStepRecoveryCodeUsed, agent, by: .agent(agent), at: at, context)
            return true
        }
    }

    /// Puts other recovery codes in the place of an account's.
    public func replaceRecoveryCodes(of agent: AgentID, with digests: [String], at: Timestamp) async throws {
        try await writer.write(.change) { context in
            try SecondStepTable(connection: context.connection).replaceCodes(of: agent, with: digests)
            try Self.audit(.secondStepRecoveryCodes, agent, by: .agent(agent), at: at, context)
        }
    }

    /// Removes an account's second step.
    public func removeSecondStep(of agent: AgentID, actor: Actor, at: Timestamp) async throws {
        try await writer.write(.change) { context in
            try SecondStepTable(connection: context.connection).remove(agent)
            let isOwn = actor == .agent(agent)
            try Self.audit(isOwn ? .secondStepOff : .secondStepReset, agent, by: actor, at: at, context)
        }
    }

    /// The roles whose accounts must have a second step.
    public func secondStepRoles() async throws -> Set<AgentRole> {
        try await read { try SecondStepTable(connection: $0).roles() }
    }

    /// Sets the roles whose accounts must have a second step.
    public func setSecondStepRoles(_ roles: Set<AgentRole>, actor: Actor, at: Timestamp) async throws {
        try await writer.write(.change) { context in
            try SecondStepTable(connection: context.connection).setRoles(roles)
            let entry = AuditEntry(
                actor: actor,
                action: .secondStepRoles,
                object: "desk",
                detail: roles.map(\.rawValue).sorted().joined(separator: ", "),
                at: at
            )
            try AuditTable(context: context).add(entry)
        }
    }

    /// An account's sessions.
    public func sessions(of agent: AgentID, at now: Timestamp) async throws -> [Session] {
        try await read { try SessionTable(connection: $0).sessions(of: agent, at: now) }
    }

    /// Ends some of an account's sessions.
    public func endSessions(
        _ which: SessionChoice,
        of agent: AgentID,
        actor: Actor,
        at: Timestamp
    ) async throws -> [String] {
        try await writer.write(.change) { context in
            let ended = try SessionTable(connection: context.connection).end(which, of: agent)
            guard !ended.isEmpty else { return [] }
            try Self.audit(.sessionEnded, agent, by: actor, detail: "\(ended.count)", at: at, context)
            return ended
        }
    }

    private static func audit(
        _ action: AuditAction,
        _ agent: AgentID,
        by actor: Actor,
        detail: String = "",
        at: Timestamp,
        _ context: WriteContext
    ) throws {
        try AuditTable(context: context).add(
            AuditEntry(actor: actor, action: action, object: "agent:\(agent)", detail: detail, at: at)
        )
    }
}
