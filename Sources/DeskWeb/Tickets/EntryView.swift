import ChannelKit
import DeskModel
import TicketStorage

/// One message of a thread.
struct EntryView {
    let entry: ThreadEntry
    let thread: TicketThread
    let names: PeopleNames
    let isNewest: Bool

    func html(_ frame: PageFrame) -> HTML {
        switch entry {
        case .inbound(let message): InboundView(message: message, thread: thread).html(frame)
        case .reply(let reply, let deliveries):
            ReplyView(reply: reply, deliveries: deliveries, thread: thread, names: names).html(frame)
        case .note(let note): noteHTML(note, frame)
        }
    }

    private func noteHTML(_ note: Note, _ frame: PageFrame) -> HTML {
        """
        <article class="message note" id="m\(note.id)"><header>\(Picking.box(note.id, frame))\
        <strong>\(names.name(note.author))</strong><span class="chip note">\(frame.words.say("Note, not sent", "内部备注"))</span>\
        \(frame.clock.html(note.at, frame.words))</header><div class="text">\(RunningText.html(note.text))</div></article>
        """
    }
}

/// The box that picks a message for a split or a move.
enum Picking {
    static let form = "organizing"

    static func box(_ id: MessageID, _ frame: PageFrame) -> HTML {
        guard frame.mayChange else { return "" }
        return """
            <input class="pick" type="checkbox" form="\(form)" name="message" value="\(id)" \
            aria-label="\(frame.words.say("Pick this message", "选择此消息"))">
            """
    }
}

/// Sizes for people.
enum ByteCount {
    static func text(_ bytes: Int) -> String {
        switch bytes {
        case ..<1_000: "\(bytes) B"
        case ..<1_000_000: "\((bytes + 500) / 1_000) kB"
        default: "\(bytes / 1_000_000).\(bytes % 1_000_000 / 100_000) MB"
        }
    }
}
