import DeskModel
import TicketStorage

/// The organizations by name, and the form for another.
struct OrganizationListPage {
    let organizations: Page<Organization>
    let isFirst: Bool
    let form: OrganizationForm

    func html(_ frame: PageFrame) -> HTML {
        let words = frame.words
        var page: HTML = """
            <h1>\(words.say("Organizations", "组织"))</h1><p class="lead">\(words.say(
                "Whoever writes from one of its domains belongs to an organization, from now on and from before.",
                "凡使用组织域名邮箱来信的联系人，无论新旧，都属于该组织。"
            ))</p>
            """
        if organizations.items.isEmpty {
            page.add(
                EmptyState(
                    .people,
                    words.say("There is no organization yet.", "还没有组织。"),
                    words.say(
                        "Whoever writes from one of its domains belongs to it by themselves.",
                        "来自其域名的发件人会自动归入该组织。"
                    )
                ).html
            )
        } else {
            page.add(
                """
                <div class="scroll"><table><thead><tr><th>\(words.say("Name", "名称"))</th>\
                <th>\(words.say("Domains", "域名"))</th></tr></thead><tbody>
                """
            )
            for organization in organizations.items {
                page.add(
                    """
                    <tr><td><a href="/admin/organizations/\(organization.id)">\(organization.name)</a>\
                    \(OrganizationMark.vip(organization))</td><td>\(organization.domains.joined(separator: ", "))</td></tr>
                    """
                )
            }
            page.add("</tbody></table></div>")
        }
        let base = "/admin/organizations"
        page.add(
            Paging.html(
                frame,
                first: isFirst ? nil : base,
                next: organizations.next.map { "\(base)?after=\(PercentCoding.encode($0.rawValue))" }
            )
        )
        page.add(
            """
            <section class="card wide"><h2>\(words.say("Add an organization", "添加组织"))</h2>\
            \(form.html(action: base, button: words.say("Add", "添加"), frame))</section>
            """
        )
        return page
    }
}

/// An organization with its people.
struct OrganizationPage {
    let organization: Organization
    let form: OrganizationForm
    let members: Page<OrganizationMember>
    let isFirst: Bool

    func html(_ frame: PageFrame) -> HTML {
        let words = frame.words
        let base = "/admin/organizations/\(organization.id)"
        var page: HTML = """
            <p class="crumbs"><a href="/admin/organizations">\(words.say("Organizations", "组织"))</a></p>\
            <h1>\(organization.name)\(OrganizationMark.vip(organization))</h1>\
            <section class="card wide">\(form.html(action: base, button: words.say("Save", "保存"), frame))\
            <form method="post" action="\(base)/remove">\(frame.token)\
            <button class="link">\(words.say("Remove; its people stay", "删除组织（保留联系人）"))</button></form></section>\
            <h2>\(words.say("People", "联系人"))</h2>
            """
        if members.items.isEmpty {
            page.add(
                EmptyState(
                    .people,
                    words.say("Nobody has written from these domains.", "尚无来自这些域名的联系人。"),
                    words.say("They stand here once somebody has.", "有人来信后会显示在此处。")
                ).html
            )
        } else {
            page.add("<ul class=\"others\">")
            for member in members.items {
                let name = member.name.isEmpty ? member.address : member.name
                page.add(
                    "<li><a href=\"/desk/contacts/\(member.person)\">\(name)</a> <span class=\"quiet\">\(member.address)</span></li>"
                )
            }
            page.add("</ul>")
        }
        page.add(
            Paging.html(
                frame,
                first: isFirst ? nil : base,
                next: members.next.map { "\(base)?after=\(PercentCoding.encode($0.rawValue))" }
            )
        )
        return page
    }
}

/// An organization beside the people who belong to it.
enum OrganizationMark {
    /// The mark of one whose people come first.
    static func vip(_ organization: Organization) -> HTML {
        organization.isVIP ? " <span class=\"chip warn\">VIP</span>" : ""
    }

    /// A person's organization in a line; a link for those who may change it.
    static func html(_ organization: Organization?, _ frame: PageFrame) -> HTML {
        guard let organization else { return "" }
        let isAdmin = frame.signedIn?.agent.role == .admin
        let name: HTML =
            isAdmin
            ? "<a href=\"/admin/organizations/\(organization.id)\">\(organization.name)</a>" : "\(organization.name)"
        return "<p class=\"organization\">\(name)\(vip(organization))</p>"
    }
}

extension OrganizationForm {
    func html(action: String, button: String, _ frame: PageFrame) -> HTML {
        let words = frame.words
        var html: HTML = ""
        if let problem { html.add("<p class=\"notice bad\" role=\"alert\">\(problem)</p>") }
        html.add(
            """
            <form method="post" action="\(action)">\(frame.token)<label>\(words.say("Name", "名称"))\
            <input name="name" value="\(name)" maxlength="\(Organization.maximumName)" required></label>\
            <label>\(words.say("Mail domains, one a line", "邮箱域名，每行一个"))<textarea name="domains" rows="3" \
            spellcheck="false" autocapitalize="none" placeholder="example.com">
            """
        )
        // The line end after the tag is the parser's, not the text's.
        html.add("\n\(domains)</textarea></label>")
        html.add(
            """
            <p><label class="inline"><input type="checkbox" name="vip" value="yes"\(if: isVIP, " checked")>\
            \(words.say("VIP: its people come first", "VIP：优先处理其联系人"))</label></p><button class="primary">\(button)</button></form>
            """
        )
        return html
    }
}
