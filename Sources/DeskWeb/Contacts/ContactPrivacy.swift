import ChannelKit
import DeskModel
import HTTPTypes
import Hummingbird
import NIOCore
import TicketStorage

/// What the law gives people a right to: a copy of what is held about them, and its erasure.
enum ContactPrivacy {
    /// The words that confirm an erasure, in either language.
    static let confirmations: Set<String> = ["erase", "清除"]

    /// `GET /admin/contacts/:id/export`: everything held about a person, as a ZIP file.
    static func export(_ exchange: Exchange) async throws -> Response {
        let id = try exchange.id("id", of: Contact.self)
        guard let profile = try await exchange.store.contact(id) else { throw PageProblem.notFound }
        return try await archive(of: profile.person.id, for: try exchange.actor, at: exchange.now, exchange.store)
    }

    /// Everything held about a person, as a ZIP file; that it was asked for stands in the audit log.
    static func archive(
        of person: ContactID,
        for actor: Actor,
        at now: Timestamp,
        _ store: any TicketStore
    ) async throws -> Response {
        try await store.audit(
            AuditEntry(actor: actor, action: .contactExported, object: "contact:\(person)", at: now)
        )
        let dossier = ContactDossier(of: person, store: store, at: now)
        return Response(
            status: .ok,
            headers: [
                .contentType: "application/zip",
                .contentDisposition: FileNames.disposition("contact-\(person).zip", isInline: false),
            ],
            body: ResponseBody { writer in
                let pipe = BodyPipe(writer)
                _ = try await dossier.write { try await pipe.write($0) }
                try await pipe.finish()
            }
        )
    }

    /// `GET /admin/contacts/:id/erase`: what would go and what would stay.
    static func preview(_ exchange: Exchange) async throws -> Response { try await answer(exchange, problem: nil) }

    /// `POST /admin/contacts/:id/erase`: erases, once the word was typed.
    static func erase(_ exchange: Exchange) async throws -> Response {
        let words = exchange.words
        let id = try exchange.id("id", of: Contact.self)
        guard confirmations.contains((exchange.form.trimmed("confirm") ?? "").lowercased()) else {
            return try await answer(
                exchange,
                problem: words.say("Type the word “erase” to confirm.", "请输入“清除”以确认。"),
                status: .unprocessableContent
            )
        }
        switch try await exchange.store.erase(id, actor: try exchange.actor, at: exchange.now) {
        case .unknown: throw PageProblem.notFound
        case .sending:
            return try await answer(
                exchange,
                problem: words.say(
                    "A message to this person is being sent right now. Try again in a minute.",
                    "正在向此人发送消息，请稍后重试。"
                ),
                status: .conflict
            )
        case .erased(let report):
            let page: HTML = """
                <h1>\(words.say("Erased", "已清除"))</h1><p class="notice good" role="status">\(words.say(
                    "\(report.messages) messages, \(report.attachments) attachments and \(report.identities) addresses are gone.",
                    "已清除 \(report.messages) 条消息、\(report.attachments) 个附件和 \(report.identities) 个地址。"
                ))</p><p><a class="button" href="/desk/contacts">\(words.say("People", "联系人"))</a></p>
                """
            return exchange.page(
                words.say("Erased", "已清除"),
                chrome: try await exchange.chrome(.contacts),
                content: page
            )
        }
    }

    private static func answer(
        _ exchange: Exchange,
        problem: String?,
        status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let id = try exchange.id("id", of: Contact.self)
        guard let profile = try await exchange.store.contact(id),
            let report = try await exchange.store.erasurePreview(of: id)
        else { throw PageProblem.notFound }
        let page = ErasurePage(profile: profile, report: report, problem: problem)
        return exchange.page(
            exchange.words.say("Erase a person", "清除联系人"),
            status: status,
            chrome: try await exchange.chrome(.contacts),
            content: page.html(exchange.frame)
        )
    }
}

/// Hands the pieces of an archive to a response, one after the other.
private final class BodyPipe {
    private var writer: any ResponseBodyWriter

    init(_ writer: any ResponseBodyWriter) { self.writer = writer }

    func write(_ octets: [UInt8]) async throws { try await writer.write(ByteBuffer(bytes: octets)) }

    func finish() async throws { try await writer.finish(nil) }
}

/// What an erasure removes and leaves, with the form that does it.
struct ErasurePage {
    let profile: ContactProfile
    let report: ErasureReport
    let problem: String?

