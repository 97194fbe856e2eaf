import ChannelKit
import DeskModel

/// Second steps and recovery codes.
struct SecondStepTable {
    let connection: Connection

    /// An account's second step.
    func secondStep(of agent: AgentID) throws -> SecondStep? {
        try connection.first(
            """
            SELECT sealed, confirmedAt, (SELECT count(*) FROM recoveryCode r WHERE r.agent = secondStep.agent)
            FROM secondStep WHERE agent = ?1
            """,
            agent
        ) { SecondStep(sealed: try $0.next(), confirmedAt: try $0.next(), recoveryCodes: try $0.next()) }
    }

    /// Accounts whose second step is in force.
    func accounts() throws -> Set<AgentID> {
        Set(
            try connection.all("SELECT agent FROM secondStep WHERE confirmedAt IS NOT NULL") {
                try $0.next(AgentID.self)
            }
        )
    }

    /// Keeps a secret that waits for its first code; one in force stays.
    func prepare(_ agent: AgentID, sealed: [UInt8]) throws -> Bool {
        try connection.run(
            """
            INSERT INTO secondStep (agent, sealed, confirmedAt, lastStep) VALUES (?1, ?2, NULL, 0)
            ON CONFLICT (agent) DO UPDATE SET sealed = excluded.sealed, lastStep = 0 WHERE confirmedAt IS NULL
            """,
            agent,
            sealed
        )
        return connection.changes > 0
    }

    /// Puts a prepared secret in force.
    func confirm(_ agent: AgentID, sealed: [UInt8], step: Int64, at: Timestamp) throws -> Bool {
        try connection.run(
            """
            UPDATE secondStep SET confirmedAt = ?4, lastStep = ?3
            WHERE agent = ?1 AND sealed = ?2 AND confirmedAt IS NULL
            """,
            agent,
            sealed,
            step,
            at
        )
        return connection.changes > 0
    }

    /// Uses a time step up; false when it, or a later one, was used before.
    func use(_ step: Int64, of agent: AgentID) throws -> Bool {
        try connection.run(
            "UPDATE secondStep SET lastStep = ?2 WHERE agent = ?1 AND confirmedAt IS NOT NULL AND lastStep < ?2",
            agent,
            step
        )
        return connection.changes > 0
    }

    /// Uses a recovery code up; false when there is none like it.
    func use(recoveryCode digest: String, of agent: AgentID) throws -> Bool {
        try connection.run("DELETE FROM recoveryCode WHERE agent = ?1 AND digest = ?2", agent, digest)
        return connection.changes > 0
    }

    /// Replaces an account's recovery codes.
    func replaceCodes(of agent: AgentID, with digests: [String]) throws {
        try connection.run("DELETE FROM recoveryCode WHERE agent = ?1", agent)
        for digest in digests {
            try connection.run("INSERT INTO recoveryCode (agent, digest) VALUES (?1, ?2)", agent, digest)
        }
    }

    /// Removes an account's second step.
    func remove(_ agent: AgentID) throws {
        try connection.run("DELETE FROM recoveryCode WHERE agent = ?1", agent)
        try connection.run("DELETE FROM secondStep WHERE agent = ?1", agent)
    }

    /// The roles that must have one.
    func roles() throws -> Set<AgentRole> {
        Set(try connection.all("SELECT role FROM secondStepRole") { try $0.next(AgentRole.self) })
    }

    /// Sets the roles that must have one.
    func setRoles(_ roles: Set<AgentRole>) throws {
        try connection.run("DELETE FROM secondStepRole")
        for role in roles { try connection.run("INSERT INTO secondStepRole (role) VALUES (?1)", role) }
    }
}
