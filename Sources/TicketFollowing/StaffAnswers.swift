import ChannelKit
import DeskModel
import MessageRouting
import TicketStorage

/// Works off the answers of agents that came by mail.
///
/// One that is proven to be the agent's leaves as their reply. Any other is kept as a note for colleagues, and the agent is told:
/// nothing leaves the desk on the word of a mail that anybody may have written.
struct StaffAnswers {
    private static let batch = 20

    let desk: NoticeDesk

    /// Works off what waits.
    ///
    /// - Returns: whether there may be more.
    /// - Throws: `StorageError`.
    func workOff() async throws -> Bool {
        let mails = try await desk.store.staffMails(limit: Self.batch)
        guard !mails.isEmpty else { return false }
        let agents = try await desk.store.agents()
        for mail in mails { try await workOff(mail, agents.first { $0.id == mail.agent }) }
        return true
    }

    private func workOff(_ mail: StaffMail, _ agent: Agent?) async throws {
        let key = "staff-mail/\(mail.arrival)/\(mail.envelope)"
        if let agent, isTheirs(mail, agent), try await reply(mail, agent, key) {
            try await desk.store.finish(mail, notice: nil)
            desk.wakeOutbox()
            return
        }
        let note = Note(
            id: desk.ids.next(at: mail.at),
            ticket: mail.ticket,
            author: .system("unproven-answer"),
            text: "A mail from \(mail.sender) answered a notice of \(agent?.name ?? "a former agent"). "
                + "It was not sent to the customer: \(reason(mail, agent))\n\n\(mail.text)\(files(mail))",
            at: mail.at
        )
        _ = try await desk.store.apply(
            DeskChange(.note(note), actor: .system("unproven-answer"), at: mail.at, idempotencyKey: "\(key)/note")
        )
        let notice = agent.map { agent in
            Notice(
                id: desk.ids.next(at: mail.at),
                agent: agent.id,
                kind: .unprovenAnswer,
                ticket: mail.ticket,
                cause: "mail:\(mail.arrival):\(mail.envelope)",
                excerpt: String(mail.text.prefix(200)),
                at: mail.at
            )
        }
        try await desk.store.finish(mail, notice: notice)
    }

    private func isTheirs(_ mail: StaffMail, _ agent: Agent) -> Bool {
        mail.isProven && mail.sender == agent.email && agent.isEnabled && agent.role.mayChangeTickets
    }

    private func reason(_ mail: StaffMail, _ agent: Agent?) -> String {
        guard let agent, agent.isEnabled, agent.role.mayChangeTickets else { return "the account may not answer." }
        if mail.sender != agent.email { return "it did not come from the agent's address." }
        return mail.isProven ? "it could not be sent as a reply." : "nothing proves who wrote it."
    }

    /// Where the files of a mail are that became a note: a note has none of its own.
    private func files(_ mail: StaffMail) -> String {
        guard !mail.attachments.isEmpty else { return "" }
        let names = mail.attachments.prefix(20).map { $0.name.isEmpty ? $0.contentType : $0.name }.joined(
            separator: ", "
        )
        return "\n\nFiles: \(names)\n\(desk.publicURL)/desk/intake/\(mail.arrival)"
    }

    /// The files of a mail with their bytes.
    private func attachments(_ mail: StaffMail) async throws -> [OutboundAttachment] {
        var attachments: [OutboundAttachment] = []
        for record in mail.attachments {
            guard let bytes = try await desk.store.blob(record.blob) else { continue }
            let name = record.name.isEmpty ? "file" : record.name
            attachments.append(
                OutboundAttachment(name: String(name.prefix(100)), contentType: record.contentType, bytes: bytes)
            )
        }
        return attachments
    }

    /// Replies in the agent's name, within the agent's limits.
    private func reply(_ mail: StaffMail, _ agent: Agent, _ key: String) async throws -> Bool {
        try await TicketViewer.$current.withValue(TicketViewer.of(agent)) { try await replied(mail, agent, key) }
    }

    private func replied(_ mail: StaffMail, _ agent: Agent, _ key: String) async throws -> Bool {
        guard let thread = try await desk.store.thread(number: mail.number) else { return false }
        do {
            let draft = ReplyDraft(author: agent, text: mail.text, attachments: try await attachments(mail))
            let planned = try desk.replies.plan(draft, in: thread, at: desk.now())
            let change = DeskChange(
                .reply(planned, status: nil),
                actor: .agent(agent.id),
                at: desk.now(),
                idempotencyKey: key
            )
            if case .done = try await desk.store.apply(change) { return true }
            return false
        } catch is ReplyProblem {
            return false
        }
    }
}
