import DeskModel
import HTTPTypes
import Hummingbird

/// One page of the administration, as its navigation names it.
struct AdminPage: Sendable, Hashable {
    let path: String
    let english: String
    let chinese: String

    init(_ path: String, _ english: String, _ chinese: String) {
        self.path = path
        self.english = english
        self.chinese = chinese
    }

    func title(_ words: Words) -> String { words.say(english, chinese) }

    /// Whether an address is on this page or below it.
    func holds(_ target: String) -> Bool {
        let path = target.prefix { $0 != "?" }
        return path == self.path || path.hasPrefix("\(self.path)/")
    }
}

/// Pages of the administration that are about one thing, as its navigation names it.
struct AdminSection: Sendable {
    let english: String
    let chinese: String
    /// At least one.
    let pages: [AdminPage]

    init(_ english: String, _ chinese: String, _ pages: [AdminPage]) {
        self.english = english
        self.chinese = chinese
        self.pages = pages
    }

    func title(_ words: Words) -> String { words.say(english, chinese) }
}

/// The pages of the administration, in the order of the navigation.
enum AdminPages {
    static let sections: [AdminSection] = [
        AdminSection(
            "People",
            "人员",
            [
                AdminPage("/admin/users", "Users", "用户"),
                AdminPage("/admin/teams", "Teams", "团队"),
                AdminPage("/admin/organizations", "Organizations", "组织"),
                AdminPage("/admin/contacts/import", "Import people", "导入联系人"),
            ]
        ),
        AdminSection(
            "Channels",
            "渠道",
            [
                AdminPage("/admin/channels", "Channels", "渠道"),
                AdminPage("/admin/notices", "Notices", "通知"),
                AdminPage("/admin/senders", "Blocked senders", "已屏蔽的发件人"),
            ]
        ),
        AdminSection(
            "Tickets",
            "工单",
            [
                AdminPage("/admin/fields", "Ticket fields", "工单字段"),
                AdminPage("/admin/types", "Ticket types", "工单类型"),
                AdminPage("/admin/tags", "Tags", "标签"),
                AdminPage("/admin/macros", "Macros", "快捷回复"),
                AdminPage("/admin/service-levels", "Service levels", "服务时限"),
                AdminPage("/admin/business-hours", "Business hours", "工作时间"),
            ]
        ),
        AdminSection(
            "Portal",
            "客户门户",
            [
                AdminPage("/admin/forms", "Request forms", "请求表单"),
                AdminPage("/admin/knowledge", "Knowledge base", "知识库"),
                AdminPage("/admin/branding", "Branding", "品牌"),
            ]
        ),
        AdminSection(
            "Programs",
            "程序",
            [
                AdminPage("/admin/tokens", "API tokens", "接口令牌"),
                AdminPage("/admin/webhooks", "Webhooks", "Webhook"),
            ]
        ),
        AdminSection("Audit log", "审计日志", [AdminPage("/admin/audit", "Audit log", "审计日志")]),
    ]

    static let all: [AdminPage] = sections.flatMap(\.pages)
}

/// The navigation above every page of the administration: its sections, and below them the pages of the one the reader is in.
enum AdminNavigation {
    static func html(_ frame: PageFrame) -> HTML {
        let words = frame.words
        var html: HTML = "<nav class=\"tabs\" aria-label=\"\(words.say("Administration", "管理"))\">"
        var here: AdminSection?
        for section in AdminPages.sections {
            let isHere = section.pages.contains { $0.holds(frame.path) }
            if isHere { here = section }
            // A section of one page is that page.
            let current: HTML = section.pages.count > 1 ? " aria-current=\"true\"" : " aria-current=\"page\""
            html.add("<a href=\"\(section.pages[0].path)\"\(if: isHere, current)>\(section.title(words))</a>")
        }
        html.add("</nav>")
        guard let here, here.pages.count > 1 else { return html }
        html.add("<nav class=\"tabs below\" aria-label=\"\(here.title(words))\">")
        for page in here.pages {
            let isHere = page.holds(frame.path)
            html.add("<a href=\"\(page.path)\"\(if: isHere, " aria-current=\"page\"")>\(page.title(words))</a>")
        }
        html.add("</nav>")
        return html
    }
}

/// What a page of the administration shows, under its own title.
protocol AdminContent {
    func title(_ words: Words) -> String
    func html(_ frame: PageFrame) -> HTML
}

extension Exchange {
    /// A page of the administration that knows its title.
    func adminPage(_ page: some AdminContent, status: HTTPResponse.Status = .ok) async throws -> Response {
        try await adminPage(page.title(words), status: status, content: page.html(frame))
    }

    /// A page of the administration, with its navigation.
    func adminPage(
        _ title: String,
        status: HTTPResponse.Status = .ok,
        content: HTML
    ) async throws -> Response {
        page(
            title,
            status: status,
            chrome: try await chrome(.users),
            content: "\(AdminNavigation.html(frame))\(content)"
        )
    }
}