    func html(_ frame: PageFrame) -> HTML {
        let words = frame.words
        let name = ContactName.shown(profile, words)
        var page: HTML = "<h1>\(words.say("Erase \(name)", "清除 \(name)"))</h1>"
        if let problem { page.add("<p class=\"notice bad\" role=\"alert\">\(problem)</p>") }
        page.add(
            """
            <p class="notice warn">\(words.say(
                "This cannot be undone. Export what the person may want to keep first.",
                "此操作无法撤销。请先导出此人可能需要保留的内容。"
            )) <a href="/admin/contacts/\(profile.contact.id)/export">\(words.say("Export", "导出"))</a></p>\
            <div class="split"><section class="card"><h2>\(words.say("What goes", "将被清除"))</h2><ul class="evidence">
            """
        )
        for line in going(words) { page.add("<li>\(line)</li>") }
        page.add(
            "</ul></section><section class=\"card\"><h2>\(words.say("What stays, and why", "将保留及原因"))</h2><ul class=\"evidence\">"
        )
        for line in staying(words) { page.add("<li>\(line)</li>") }
        page.add(
            """
            </ul></section></div><form class="card narrow" method="post" action="/admin/contacts/\(profile.contact.id)/erase">\
            \(frame.token)<label>\(words.say("Type “erase” to confirm", "输入“清除”以确认"))<input name="confirm" \
            autocomplete="off" maxlength="20" required></label><button class="danger">\(words.say("Erase for good", "永久清除"))</button>\
             <a href="/desk/contacts/\(profile.contact.id)">\(words.say("Cancel", "取消"))</a></form>
            """
        )
        return page
    }

    private func going(_ words: Words) -> [String] {
        [
            words.count(
                report.identities,
                "address with its evidence and sign-ins",
                "addresses with their evidence and sign-ins",
                "个地址及其依据和登录"
            ),
            words.count(
                report.messages,
                "message, reply or note: its words, names and recipients",
                "messages, replies and notes: their words, names and recipients",
                "条消息、回复和备注的文字、姓名和收件人"
            ),
            words.count(report.attachments, "attachment", "attachments", "个附件"),
            words.count(
                report.arrivals,
                "raw arrival as it was received",
                "raw arrivals as they were received",
                "条原始来件"
            ),
            words.say(
                "The name, subjects, drafts, task titles, index entries and quotes in other people's messages in these tickets",
                "姓名、主题、草稿、任务标题、索引，以及这些工单中他人消息里的引文"
            ),
        ]
    }

    private func staying(_ words: Words) -> [String] {
        let numbers = report.tickets.prefix(20).map { "#\($0)" }.joined(separator: ", ")
        var lines = [
            words.say(
                "The skeletons of \(report.tickets.count) tickets (\(numbers)): number, times, status, who answered. Reports count them.",
                "\(report.tickets.count) 个工单的骨架（\(numbers)）：编号、时间、状态和处理人，用于统计。"
            ),
            words.say("The audit log: who did what and when, without words of messages.", "审计日志：操作人、操作和时间，不含消息内容。"),
            words.say(
                "Digests of the provider's message names, so that the same message does not come back.",
                "消息编号的摘要，以防同一消息再次进入。"
            ),
            words.say(
                "Backups, copies of mail in a drop folder or a mailbox, and what was sent already: delete those yourself.",
                "备份、投递文件夹或邮箱中的邮件副本，以及已发出的内容：请自行删除。"
            ),
        ]
        if profile.identities.contains(where: { $0.key.kind == .handle }) {
            lines.append(
                words.say(
                    "What was put aside and names the person by a chat name only: look through the intake yourself.",
                    "已隔离、仅以聊天账号指明此人的来件：请自行在“收件”中查看。"
                )
            )
        }
        if report.foreignMessages > 0 {
            lines.append(
                words.say(
                    "What other people newly wrote in these tickets (\(report.foreignMessages) messages): it is theirs.",
                    "他人在这些工单中新写的内容（\(report.foreignMessages) 条消息）：属于他们本人。"
                )
            )
        }
        if report.foreignTickets > 0 {
            lines.append(
                words.say(
                    "\(report.foreignTickets) tickets of other people, without this person's words. What others quoted there stays.",
                    "他人的 \(report.foreignTickets) 个工单，其中此人的内容会被清除；他人在其中的引文保留。"
                )
            )
        }
        return lines
    }
}
