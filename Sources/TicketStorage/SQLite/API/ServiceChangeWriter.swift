import ChannelKit
import DeskModel

/// Applies changes that programs make.
struct ServiceChangeWriter {
    let context: WriteContext
    let blobFolder: String

    init(context: WriteContext, blobFolder: String) {
        self.context = context
        self.blobFolder = blobFolder
    }

    /// Applies a change.
    func apply(_ change: ServiceChange) throws -> ServiceOutcome {
        switch change {
        case .tickets(let changes): return .ticket(try apply(changes))
        case .each(let groups): return .each(try groups.map(apply))
        case .readNotices(let notice, let agent, let at):
            try NoticeTable(connection: context.connection).markRead(notice, of: agent, at: at)
            return .other(.done)
        case .addContact(let contact, let identities): return try add(contact, identities)
        case .mergeContacts(let merge): return .other(try ContactMerging(context: context).merge(merge))
        case .unmergeContacts(let id, let actor, let at):
            let result = try ContactMerging(context: context).unmerge(id, at: at)
            if result == .done { try audit(.contactUnmerged, "merge:\(id)", actor, at) }
            return .other(result)
        case .addIdentity(let identity, let evidence):
            return .other(try ContactChangeWriter(context: context).assert(identity, evidence: evidence))
        case .retry(let id, let actor, let at): return .other(try outbox.retry(id, actor: actor, at: at))
        case .cancel(let id, let actor, let at): return .other(try outbox.cancel(id, actor: actor, at: at))
        case .keep(let blobs, let at):
            for blob in blobs { try BlobTable(context: context).keep(blob, at: at) }
            return .other(.done)
        case .requeue(let id, let actor, let at):
            let isThere = try context.connection.exists(
                "SELECT 1 FROM arrival WHERE id = ?1 AND outcome = 'quarantined'",
                id
            )
            guard isThere else { return .other(.refused("the arrival is not in quarantine")) }
            try JournalWriter(context).requeue(id)
            try audit(.arrivalRequeued, "\(id)", actor, at)
            return .other(.done)
        case .pauseOutbox(let isPaused, let actor, let at):
            try outbox.setPaused(isPaused, actor: actor, at: at)
            return .other(.done)
        case .resumeChannel(let channel, let actor, let at):
            try outbox.setHold(nil, channel: channel, at: at)
            try audit(.channelResumed, channel.rawValue, actor, at)
            return .other(.done)
        case .block(let block, let actor, let at):
            let isNew = try SenderBlockWriter(context: context).block(block, actor: actor, at: at)
            return .other(isNew ? .done : .refused("the sender is blocked already"))
        case .release(let id, let actor, let at):
            let released = try SenderBlockWriter(context: context).release(id, actor: actor, at: at)
            return .other(released == nil ? .refused("there is no such block") : .done)
        case .administer(let change, let actor, let at, _):
            return try AdministrationWriter(context: context, actor: actor, at: at).apply(change)
        }
    }

    private var outbox: OutboxWriter { OutboxWriter(context: context, blobFolder: blobFolder) }

    /// Changes that belong together: where one is not possible, none is made.
    private func apply(_ changes: [DeskChange]) throws -> ChangeResult {
        guard changes.count > 1 else {
            return try changes.first.map { try DeskChangeWriter(context: context, change: $0).apply() }
                ?? .refused("nothing is to be changed")
        }
        do {
            return try context.savepoint {
                var version = changes[0].expectedVersion
                var last = ChangeResult.refused("")
                for var change in changes {
                    change.expectedVersion = version
                    last = try DeskChangeWriter(context: context, change: change).apply()
                    guard case .done(let ticket) = last else { throw Stopped(result: last) }
                    version = version == nil ? nil : ticket.version
                }
                return last
            }
        } catch let stop as Stopped {
            return stop.result
        }
    }

    /// One of several changes is not possible.
    private struct Stopped: Error {
        let result: ChangeResult
    }

    /// Adds a contact, unless one of its addresses is somebody's already.
    private func add(_ contact: Contact, _ identities: [Identity]) throws -> ServiceOutcome {
        let people = PersonRow(connection: context.connection)
        for identity in identities {
            if let known = try people.identity(identity.key) { return .contact(known.contact, isNew: false) }
        }
        try PeopleWriter(context: context).add(contact, with: identities)
        return .contact(contact.id, isNew: true)
    }

    private func audit(_ action: AuditAction, _ object: String, _ actor: Actor, _ at: Timestamp) throws {
        try AuditTable(context: context).add(AuditEntry(actor: actor, action: action, object: object, at: at))
    }
}
