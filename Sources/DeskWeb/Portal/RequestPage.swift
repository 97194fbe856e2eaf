import ChannelKit
import DeskModel
import TicketStorage

/// A request: its messages, a place to answer, and closing or reopening it.
struct RequestPage {
    let request: CustomerRequest
    let takesMessages: Bool
    let isAwaiting: Bool
    let draft: String
    let problem: String?

    func html(_ frame: PageFrame) -> HTML {
        let words = frame.words
        var page: HTML = """
            <p class="crumbs"><a href="/help/requests">\(words.say("My requests", "我的请求"))</a></p>\
            <h1>\(words.requestSubject(request.subject))</h1>\
            <p class="facts-line"><span class="chip \(request.status.requestStyle)">\(words.requestStatus(request.status))</span> \
            <span class="quiet">#\(request.number) · \(words.say("opened", "创建于")) \
            \(frame.clock.html(request.openedAt, words))</span></p>
            """
        if let problem { page.add("<p class=\"notice bad\" role=\"alert\">\(problem)</p>") }
        if isAwaiting {
            page.add(
                """
                <p class="notice good" role="status">\(words.say(
                    "We have your message; it appears here in a moment.",
                    "已收到您的消息，稍后将显示在此处。"
                ))</p>
                """
            )
        }
        page.add("<ol class=\"timeline\">")
        for (index, entry) in request.entries.enumerated() {
            page.add("<li\(if: index == request.entries.count - 1, " id=\"newest\"")>\(self.entry(entry, frame))</li>")
        }
        page.add("</ol>")
        if takesMessages { page.add(composer(frame)) }
        page.add(status(frame))
        return page
    }

    private func entry(_ entry: CustomerRequestEntry, _ frame: PageFrame) -> HTML {
        let words = frame.words
        switch entry {
        case .own(let own):
            let mark: HTML =
                own.isProven
                ? "" : "<span class=\"chip warn\">\(words.say("not confirmed to be from you", "未确认为您本人发送"))</span>"
            return message("own", words.say("You", "您"), mark, own.at, own.text, own.files, frame)
        case .answer(let answer):
            return message("reply", answer.author ?? frame.deskName, "", answer.at, answer.text, answer.files, frame)
        case .withheld(let at):
            return """
                <p class="event">\(words.say(
                    "A message in your name could not be confirmed to be yours and is not shown.",
                    "有一条以您名义发送的消息无法确认来源，未予显示。"
                )) \(frame.clock.html(at, words))</p>
                """
        }
    }

    private func message(
        _ kind: String,
        _ name: String,
        _ mark: HTML,
        _ at: Timestamp,
        _ text: String,
        _ files: [AttachmentRecord],
        _ frame: PageFrame
    ) -> HTML {
        """
        <article class="message \(kind)"><header><strong>\(name)</strong>\(mark)\(frame.clock.html(at, frame.words))</header>\
        <div class="text">\(RunningText.html(text))</div>\(AttachmentView.list(files, frame))</article>
        """
    }

    private func composer(_ frame: PageFrame) -> HTML {
        let words = frame.words
        let isOver = request.status == .closed
        let hint =
            isOver
            ? words.say(
                "This request is closed. What you write now opens a new one that is linked to it.",
                "此请求已关闭。您现在发送的内容将创建一个与其关联的新请求。"
            )
            : words.say("We answer here and at the address you wrote from.", "我们会在此处以及您的联系地址回复您。")
        return """
            <form class="card write" method="post" action="/help/requests/\(request.number)/messages" \
            enctype="multipart/form-data">\(frame.token)\(frame.key)\
            <label>\(words.say("Your message", "您的消息"))<textarea name="text" rows="6" maxlength="50000" \
            aria-describedby="write-hint">\(Self.textareaStart)\(draft)</textarea></label>\
            <label>\(words.say("Files", "附件"))<input type="file" name="file" multiple></label>\
            <p class="quiet" id="write-hint">\(hint)</p>\
            <button class="primary">\(words.say("Send", "发送"))</button></form>
            """
    }

    /// A browser takes the first line end of a text area away.
    private static let textareaStart: HTML = "\n"

    private func status(_ frame: PageFrame) -> HTML {
        let words = frame.words
        let (action, title): (String, String)
        switch request.status {
        case .new, .open, .pending, .onHold:
            (action, title) = ("close", words.say("This is solved", "问题已解决"))
        case .solved: (action, title) = ("reopen", words.say("This is not solved", "问题未解决"))
        case .closed: return ""
        }
        return """
            <form class="state" method="post" action="/help/requests/\(request.number)/\(action)">\(frame.token)\(frame.key)\
            <button>\(title)</button></form>
            """
    }
}
