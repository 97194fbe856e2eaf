public import ChannelKit
public import DeskModel

extension SQLiteTicketStore {
    /// A page of people by name, or those found by words or an address.
    public func contactPage(
        matching words: String?,
        after: PageCursor?,
        limit: Int
    ) async throws -> Page<ContactProfile> {
        try await read { try ContactReading(connection: $0).page(matching: words, after: after, limit: limit) }
    }

    /// A contact with everything known of the person it stands for.
    public func contact(_ id: ContactID) async throws -> ContactProfile? {
        try await read { try ContactReading(connection: $0).profile(id) }
    }

    /// The contact an address belongs to.
    public func contact(holding key: IdentityKey) async throws -> ContactProfile? {
        try await read { try ContactReading(connection: $0).profile(holding: key) }
    }

    /// What merging one contact into another would bring together.
    public func mergePreview(from: ContactID, into: ContactID) async throws -> MergePreview? {
        try await read { try ContactReading(connection: $0).mergePreview(from: from, into: into) }
    }

    /// Merges.
    public func merge(_ merge: ContactMerge) async throws -> ContactChangeResult {
        try await writer.write(.change) { try ContactMerging(context: $0).merge(merge) }
    }

    /// Undoes a merge.
    public func unmerge(_ id: ContactMergeID, actor: Actor, at: Timestamp) async throws -> ContactChangeResult {
        try await writer.write(.change) { context in
            let result = try ContactMerging(context: context).unmerge(id, at: at)
            if result == .done {
                let entry = AuditEntry(actor: actor, action: .contactUnmerged, object: "merge:\(id)", at: at)
                try AuditTable(context: context).add(entry)
            }
            return result
        }
    }

    /// Adds an identity to a contact on an agent's word, with the evidence.
    public func assert(_ identity: Identity, evidence: IdentityEvidence) async throws -> ContactChangeResult {
        try await writer.write(.change) { try ContactChangeWriter(context: $0).assert(identity, evidence: evidence) }
    }

    /// Proves an identity.
    public func verify(_ identity: IdentityID, evidence: IdentityEvidence) async throws {
        try await writer.write(.change) { try ContactChangeWriter(context: $0).verify(identity, evidence: evidence) }
    }

    /// Marks an identity as used by several people, or not.
    public func markShared(
        _ identity: IdentityID,
        _ isShared: Bool,
        actor: Actor,
        at: Timestamp
    ) async throws {
        try await writer.write(.change) {
            try ContactChangeWriter(context: $0).markShared(identity, isShared, actor: actor, at: at)
        }
    }

    /// Contacts, newest first.
    public func contacts(before: ContactID?, limit: Int) async throws -> [ContactProfile] {
        try await read { try ContactReading(connection: $0).profiles(before: before, limit: limit) }
    }
}
