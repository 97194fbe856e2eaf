public import ChannelKit
public import DeskModel

/// Addresses and domains that are blocked.
///
/// An address that is known is blocked where it is kept; a domain, or an address that nobody has written from, has a row here.
struct SenderBlockTable {
    let connection: Connection

    /// What blocks an address that is not blocked itself.
    func block(on key: IdentityKey) throws -> SenderBlock? {
        guard key.kind == .email else { return nil }
        let candidates: [(SenderBlock.Kind, String)] =
            [(.address, key.value)] + SenderBlock.domains(of: key).map { (.domain, $0) }
        // One by one: nearly always there are two, and a list in a statement costs more than asking twice.
        for (kind, value) in candidates {
            let block = try connection.first(
                "SELECT id, kind, value, actor, at FROM senderBlock WHERE kind = ?1 AND value = ?2",
                kind,
                value,
                row: Self.decode
            )
            if let block { return block }
        }
        return nil
    }

    /// Whether an identity is blocked, itself or by its domain.
    func isBlocked(_ identity: Identity) throws -> Bool { try identity.isBlocked || block(on: identity.key) != nil }

    /// The blocks, the newest first.
    func all(limit: Int) throws -> [SenderBlock] {
        let own = try connection.all(
            "SELECT id, kind, value, actor, at FROM senderBlock ORDER BY id DESC LIMIT ?1",
            limit,
            row: Self.decode
        )
        let known = try connection.all(
            "SELECT id, value, createdAt FROM identity WHERE isBlocked = 1 ORDER BY id DESC LIMIT ?1",
            limit
        ) { SenderBlock(id: try $0.next(), kind: .address, value: try $0.next(), by: nil, at: try $0.next()) }
        return Array((own + known).sorted { $0.id > $1.id }.prefix(limit))
    }

    /// Blocks; tells whether it was not blocked yet.
    func add(_ block: SenderBlock, by actor: Actor) throws -> Bool {
        if block.kind == .address {
            let key = IdentityKey(kind: .email, value: block.value)
            if let known = try PersonRow(connection: connection).identity(key) {
                try connection.run("UPDATE identity SET isBlocked = 1 WHERE id = ?1 AND isBlocked = 0", known.id)
                return connection.changes > 0
            }
        }
        try connection.run(
            "INSERT INTO senderBlock (id, kind, value, actor, at) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
            block.id,
            block.kind,
            block.value,
            actor,
            block.at
        )
        return connection.changes > 0
    }

    /// Releases; tells what was blocked.
    func remove(_ id: SenderBlockID) throws -> SenderBlock? {
        let own = try connection.first(
            "DELETE FROM senderBlock WHERE id = ?1 RETURNING id, kind, value, actor, at",
            id,
            row: Self.decode
        )
        if let own { return own }
        return try connection.first(
            "UPDATE identity SET isBlocked = 0 WHERE id = ?1 AND isBlocked = 1 RETURNING id, value, createdAt",
            id
        ) { SenderBlock(id: try $0.next(), kind: .address, value: try $0.next(), by: nil, at: try $0.next()) }
    }

    private static func decode(_ row: inout ResultRow) throws -> SenderBlock {
        SenderBlock(
            id: try row.next(),
            kind: try row.next(),
            value: try row.next(),
            by: try row.next(),
            at: try row.next()
        )
    }
}

extension SenderBlock.Kind: SQLText {}

/// Blocks and releases, with their entries in the audit log.
struct SenderBlockWriter {
    let context: WriteContext
    private var table: SenderBlockTable { SenderBlockTable(connection: context.connection) }

    init(context: WriteContext) { self.context = context }

    func block(_ block: SenderBlock, actor: Actor, at: Timestamp) throws -> Bool {
        guard try table.add(block, by: actor) else { return false }
        try audit(.senderBlocked, block, actor, at)
        return true
    }

    func release(_ id: SenderBlockID, actor: Actor, at: Timestamp) throws -> SenderBlock? {
        guard let block = try table.remove(id) else { return nil }
        try audit(.senderReleased, block, actor, at)
        return block
    }

    private func audit(_ action: AuditAction, _ block: SenderBlock, _ actor: Actor, _ at: Timestamp) throws {
        let object = "\(block.kind.rawValue):\(block.value)"
        try AuditTable(context: context).add(AuditEntry(actor: actor, action: action, object: object, at: at))
    }
}

extension SQLiteTicketStore {
    /// The blocks, the newest first.
    public func senderBlocks(limit: Int) async throws -> [SenderBlock] {
        try await read { try SenderBlockTable(connection: $0).all(limit: limit) }
    }

    /// Blocks an address or a domain.
    public func block(_ block: SenderBlock, actor: Actor, at: Timestamp) async throws -> Bool {
        try await writer.write(.change) { try SenderBlockWriter(context: $0).block(block, actor: actor, at: at) }
    }

    /// Releases what is blocked.
    public func release(_ id: SenderBlockID, actor: Actor, at: Timestamp) async throws -> SenderBlock? {
        try await writer.write(.change) { try SenderBlockWriter(context: $0).release(id, actor: actor, at: at) }
    }
}
