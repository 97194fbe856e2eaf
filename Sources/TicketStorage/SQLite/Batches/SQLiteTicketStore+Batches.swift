public import ChannelKit
public import DeskModel

extension SQLiteTicketStore {
    /// The newest batches, those taken back included.
    public func batches(limit: Int) async throws -> [IntakeBatch] {
        try await read { try BatchTable(connection: $0).newest(limit) }
    }

    /// Takes back what a batch has put in, step by step.
    public func takeBack(_ batch: BatchID, actor: Actor, at: Timestamp) async throws -> BatchUndoing {
        let refusal = try await read { connection -> String? in
            let table = BatchTable(connection: connection)
            guard let found = try table.batch(batch) else { return "there is no batch \(batch)" }
            if found.takenBack != nil { return "batch \(batch) was taken back already" }
            let waiting = try table.waiting(in: batch)
            return waiting > 0 ? "\(waiting) arrivals of batch \(batch) are not routed yet; try again in a moment" : nil
        }
        if let refusal { return .refused(refusal) }
        var report = BatchReport()
        var last: ArrivalID?
        while true {
            let (before, place) = (report, last)
            let (after, next) = try await writer.write(.other) { context in
                var report = before
                let undoer = BatchUndoer(context: context, batch: batch, actor: actor, at: at)
                let next = try undoer.takeBack(after: place, &report)
                if next == nil {
                    try BatchTable(connection: context.connection).end(batch, by: actor, at: at)
                    let detail = "\(report.messages) messages, \(report.tickets) tickets, \(report.keptMessages) kept"
                    try AuditTable(context: context)
                        .add(
                            AuditEntry(
                                actor: actor,
                                action: .batchTakenBack,
                                object: "batch:\(batch)",
                                detail: detail,
                                at: at
                            )
                        )
                }
                return (report, next)
            }
            report = after
            guard let next else { return .done(report) }
            last = next
        }
    }
}
