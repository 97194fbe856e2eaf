public import ChannelKit
public import DeskModel

/// The second step of signing in, and the list of an account's sessions.
///
/// Secrets are stored as the caller has sealed them, recovery codes as digests only.
public protocol SecondStepStore: Sendable {
    /// An account's second step; nil when it has none, not even one that waits for its first code.
    func secondStep(of agent: AgentID) async throws -> SecondStep?

    /// Which accounts have to give a code.
    func accountsWithSecondStep() async throws -> Set<AgentID>

    /// Keeps a sealed secret until its first code proves that it has arrived.
    ///
    /// - Returns: false when the account has a second step already, which stays.
    func prepareSecondStep(of agent: AgentID, sealed: [UInt8], at: Timestamp) async throws -> Bool

    /// Puts a prepared second step in force and ends the account's other sessions, which knew only the password.
    ///
    /// - Parameters:
    ///   - agent: the account.
    ///   - sealed: the secret that the code was made from.
    ///   - step: the code's time step.
    ///   - codes: digests of the recovery codes.
    ///   - digest: the session that goes on.
    ///   - at: now.
    /// - Returns: false when another secret was prepared meanwhile, or it is in force already.
    /// - Throws: ``StorageError``, with nothing changed.
    func confirmSecondStep(
        of agent: AgentID,
        sealed: [UInt8],
        step: Int64,
        codes: [String],
        keeping digest: String,
        at: Timestamp
    ) async throws -> Bool

    /// Uses a time step up: of any number of callers exactly one may sign in with it, and none with an earlier one.
    func useStep(_ step: Int64, of agent: AgentID) async throws -> Bool

    /// Uses a recovery code up: of any number of callers exactly one may sign in with it.
    func useRecoveryCode(_ digest: String, of agent: AgentID, at: Timestamp) async throws -> Bool

    /// Puts other recovery codes in the place of an account's.
    func replaceRecoveryCodes(of agent: AgentID, with digests: [String], at: Timestamp) async throws

    /// Removes an account's second step with its recovery codes.
    func removeSecondStep(of agent: AgentID, actor: Actor, at: Timestamp) async throws

    /// The roles whose accounts must have a second step.
    func secondStepRoles() async throws -> Set<AgentRole>

    /// Sets the roles whose accounts must have a second step.
    func setSecondStepRoles(_ roles: Set<AgentRole>, actor: Actor, at: Timestamp) async throws

    /// An account's sessions, the latest used first.
    func sessions(of agent: AgentID, at: Timestamp) async throws -> [Session]

    /// Ends some of an account's sessions.
    ///
    /// - Returns: the digests of those that ended.
    func endSessions(
        _ which: SessionChoice,
        of agent: AgentID,
        actor: Actor,
        at: Timestamp
    ) async throws -> [String]
}

/// Which of an account's sessions are meant.
public enum SessionChoice: Sendable, Hashable {
    /// All of them.
    case all
    /// All but the one with that digest.
    case allBut(digest: String)
    /// The one that is called so.
    case one(reference: String)
}

/// An account's second step: codes after RFC 6238 from a secret that the account's device holds as well.
public struct SecondStep: Sendable, Hashable {
    /// The secret, as the caller has sealed it.
    public var sealed: [UInt8]
    /// When its first code was given; nil while that is waited for.
    public var confirmedAt: Timestamp?
    /// How many recovery codes are left.
    public var recoveryCodes: Int

    /// Creates a second step.
    public init(sealed: [UInt8], confirmedAt: Timestamp?, recoveryCodes: Int) {
        self.sealed = sealed
        self.confirmedAt = confirmedAt
        self.recoveryCodes = recoveryCodes
    }
}

/// How a session's account stands to the second step.
public enum SecondStepState: String, Sendable, Hashable {
    /// It has none, and needs none.
    case off
    /// It has one.
    case on
    /// Its role must have one, and it has none yet.
    case missing
}
