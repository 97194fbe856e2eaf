import DeskModel
import TicketStorage

/// Says after a change of many tickets what was done, with a button that takes it back.
enum DoneNotice {
    /// The notice that an address asks for, as `done=ID-COUNT`; empty when it asks for none.
    static func html(_ query: FormValues, _ frame: PageFrame) -> HTML {
        guard let parts = query["done"]?.split(separator: "-"), parts.count == 2, let id = BulkChangeID(parts[0]),
            let count = Int(parts[1]), (1...10_000).contains(count)
        else { return "" }
        let words = frame.words
        let path = frame.path.split(separator: "&").filter { !$0.hasPrefix("done=") }.joined(separator: "&")
        let back = path.split(separator: "?done=").first.map(String.init) ?? path
        return """
            <div class="toast" data-stays><span>\(words.count(count, "ticket changed.", "tickets changed.", "个工单已更改。"))</span>\
            <form method="post" action="/desk/bulk/\(id)/undo">\(frame.token)<input type="hidden" name="back" value="\(back)">\
            <button>\(words.say("Undo", "撤销"))</button></form></div>
            """
    }
}
