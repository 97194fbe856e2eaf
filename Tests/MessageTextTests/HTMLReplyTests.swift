import MessageText
import Testing

@Suite struct HTMLReplyTests {
    @Test(arguments: [
        // Gmail
        "<div dir=\"ltr\">It works.</div><br><div class=\"gmail_quote gmail_quote_container\"><div dir=\"ltr\" class=\"gmail_attr\">On Mon, Mar 3, 2025 at 10:15 AM Ann &lt;<a href=\"mailto:ann@example.com\">ann@example.com</a>&gt; wrote:<br></div><blockquote class=\"gmail_quote\" style=\"margin:0 0 0 .8ex\">Does it?</blockquote></div>",
        // Gmail in a language of its own
        "<div>It works.</div><div class=\"gmail_quote\"><div class=\"gmail_attr\">Ann 03-03 zzz:</div><blockquote class=\"gmail_quote\">Does it?</blockquote></div>",
        // Apple Mail
        "<html><body>It works.<br><div><br><blockquote type=\"cite\"><div>On 3 Mar 2025, at 10:15, Ann &lt;ann@example.com&gt; wrote:</div><br><div>Does it?</div></blockquote></div></body></html>",
        // Thunderbird
        "<p>It works.</p><div class=\"moz-cite-prefix\">Am 03.03.25 um 10:15 schrieb Ann:<br></div><blockquote type=\"cite\" cite=\"mid:x\">Does it?</blockquote>",
        // Outlook on the desktop
        "<div class=WordSection1><p class=MsoNormal>It works.<o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p><div><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'><p class=MsoNormal><b>From:</b> Ann &lt;ann@example.com&gt; <br><b>Sent:</b> Monday, March 3, 2025 10:15<br><b>To:</b> Help<br><b>Subject:</b> x<o:p></o:p></p></div></div><p class=MsoNormal>Does it?</p></div>",
        // Outlook on the web
        "<div>It works.</div><div id=\"appendonsend\"></div><hr style=\"display:inline-block;width:98%\"><div id=\"divRplyFwdMsg\" dir=\"ltr\"><font><b>From:</b> Ann &lt;ann@example.com&gt;<br><b>Sent:</b> Monday<br><b>To:</b> Help<br><b>Subject:</b> x</font></div><div>Does it?</div>",
        // Outlook, Chinese
        "<p class=MsoNormal>It works.</p><div><p class=MsoNormal><b>发件人<span lang=EN-US>:</span></b> Ann &lt;ann@example.com&gt; <br><b>发送时间:</b> 2025年3月3日 10:15<br><b>收件人:</b> Help<br><b>主题:</b> x</p></div><p>Does it?</p>",
        // Yahoo
        "<div>It works.</div><div id=\"ydp1yahoo_quoted_2\" class=\"yahoo_quoted\"><div>Am Montag, 3. März 2025 hat Ann Folgendes geschrieben:</div><div>Does it?</div></div>",
        // QQ
        "<div>It works.</div><div><br></div><div style=\"font-size: 12px;padding:2px 0;\">------------------&nbsp;原始邮件&nbsp;------------------</div><div><div><b>发件人:</b>&nbsp;\"Ann\" &lt;ann@example.com&gt;;</div></div><div>Does it?</div>",
        // NetEase
        "<div>It works.</div><div id=\"isReplyContent\"></div><p>At 2025-03-03 10:15:00, \"Ann\" &lt;ann@example.com&gt; wrote:</p><blockquote id=\"isReplyContent\">Does it?</blockquote>",
        // Foxmail
        "<div>It works.</div><hr><div><div style=\"border:none;border-top:solid #B5C4DF 1.0pt\"><div><b>发件人：</b>&nbsp;<a href=\"mailto:ann@example.com\">Ann</a></div><div><b>发送时间：</b>&nbsp;2025-03-03&nbsp;10:15</div><div><b>收件人：</b>&nbsp;Help</div><div><b>主题：</b>&nbsp;x</div></div></div><div>Does it?</div>",
        // Proton
        "<div>It works.</div><div class=\"protonmail_quote\">On Monday, March 3rd, 2025 at 10:15, Ann wrote:<br><blockquote class=\"protonmail_quote\" type=\"cite\">Does it?</blockquote></div>",
        // Yandex
        "<div>It works.</div><div>03.03.2025, 10:15, \"Ann\" &lt;ann@example.com&gt;:</div><blockquote>Does it?</blockquote>",
        // No mark but the quote itself
        "<div>It works.</div><blockquote>Does it?</blockquote>",
    ])
    func `the reply stands above what the mail program quotes`(html: String) {
        let trimmed = ReplyTrimmer.split(html: html)
        #expect(trimmed.reply == "It works.")
        #expect(trimmed.quoted.hasSuffix("Does it?"))
    }

    @Test func `a quote above an attributed one is the sender's own`() {
        let html =
            "It says<blockquote>Regular</blockquote><div>On 3 Mar 2025, Ann wrote:</div><blockquote>Quoted</blockquote>"
        let trimmed = ReplyTrimmer.split(html: html)
        #expect(trimmed.reply == "It says\n\nRegular")
        #expect(trimmed.quoted == "On 3 Mar 2025, Ann wrote:\n\nQuoted")
    }

    @Test func `answers between quotes keep the quotes`() {
        let html = """
            <div class="gmail_quote"><div class="gmail_attr">On 3 Mar 2025, Ann wrote:</div>
            <blockquote class="gmail_quote">One?</blockquote><div>Yes.</div>
            <blockquote class="gmail_quote">Two?</blockquote><div>No.</div></div>
            """
        let reply = ReplyTrimmer.split(html: html).reply
        for part in ["One?", "Yes.", "Two?", "No."] { #expect(reply.contains(part)) }
    }

    @Test func `a mail that only forwards is kept whole`() {
        let html =
            "<div><br><div class=\"gmail_quote\">---------- Forwarded message ----------<br>From: <b>Ann</b><br>Subject: x<br><br>Well?</div></div>"
        #expect(ReplyTrimmer.split(html: html).reply.hasSuffix("Well?"))
    }

    @Test func `markup that is refused is taken apart as text`() {
        let html = "<p>It works.</p>" + String(repeating: "<div><table></div></table>", count: 100_000)
        #expect(ReplyTrimmer.split(html: html).reply == "It works.")
    }
}
