import DeskModel
import Foundation
import Testing
import TicketStorage

@testable import DeskWeb

@Suite struct NoticeSettingsPageTests {
    @Test func `each text is one disclosure with both languages inside`() async throws {
        let desk = try TestDesk()
        let admin = try await desk.signIn(.admin)
        let page = try await desk.get("/admin/notices", as: admin).body
        let count = page.components(separatedBy: "<div class=\"two-languages\">").count - 1
        #expect(count == NoticeTextField.byNotice.count && count * 2 == NoticeTextField.all.count)
        #expect(NoticeTextField.byNotice.flatMap { $0 }.map(\.key) == NoticeTextField.all.map(\.key))
        for field in NoticeTextField.all { #expect(page.contains("name=\"\(field.body)\"")) }
        #expect(!page.contains(">changed</span>"))
    }

    @Test func `a changed text says so, and is the usual one again once it is emptied`() async throws {
        let desk = try TestDesk()
        let admin = try await desk.signIn(.admin)
        let field = try #require(NoticeTextField.all.first { $0.name == "customer.solved" && $0.language == "en" })
        let form = [(field.subject, "Done"), (field.body, "All is well.")]
        #expect(try await desk.post("/admin/notices", form, as: admin).status == 303)
        let page = try await desk.get("/admin/notices", as: admin).body
        // On the disclosure, and beside the language.
        #expect(page.components(separatedBy: ">changed</span>").count == 3)
        #expect(page.components(separatedBy: "the usual text is sent again").count == 2)
        let emptied = [(field.subject, ""), (field.body, "")]
        #expect(try await desk.post("/admin/notices", emptied, as: admin).status == 303)
        #expect(try await desk.store.noticeSettings().texts.isEmpty)
    }
}
