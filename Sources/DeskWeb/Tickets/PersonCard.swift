import ChannelKit
import DeskModel
import TicketStorage

/// The person a ticket is for: their addresses, and their other tickets.
struct PersonCard {
    let thread: TicketThread

    func html(_ frame: PageFrame) -> HTML {
        let words = frame.words
        let names = PeopleNames(thread: thread, words: words)
        var html: HTML = """
            <section class="card person"><h2>\(Avatar.html(names.personName))\
            <a href="/desk/contacts/\(thread.person.id)">\(names.personName)</a></h2>
            """
        html.add(IdentityList.html(thread.identities, evidence: thread.evidence, frame))
        if !thread.others.isEmpty {
            html.add("<h3>\(words.say("Other tickets", "其他工单"))</h3><ul class=\"others\">")
            for ticket in thread.others {
                html.add(
                    """
                    <li><a href="/desk/tickets/\(ticket.number)">#\(ticket.number) \(SubjectText.shown(ticket.subject, words))</a> \
                    <span class="chip status \(ticket.status.rawValue)">\(words.status(ticket.status))</span></li>
                    """
                )
            }
            html.add("</ul>")
        }
        html.add("</section>")
        return html
    }
}

/// A person's addresses.
enum IdentityList {
    static func html(_ identities: [Identity], evidence: [IdentityEvidence] = [], _ frame: PageFrame) -> HTML {
        let words = frame.words
        var html: HTML = "<ul class=\"identities\">"
        for identity in identities.prefix(50) {
            html.add("<li><span class=\"address\">\(identity.address)</span>")
            if identity.isVerified {
                html.add(" <span class=\"chip good\">\(words.say("proven", "已验证"))</span>")
            }
            if identity.isShared { html.add(" <span class=\"chip warn\">\(words.say("shared", "多人共用"))</span>") }
            if identity.undeliverableSince != nil {
                html.add(" <span class=\"chip bad\">\(words.say("undeliverable", "无法送达"))</span>")
            }
            if identity.isBlocked { html.add(" <span class=\"chip bad\">\(words.say("blocked", "已屏蔽"))</span>") }
            let reasons = evidence.filter { $0.identity == identity.id }.suffix(8)
            if !reasons.isEmpty {
                html.add("<details><summary><small>\(words.say("Why it is theirs", "归属依据"))</small></summary><ul>")
                for reason in reasons {
                    html.add(
                        """
                        <li><small>\(words.method(reason.method)) · \(words.authority(reason.assertedBy))\(if: reason.isVerified, " ✓") \
                        \(frame.clock.html(reason.at, words))</small></li>
                        """
                    )
                }
                html.add("</ul></details>")
            }
            html.add("</li>")
        }
        html.add("</ul>")
        return html
    }
}
