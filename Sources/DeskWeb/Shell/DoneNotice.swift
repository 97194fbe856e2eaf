import DeskModel
import TicketStorage

/// Says after a change what was done, with a button that takes it back.
enum DoneNotice {
    /// The notice that an address asks for; empty when it asks for none.
    ///
    /// `done=ID-COUNT` is a change of many tickets, `done=regroup-ID` a merge, split or move.
    static func html(_ query: FormValues, _ frame: PageFrame) -> HTML {
        guard let parts = query["done"]?.split(separator: "-"), parts.count == 2 else { return "" }
        if parts[0] == "regroup", let id = ActionID(parts[1]) { return regrouped(id, frame) }
        guard let id = BulkChangeID(parts[0]), let count = Int(parts[1]), (1...10_000).contains(count) else {
            return ""
        }
        let words = frame.words
        let path = frame.path.split(separator: "&").filter { !$0.hasPrefix("done=") }.joined(separator: "&")
        let back = path.split(separator: "?done=").first.map(String.init) ?? path
        return toast(
            words.count(count, "ticket changed.", "tickets changed.", "个工单已更改。"),
            undo: "/desk/bulk/\(id)/undo",
            field: ("back", back),
            frame
        )
    }

    private static func regrouped(_ id: ActionID, _ frame: PageFrame) -> HTML {
        let ticket = frame.path.prefix { $0 != "?" }
        let number = ticket.hasPrefix("/desk/tickets/") ? Int(ticket.dropFirst("/desk/tickets/".count)) : nil
        guard number != nil else { return "" }
        return toast(
            frame.words.say("Done: the messages are in this ticket.", "已完成：消息现在位于此工单中。"),
            undo: "\(ticket)/undo",
            field: ("action", "\(id)"),
            frame
        )
    }

    private static func toast(
        _ text: String,
        undo: String,
        field: (name: String, value: String),
        _ frame: PageFrame
    ) -> HTML {
        """
        <div class="toast" data-stays><span>\(text)</span><form method="post" action="\(undo)">\(frame.token)\
        <input type="hidden" name="\(field.name)" value="\(field.value)">\
        <button>\(frame.words.say("Undo", "撤销"))</button></form></div>
        """
    }
}
