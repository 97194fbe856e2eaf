import ChannelKit
import Foundation
import Testing

@testable import WebFormAdapter

struct FormPageTests {
    @Test(arguments: FormLanguage.allCases)
    func `the standard form is this page`(_ language: FormLanguage) async throws {
        let page = try await FormSample().get("form", query: [HeaderField("lang", language.rawValue)])
        #expect(page.status == 200)
        try expect(page, matches: "standard-form.\(language.rawValue).html")
    }

    @Test func `a form with every type of field and mistakes in it is this page`() async throws {
        let sample = try FormSample(Self.everything)
        let answers = [
            "email": "ada", "topic": "billing", "invoice": "new", "message": "<script>alert(1)</script>\n",
            "terms": "", "day": "tomorrow",
        ]
        let page = try await sample.submit(answers, query: [HeaderField("lang", "en"), HeaderField("embed", "1")])
        let answer = try page.answer()
        #expect(answer.status == 422)
        #expect(!answer.text.contains("<script>alert"))
        try expect(answer, matches: "form-with-mistakes.en.html")
    }

    @Test func `the confirmation is this page`() throws {
        let definition = try FormDefinition(
            channel: ChannelID(rawValue: "f"),
            settings: ChannelSettings(["reply_through": .text("mail")])
        )
        let frame = PageFrame(language: .english, isEmbedded: false, frameAncestors: "'self'")
        try expect(
            SentPage(definition: definition, frame: frame, number: 41).answer(),
            matches: "sent.en.html"
        )
    }

    @Test(arguments: ["\"><script>x</script>", "' onfocus='x", "</textarea><script>x</script>", "&lt;", "{{x}}"])
    func `whatever is typed comes back as text`(_ text: String) async throws {
        var answers = FormSample.complete.mapValues { _ in text }
        answers["website"] = text
        let page = try await FormSample().submit(answers).answer()
        #expect(page.status == 422)
        #expect(!page.text.contains("<script>x"))
        #expect(!page.text.contains("' onfocus"))
        #expect(page.text.contains(text.replacing("&", with: "&amp;").prefix(1) == "&" ? "&amp;lt;" : "</form>"))
    }

    @Test func `every control has a label, and what describes it is on the page`() async throws {
        let answer = try await FormSample(Self.everything).submit(["email": "x"]).answer()
        let page = answer.text
        let identifiers = Set(Self.values(of: "id", in: page))
        #expect(identifiers.count == Self.values(of: "id", in: page).count)
        for target in Self.values(of: "for", in: page) { #expect(identifiers.contains(target)) }
        for description in Self.values(of: "aria-describedby", in: page) {
            for target in description.split(separator: " ") { #expect(identifiers.contains(String(target))) }
        }
        for link in Self.values(of: "href", in: page) where link.hasPrefix("#") {
            #expect(identifiers.contains(String(link.dropFirst())))
        }
        let labelled = Set(Self.values(of: "for", in: page))
        let controls = identifiers.filter { $0.hasPrefix("f-") && !$0.hasSuffix("-help") && !$0.hasSuffix("-problem") }
        #expect(controls == labelled)
        #expect(page.contains("<title>Error: "))
    }

    @Test(arguments: ["form", "sent", "nothing", "../etc", "form.css/", ""])
    func `no page holds a script or style of its own`(_ path: String) async throws {
        let page = try await FormSample().get(path)
        #expect(!page.text.contains("style="))
        #expect(!page.text.contains("<style"))
        #expect(page.text.split(separator: "<script").dropFirst().allSatisfy { $0.hasPrefix(" src=\"form.js?v=") })
        #expect(page.headers.first(named: "Content-Security-Policy")?.contains("script-src 'self'") == true)
        #expect(page.headers.first(named: "Cache-Control") == "no-store")
    }

    @Test(arguments: ["form.css", "form.js", "embed.js"])
    func `a file asked for by its version is kept forever`(_ path: String) async throws {
        let sample = try FormSample()
        let plain = try await sample.get(path)
        #expect(plain.headers.first(named: "Cache-Control") == "public, max-age=300")
        let page = try await sample.get("form").text
        let version = page.split(separator: "\(path)?v=").dropFirst().first.map { String($0.prefix { $0 != "\"" }) }
        guard let version else { return }
        let kept = try await sample.get(path, query: [HeaderField("v", version)])
        #expect(kept.headers.first(named: "Cache-Control")?.contains("immutable") == true)
    }

    @Test(arguments: [("DELETE", "form"), ("POST", "sent"), ("PUT", "form.js")])
    func `a method that a page does not have is refused`(_ method: String, _ path: String) async throws {
        let request = WebRequest(method: method, path: path, receivedAt: FormSample.start)
        let answer = try await FormSample().adapter.serve(request).answer()
        #expect(answer.status == 405)
        #expect(answer.headers.first(named: "Allow") != nil)
    }

    /// A form with one field of every type.
    static let everything: [String: SettingValue] = [
        "title": words("Report a fault", "报修"),
        "introduction": words("We answer within a day.", "我们会在一天内答复。"),
        "proof_of_work": .boolean(false),
        "fields": fields(
            [
                "name": .text("email"), "type": .text("email"), "required": .boolean(true),
                "label": words("E-mail", "邮箱"),
            ],
            ["name": .text("phone"), "type": .text("phone"), "label": words("Telephone", "电话")],
            [
                "name": .text("topic"), "type": .text("select"), "role": .text("subject"), "required": .boolean(true),
                "label": words("Topic", "主题"),
                "choices": fields(
                    ["value": .text("billing"), "label": words("Billing", "账单")],
                    ["value": .text("repair"), "label": words("Repair", "维修")]
                ),
            ],
            [
                "name": .text("invoice"), "type": .text("select"), "depends_on": .text("topic"),
                "label": words("Invoice", "发票"),
                "choices": fields(
                    ["value": .text("new"), "label": words("A new one", "新发票"), "when": .list([.text("billing")])],
                    ["value": .text("wrong"), "label": words("A wrong one", "发票有误"), "when": .list([.text("billing")])]
                ),
            ],
            ["name": .text("message"), "type": .text("multiline"), "label": words("What happened?", "情况说明")],
            [
                "name": .text("terms"), "type": .text("checkbox"), "required": .boolean(true),
                "label": words("You may keep my address.", "同意保存我的联系方式。"),
            ],
            ["name": .text("day"), "type": .text("date"), "label": words("Day of purchase", "购买日期")],
            ["name": .text("files"), "type": .text("file"), "label": words("Pictures", "照片")]
        ),
    ]

    private static func values(of attribute: String, in page: String) -> [String] {
        page.split(separator: " \(attribute)=\"").dropFirst().map { String($0.prefix { $0 != "\"" }) }
    }

    /// Compares a page with the one kept in Fixtures.
    ///
    /// `WRITE_FIXTURES=1` writes it there instead, to be looked at.
    private func expect(_ answer: WebAnswer, matches fixture: String) throws {
        let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/\(fixture)")
        let page = answer.text
            .replacing(PageAsset.style.version, with: "STYLE")
            .replacing(PageAsset.script.version, with: "SCRIPT")
        if ProcessInfo.processInfo.environment["WRITE_FIXTURES"] == "1" {
            try Data(page.utf8).write(to: path)
        }
        #expect(page == String(decoding: try Data(contentsOf: path), as: UTF8.self))
    }
}
