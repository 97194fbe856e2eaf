import ChannelKit
import DeskModel

/// A change of how the desk is set up: who makes it and when, so that it stands in the audit log with what it changed.
struct AuditedChange {
    let context: WriteContext
    let actor: Actor
    let at: Timestamp

    init(context: WriteContext, actor: Actor, at: Timestamp) {
        self.context = context
        self.actor = actor
        self.at = at
    }

    var connection: Connection { context.connection }

    /// Writes the entry.
    func note(_ action: AuditAction, _ object: String, _ detail: String = "") throws {
        try AuditTable(context: context)
            .add(AuditEntry(actor: actor, action: action, object: object, detail: detail, at: at))
    }
}
