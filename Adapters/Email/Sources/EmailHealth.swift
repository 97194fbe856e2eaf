public import ChannelKit
import Foundation

extension EmailAdapter: HealthChecking {
    /// Looks at the folders, and signs in to the mailbox and opens its folder.
    ///
    /// Nothing is taken, changed or sent.
    public func checkHealth() async -> HealthCheck {
        var check = HealthCheck(isHealthy: true, findings: [])
        func note(_ isGood: Bool, _ words: String) {
            check.isHealthy = check.isHealthy && isGood
            check.findings.append(words)
        }
        switch settings.wayIn {
        case .dropFolder(let path):
            let (isGood, words) = await Self.folder(path, purpose: "Drop folder", mayBeMade: true)
            note(isGood, words)
        case .maildir(let path):
            for name in ["new", "cur"] {
                let (isGood, words) = await Self.folder("\(path)/\(name)", purpose: "Maildir", mayBeMade: false)
                note(isGood, words)
            }
        case .imap(let mailbox):
            let (isGood, words) = await look(into: mailbox)
            note(isGood, words)
        case .webhook(let webhook):
            let place = "\(context.publicURL)/channels/\(channel)/webhook"
            note(true, "\(webhook.provider.title) brings mail when it calls \(place).")
        }
        switch settings.wayOut {
        case .folder(let path):
            let (isGood, words) = await Self.folder(path, purpose: "Folder for sent mail", mayBeMade: true)
            note(isGood, words)
        case .smtp(let server):
            note(true, "SMTP \(server.host):\(server.port): is tried with the next reply.")
        }
        return check
    }

    private static func folder(_ path: String, purpose: String, mayBeMade: Bool) async -> (Bool, String) {
        await BlockingWork.run {
            if access(path, R_OK | W_OK | X_OK) == 0 { return (true, "\(purpose) \(path): good.") }
            let code = errno
            if code == ENOENT, mayBeMade { return (true, "\(purpose) \(path): is made when it is needed.") }
            let words = FileAccess.Failure(code: code).words
            return (false, "\(purpose) \(path): \(words). Create it or correct its rights.")
        }
    }

    private func look(into mailbox: MailboxSettings) async -> (Bool, String) {
        let place = "IMAP \(mailbox.server.host):\(mailbox.server.port)"
        do throws(MailboxFailure) {
            let line = try await context.mailboxes.open(mailbox.server)
            var count: UInt32 = 0
            var failure: MailboxFailure?
            do throws(MailboxFailure) {
                // Some providers open no folder for a program that did not tell its name.
                _ = try? await line.command(#"ID ("name" "Tributary")"#)
                for response in try await line.command("EXAMINE \(MailboxText.folder(mailbox.folder))") {
                    if let (number, word) = MailboxText.numbered(response.line), word == "EXISTS" { count = number }
                }
            } catch { failure = error }
            await line.close()
            if let failure { throw failure }
            return (true, "\(place): signed in, \(mailbox.folder) holds \(count) mails.")
        } catch {
            return (false, "\(place): \(Self.explain(error, mailbox))")
        }
    }

    private static func explain(_ failure: MailboxFailure, _ mailbox: MailboxSettings) -> String {
        func words(_ text: String) -> String { HeaderText.clean(String(text.prefix(300))) }
        switch failure {
        case .credentials(let text): return RefusedLogin.advice(mailbox.server, text: text)
        case .unreachable(let detail): return "not reached: \(words(detail)). Check host and port."
        case .untrusted(let detail):
            return "certificate not trusted: \(words(detail)). Check host, or give authority_file."
        case .refused(let text): return "the folder \(mailbox.folder) was refused: \(words(text))."
        case .protocolBroken(let detail): return "no IMAP server answered: \(words(detail)). Check port and security."
        }
    }
}
