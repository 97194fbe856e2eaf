import ChannelKit
import DeskModel
import TicketStorage

/// A customer's message: who and how proven, the new words, the rest folded, and why it is here.
struct InboundView {
    let message: InboundMessage
    let thread: TicketThread

    func html(_ frame: PageFrame) -> HTML {
        var html: HTML = "<article class=\"message inbound\" id=\"m\(message.id)\">"
        html.add(head(frame))
        html.add(ChangedWords(message: message).folding(content(frame), frame))
        html.add(origin(frame))
        html.add("</article>")
        return html
    }

    private func content(_ frame: PageFrame) -> HTML {
        let words = frame.words
        var html: HTML = ""
        if case .unverified(let reason) = message.authenticity, claimsKnownAddress {
            html.add(
                """
                <p class="notice warn">\(words.say(
                    "Nothing proves that this was really sent by \(message.senderAddress):",
                    "无法证明此消息确实来自 \(message.senderAddress)："
                )) \(words.doubt(reason))</p>
                """
            )
        }
        if let subject = message.subject, subject != thread.ticket.subject, !subject.isEmpty {
            html.add("<p class=\"quiet subject\">\(subject)</p>")
        }
        html.add(fields(frame))
        html.add("<div class=\"text\">\(RunningText.html(message.newText))</div>")
        if let quoted = message.quotedText, !quoted.isEmpty {
            html.add(
                """
                <details class="quoted"><summary>\(words.say("Quoted text", "引用内容"))</summary>\
                <div class="text">\(RunningText.html(quoted))</div></details>
                """
            )
        }
        if let markup = message.html { html.add(formatted(markup, frame)) }
        html.add(AttachmentView.list(message.attachments.filter { !$0.isInline || message.html == nil }, frame))
        return html
    }

    /// The HTML in a frame; a link fetches pictures of other servers into the same frame, when somebody wants that.
    private func formatted(_ markup: String, _ frame: PageFrame) -> HTML {
        let words = frame.words
        let address = frame.links.address(of: .mail(message.id), at: frame.clock.now)
        var html: HTML = """
            <details class="formatted"><summary>\(words.say("As it was formatted", "查看原始排版"))</summary>
            """
        let count = RemotePictures.count(in: markup)
        if count > 0 {
            let asked = frame.links.address(of: .mail(message.id, pictures: .loaded), at: frame.clock.now)
            let pictures = words.count(count, "picture", "pictures", "张图片")
            html.add(
                """
                <p class="remote">\(words.say(
                    "\(pictures) on other servers: not fetched, as that would tell them that this was read.",
                    "\(pictures)位于外部服务器：未加载，以免对方得知消息已被阅读。"
                )) <a class="button small" href="\(asked)" target="mail-\(message.id)" referrerpolicy="no-referrer">\
                \(words.say("Show them", "显示图片"))</a></p>
                """
            )
        }
        html.add(
            """
            <iframe name="mail-\(message.id)" src="\(address)" loading="lazy" \
            sandbox="allow-popups allow-popups-to-escape-sandbox" referrerpolicy="no-referrer" \
            title="\(words.say("Formatted message", "原始排版的消息"))"></iframe></details>
            """
        )
        return html
    }

    private func head(_ frame: PageFrame) -> HTML {
        let words = frame.words
        let name = message.senderName.isEmpty ? message.senderAddress : message.senderName
        var marks: HTML = ""
        switch message.authenticity {
        case .verified(let method):
            marks.add(
                """
                <span class="chip good" title="\(words.say("Proven by \(words.method(method))", "已通过 \(words.method(method)) 验证"))">\
                \(words.say("proven", "已验证"))</span>
                """
            )
        case .unverified(let reason):
            marks.add(
                "<span class=\"chip plain\" title=\"\(words.doubt(reason))\">\(words.say("unproven", "未验证"))</span>"
            )
        }
        if let automatic = message.automatic {
            marks.add("<span class=\"chip plain\">\(words.automatic(automatic))</span>")
        }
        marks.add(ChangedWords(message: message).marks(frame))
        return """
            <header>\(Picking.box(message.id, frame))<strong>\(name)</strong>\
            \(if: name != message.senderAddress, "<span class=\"quiet\">\(message.senderAddress)</span>")\(marks)\
            <span class="chip channel">\(message.channel.rawValue)</span>\(frame.clock.html(message.at, words))</header>
            """
    }

    private func fields(_ frame: PageFrame) -> HTML {
        guard !message.fields.isEmpty else { return "" }
        var html: HTML = "<dl class=\"fields\">"
        for field in CallFacts.said(message.fields, frame) {
            html.add("<div><dt>\(field.label)</dt><dd>\(field.value)</dd></div>")
        }
        html.add("</dl>")
        return html
    }

    /// Why it is in this ticket, whom it was addressed to, and where its octets are.
    private func origin(_ frame: PageFrame) -> HTML {
        let words = frame.words
        var html: HTML = """
            <details class="why"><summary>\(words.say("Why is it here?", "为什么在这里？"))</summary>\
            <p><strong>\(words.rule(message.decision.rule))</strong> <code>\(message.decision.rule)</code></p>
            """
        if !message.decision.evidence.isEmpty {
            html.add("<ul>")
            for evidence in message.decision.evidence { html.add("<li>\(words.say(evidence.said))</li>") }
            html.add("</ul>")
        }
        html.add(ChangedWords(message: message).reasons(words))
        for warning in message.warnings.prefix(20) { html.add("<p class=\"quiet\">\(words.say(warning))</p>") }
        if !message.recipients.isEmpty {
            let list = message.recipients.prefix(30).map(\.address).joined(separator: ", ")
            html.add("<p class=\"quiet\">\(words.say("To", "收件人")): \(list)</p>")
        }
        html.add(
            "<p><a href=\"/desk/intake/\(message.arrival)\">\(words.say("Show it as it came", "查看原始内容"))</a></p></details>"
        )
        return html
    }

    /// Whether the address is one that the person of the ticket is known by: then an unproven sender matters.
    private var claimsKnownAddress: Bool {
        guard let sender = message.sender else { return false }
        return thread.identities.contains { $0.id == sender && $0.isVerified }
    }
}
