import ChannelKit
import DeskModel

/// Changes of people that agents and imports make.
struct ContactChangeWriter {
    let context: WriteContext
    private var connection: Connection { context.connection }
    private var people: PeopleWriter { PeopleWriter(context: context) }
    private var rows: PersonRow { PersonRow(connection: connection) }

    init(context: WriteContext) { self.context = context }

    /// Adds an identity to a contact on an agent's word.
    func assert(_ identity: Identity, evidence: IdentityEvidence) throws -> ContactChangeResult {
        guard try rows.contact(identity.contact) != nil else { return .refused("there is no such contact") }
        var evidence = evidence
        if let known = try rows.identity(identity.key) {
            guard known.contact == identity.contact else {
                return .refused("\(known.address) belongs to another contact; merge the contacts instead")
            }
            evidence.identity = known.id
            if identity.isVerified { try people.markVerified(known.id) }
        } else {
            try people.add(identity)
        }
        try people.add(evidence)
        return .done
    }

    /// Proves an identity.
    func verify(_ identity: IdentityID, evidence: IdentityEvidence) throws {
        try people.markVerified(identity)
        var evidence = evidence
        evidence.identity = identity
        try people.add(evidence)
    }

    /// Marks an identity as used by several people, or not.
    func markShared(_ identity: IdentityID, _ isShared: Bool, actor: Actor, at: Timestamp) throws {
        try connection.run("UPDATE identity SET isShared = ?2 WHERE id = ?1 AND isShared <> ?2", identity, isShared)
        guard connection.changes > 0 else { return }
        let action: AuditAction = isShared ? .identityShared : .identityPersonal
        try AuditTable(context: context)
            .add(AuditEntry(actor: actor, action: action, object: "identity:\(identity)", at: at))
    }
}
