import ChannelKit
import DeskModel

/// What a sender did to a message after sending it: earlier versions unfold, what was taken back is folded away.
struct ChangedWords {
    let message: InboundMessage

    /// The marks beside the sender.
    func marks(_ frame: PageFrame) -> HTML {
        let words = frame.words
        var marks: HTML = ""
        if message.isColleague {
            marks.add("<span class=\"chip note\">\(words.say("colleague", "同事"))</span>")
        }
        if let time = message.editedAt, message.deletion == nil {
            marks.add(
                """
                <span class="chip plain" title="\(frame.clock.text(time, words))">\(words.say("edited", "已编辑"))</span>
                """
            )
        }
        if message.deletion != nil {
            marks.add("<span class=\"chip plain\">\(words.say("deleted", "已撤回"))</span>")
        }
        return marks
    }

    /// A message's content with what it said before; the content itself folded when it was taken back.
    func folding(_ content: HTML, _ frame: PageFrame) -> HTML {
        var content = content
        content.add(versions(frame))
        guard let deletion = message.deletion else { return content }
        let words = frame.words
        let time = frame.clock.text(deletion.at, words)
        let what =
            deletion.by.isEmpty
            ? words.say("Deleted by the customer at \(time)", "客户已于 \(time) 撤回")
            : words.say("Deleted by \(deletion.by) at \(time)", "\(deletion.by) 已于 \(time) 删除")
        return "<details class=\"quoted deleted\"><summary>\(what)</summary>\(content)</details>"
    }

    private func versions(_ frame: PageFrame) -> HTML {
        guard !message.versions.isEmpty else { return "" }
        let words = frame.words
        let count = message.versions.count
        var html: HTML = """
            <details class="quoted versions"><summary>\(words.say(
                count == 1 ? "Earlier version" : "\(count) earlier versions",
                "\(count) 个早期版本"
            ))</summary><ol>
            """
        for version in message.versions {
            html.add(
                """
                <li>\(frame.clock.html(version.writtenAt, words))\
                <div class="text">\(RunningText.html(version.text))</div></li>
                """
            )
        }
        html.add("</ol></details>")
        return html
    }

    /// Why its changes were taken so.
    func reasons(_ words: Words) -> HTML {
        var html: HTML = ""
        for change in message.changes {
            html.add("<p><strong>\(words.rule(change.rule))</strong> <code>\(change.rule)</code></p><ul>")
            for evidence in change.evidence { html.add("<li>\(words.say(evidence.said))</li>") }
            html.add("</ul>")
        }
        return html
    }
}
