import ChannelKit
import DeskModel
import TicketStorage

/// Names what an entry of the audit log is about.
///
/// An entry holds the kind and the id of most things, such as `team:42`; whoever reads it wants the name, and the way there.
struct AuditObject {
    let agents: [Agent]
    let teams: [Team]
    let words: Words

    /// What an entry is about: its name, or its kind and id, as a link where there is a page of it still.
    func html(of entry: AuditEntry) -> HTML {
        switch AuditAction(rawValue: entry.action) {
        // A name of somebody's own choice, which may look like anything.
        case .macroSaved, .viewSaved: "\(entry.object)"
        case .brandingChanged: "\(words.say("Branding", "品牌"))"
        case .noticeSettingsSaved: "\(words.say("Notices", "通知"))"
        case .outboxPaused, .outboxResumed: "\(words.say("Outbox", "发件"))"
        case .secondStepRoles: "\(words.say("All accounts", "所有账户"))"
        case .contactErased, .organizationRemoved, .webhookRemoved: shown(entry.object, isThere: false)
        default: shown(entry.object, isThere: true)
        }
    }

    /// Further facts of an entry.
    func details(of entry: AuditEntry) -> HTML {
        switch AuditAction(rawValue: entry.action) {
        case .teamJoined, .teamLeft: shown(entry.detail, isThere: true)
        default: "\(String(entry.detail.prefix(500)))"
        }
    }

    private func shown(_ object: String, isThere: Bool) -> HTML {
        guard let colon = object.firstIndex(of: ":"), let kind = Kind(rawValue: String(object[..<colon])) else {
            return "\(object)"
        }
        let id = String(object[object.index(after: colon)...])
        let title = "\(name(kind)) \(known(kind, id) ?? id)"
        guard isThere, let path = path(kind, id) else { return "\(title)" }
        return "<a href=\"\(path)\">\(title)</a>"
    }

    private enum Kind: String {
        case agent, article, batch, category, contact, field, form, identity, macro, merge, organization, suggestion,
            tag, team,
            ticket, token
        case type, view, webhook
        case businessHours = "business-hours"
        case contactImport = "import"
        case policy = "sla-policy"
        case room = "notice-room"
    }

    private func known(_ kind: Kind, _ id: String) -> String? {
        switch kind {
        case .agent: AgentID(id).flatMap { id in agents.first { $0.id == id }?.name }
        case .team: TeamID(id).flatMap { id in teams.first { $0.id == id }?.name }
        default: nil
        }
    }

    private func path(_ kind: Kind, _ id: String) -> String? {
        guard !id.isEmpty, id.allSatisfy(\.isNumber) else { return nil }
        return switch kind {
        case .agent: "/admin/users/\(id)"
        case .article: "/admin/knowledge/\(id)"
        case .contact: "/desk/contacts/\(id)"
        case .organization: "/admin/organizations/\(id)"
        case .ticket: "/desk/tickets/\(id)"
        case .webhook: "/admin/webhooks/\(id)"
        default: nil
        }
    }

    private func name(_ kind: Kind) -> String {
        switch kind {
        case .agent: words.say("Account", "账户")
        case .article: words.say("Article", "文章")
        case .batch: words.say("Batch", "批次")
        case .businessHours: words.say("Business hours", "工作时间")
        case .category: words.say("Category", "分类")
        case .contact: words.say("Contact", "联系人")
        case .contactImport: words.say("Import", "导入")
        case .field: words.say("Field", "字段")
        case .form: words.say("Form", "表单")
        case .identity: words.say("Address", "地址")
        case .macro: words.say("Macro", "快捷回复")
        case .merge: words.say("Merge", "合并")
        case .organization: words.say("Organization", "组织")
        case .policy: words.say("Service level", "服务时限")
        case .room: words.say("Room", "群聊")
        case .suggestion: words.say("Suggestion", "建议")
        case .tag: words.say("Tag", "标签")
        case .team: words.say("Team", "团队")
        case .ticket: words.say("Ticket", "工单")
        case .token: words.say("Token", "令牌")
        case .type: words.say("Ticket type", "工单类型")
        case .view: words.say("View", "视图")
        case .webhook: "Webhook"
        }
    }
}
