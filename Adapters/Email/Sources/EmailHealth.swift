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
        case .pop3(let maildrop):
            let (isGood, words) = await look(into: maildrop)
            note(isGood, words)
        case .lmtp(let reception):
            note(true, "LMTP: mail servers deliver to \(Self.words(reception.place)) while the desk is served.")
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
        if settings.signing != nil, signature == nil {
            note(false, "DKIM: no keys. Run tributary channels dkim \(channel) and publish the records that it prints.")
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

    private static func words(_ place: ReceptionPlace) -> String {
        switch place {
        case .address(let host, let port, _): "\(host):\(port)"
        case .socket(let path): path
        }
    }

    private func look(into mailbox: MailboxSettings) async -> (Bool, String) {
        let place = "IMAP \(mailbox.server.host):\(mailbox.server.port)"
        do throws(SignInFailure<MailboxFailure>) {
            let count = try await signedIn(to: mailbox.server, isRefusal: \.isAboutAccount) {
                (server: MailServer) async throws(MailboxFailure) in
                let line = try await context.mailboxes.open(server)
                let count = await Self.count(mailbox.folder, on: line)
                await line.close()
                return try count.get()
            }
            return (true, "\(place): signed in, \(mailbox.folder) holds \(count) mails.")
        } catch {
            return (false, "\(place): \(Self.explain(error, mailbox.server, folder: mailbox.folder))")
        }
    }

    private static func count(_ folder: String, on line: any MailboxLine) async -> Result<UInt32, MailboxFailure> {
        var count: UInt32 = 0
        do throws(MailboxFailure) {
            // Some providers open no folder for a program that did not tell its name.
            _ = try? await line.command(#"ID ("name" "Tributary")"#)
            for response in try await line.command("EXAMINE \(MailboxText.folder(folder))") {
                if let (number, word) = MailboxText.numbered(response.line), word == "EXISTS" { count = number }
            }
            return .success(count)
        } catch {
            return .failure(error)
        }
    }

    private func look(into maildrop: MaildropSettings) async -> (Bool, String) {
        let place = "POP3 \(maildrop.server.host):\(maildrop.server.port)"
        do throws(SignInFailure<MailboxFailure>) {
            let words = try await signedIn(to: maildrop.server, isRefusal: \.isAboutAccount) {
                (server: MailServer) async throws(MailboxFailure) in
                let line = try await context.maildrops.openMaildrop(server)
                var answer: Result<String, MailboxFailure>
                do throws(MailboxFailure) { answer = .success(try await line.command("STAT")) } catch {
                    answer = .failure(error)
                }
                await line.close()
                return try answer.get()
            }
            let count = HeaderText.clean(words).split(separator: " ").first ?? "?"
            return (true, "\(place): signed in, the maildrop holds \(count) mails.")
        } catch {
            return (false, "\(place): \(Self.explain(error, maildrop.server, folder: "maildrop"))")
        }
    }

    private static func explain(
        _ failure: SignInFailure<MailboxFailure>,
        _ server: MailServer,
        folder: String
    ) -> String {
        switch failure {
        case .server(let failure): explain(failure, server, folder: folder)
        case .consent(.missing(let advice)): advice
        case .consent(.unreachable(let detail)):
            "no token could be had: \(HeaderText.clean(String(detail.prefix(300))))."
        }
    }

    private static func explain(_ failure: MailboxFailure, _ server: MailServer, folder: String) -> String {
        func words(_ text: String) -> String { HeaderText.clean(String(text.prefix(300))) }
        switch failure {
        case .credentials(let text): return RefusedLogin.advice(server, text: text)
        case .unreachable(let detail): return "not reached: \(words(detail)). Check host and port."
        case .untrusted(let detail):
            return "certificate not trusted: \(words(detail)). Check host, or give authority_file."
        case .refused(let text): return "the folder \(folder) was refused: \(words(text))."
        case .protocolBroken(let detail):
            return "no such mail server answered: \(words(detail)). Check port and security."
        }
    }
}
