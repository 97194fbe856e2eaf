public import ChannelKit
import Foundation

extension EmailAdapter: HealthChecking {
    /// Looks at the folders, and signs in to the mailbox and opens its folder.
    ///
    /// Nothing is taken, changed or sent.
    public func checkHealth() async -> HealthCheck {
        var check = HealthCheck(isHealthy: true, findings: [])
        func note(_ isGood: Bool, _ words: Wording) {
            check.isHealthy = check.isHealthy && isGood
            check.findings.append(words)
        }
        switch settings.wayIn {
        case .dropFolder(let path):
            let (isGood, words) = await Self.folder(path, purpose: Wording("Drop folder", "投递文件夹"), mayBeMade: true)
            note(isGood, words)
        case .maildir(let path):
            for name in ["new", "cur"] {
                let (isGood, words) = await Self.folder(
                    "\(path)/\(name)",
                    purpose: Wording("Maildir", "Maildir 文件夹"),
                    mayBeMade: false
                )
                note(isGood, words)
            }
        case .imap(let mailbox):
            let (isGood, words) = await look(into: mailbox)
            note(isGood, words)
        case .pop3(let maildrop):
            let (isGood, words) = await look(into: maildrop)
            note(isGood, words)
        case .lmtp(let reception):
            note(
                true,
                Wording(
                    "LMTP: mail servers deliver to \(Self.words(reception.place)) while the desk is served.",
                    "LMTP：服务台运行期间，邮件服务器投递到 \(Self.words(reception.place))。"
                )
            )
        case .webhook(let webhook):
            let place = "\(context.publicURL)/channels/\(channel)/\(webhookPlaces[0].path)"
            note(
                true,
                Wording(
                    "\(webhook.provider.title) brings mail when it calls \(place).",
                    "\(webhook.provider.title) 调用 \(place) 时送来邮件。"
                )
            )
        }
        switch settings.wayOut {
        case .folder(let path):
            let (isGood, words) = await Self.folder(
                path,
                purpose: Wording("Folder for sent mail", "已发邮件文件夹"),
                mayBeMade: true
            )
            note(isGood, words)
        case .smtp(let server):
            note(
                true,
                Wording(
                    "SMTP \(server.host):\(server.port): is tried with the next reply.",
                    "SMTP \(server.host):\(server.port)：发送下一个回复时检验。"
                )
            )
        }
        if settings.signing != nil, signature == nil {
            note(
                false,
                Wording(
                    "DKIM: no keys. Run tributary channels dkim \(channel) and publish the records that it prints.",
                    "DKIM：没有密钥。请运行 tributary channels dkim \(channel) 并发布其输出的记录。"
                )
            )
        }
        return check
    }

    private static func folder(_ path: String, purpose: Wording, mayBeMade: Bool) async -> (Bool, Wording) {
        await BlockingWork.run {
            if access(path, R_OK | W_OK | X_OK) == 0 {
                return (true, Wording("\(purpose.english) \(path): good.", "\(purpose.chinese) \(path)：正常。"))
            }
            let code = errno
            if code == ENOENT, mayBeMade {
                return (
                    true,
                    Wording(
                        "\(purpose.english) \(path): is made when it is needed.",
                        "\(purpose.chinese) \(path)：需要时创建。"
                    )
                )
            }
            let words = FileAccess.Failure(code: code).words
            return (
                false,
                Wording(
                    "\(purpose.english) \(path): \(words). Create it or correct its rights.",
                    "\(purpose.chinese) \(path)：\(words)。请创建该文件夹或更正其权限。"
                )
            )
        }
    }

    private static func words(_ place: ReceptionPlace) -> String {
        switch place {
        case .address(let host, let port, _): "\(host):\(port)"
        case .socket(let path): path
        }
    }

    private func look(into mailbox: MailboxSettings) async -> (Bool, Wording) {
        let place = "IMAP \(mailbox.server.host):\(mailbox.server.port)"
        do throws(SignInFailure<MailboxFailure>) {
            let count = try await signedIn(to: mailbox.server, isRefusal: \.isAboutAccount) {
                (server: MailServer) async throws(MailboxFailure) in
                let line = try await context.mailboxes.open(server)
                let count = await Self.count(mailbox.folder, on: line)
                await line.close()
                return try count.get()
            }
            return (
                true,
                Wording(
                    "\(place): signed in, \(mailbox.folder) holds \(count) mails.",
                    "\(place)：已登录，\(mailbox.folder) 中有 \(count) 封邮件。"
                )
            )
        } catch {
            let reason = Self.explain(error, mailbox.server, folder: mailbox.folder)
            return (false, Wording("\(place): \(reason.english)", "\(place)：\(reason.chinese)"))
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

    private func look(into maildrop: MaildropSettings) async -> (Bool, Wording) {
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
            return (
                true,
                Wording("\(place): signed in, the maildrop holds \(count) mails.", "\(place)：已登录，邮箱中有 \(count) 封邮件。")
            )
        } catch {
            let reason = Self.explain(error, maildrop.server, folder: "maildrop")
            return (false, Wording("\(place): \(reason.english)", "\(place)：\(reason.chinese)"))
        }
    }

    private static func explain(
        _ failure: SignInFailure<MailboxFailure>,
        _ server: MailServer,
        folder: String
    ) -> Wording {
        switch failure {
        case .server(let failure): explain(failure, server, folder: folder)
        case .consent(.missing(let advice)): advice
        case .consent(.unreachable(let detail)):
            Wording(
                "no token could be had: \(HeaderText.clean(String(detail.prefix(300)))).",
                "无法取得令牌：\(HeaderText.clean(String(detail.prefix(300))))。"
            )
        }
    }

    private static func explain(_ failure: MailboxFailure, _ server: MailServer, folder: String) -> Wording {
        func words(_ text: String) -> String { HeaderText.clean(String(text.prefix(300))) }
        switch failure {
        case .credentials(let text): return RefusedLogin.advice(server, text: text)
        case .unreachable(let detail):
            return Wording("not reached: \(words(detail)). Check host and port.", "无法连接：\(words(detail))。请检查主机和端口。")
        case .untrusted(let detail):
            return Wording(
                "certificate not trusted: \(words(detail)). Check host, or give authority_file.",
                "证书不可信：\(words(detail))。请检查 host，或提供 authority_file。"
            )
        case .refused(let text):
            return Wording("the folder \(folder) was refused: \(words(text)).", "文件夹 \(folder) 被拒绝：\(words(text))。")
        case .protocolBroken(let detail):
            return Wording(
                "no such mail server answered: \(words(detail)). Check port and security.",
                "应答的不是邮件服务器：\(words(detail))。请检查端口和 security。"
            )
        }
    }
}
