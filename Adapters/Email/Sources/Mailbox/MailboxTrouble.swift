import ChannelKit

/// Tells the channel's health what is wrong with a mailbox, and gives up where only a person can help.
struct MailboxTrouble: Sendable {
    let server: MailServer
    let health: ConditionReport

    /// Reports why the mailbox could not be read.
    ///
    /// - Returns: how long to wait before it is tried again.
    /// - Throws: `ChannelBlocked` when the account is refused; `CancellationError` when the task was canceled.
    func pause(after error: any Error, _ backoff: inout Backoff) throws -> Duration {
        // A line fails as well when its task is canceled.
        try Task.checkCancellation()
        guard let failure = error as? SignInFailure<MailboxFailure> else {
            if let failure = error as? MailboxFailure {
                try report(failure)
            } else {
                health.fail(
                    Wording("The journal could not say what was taken. It is tried again.", "无法从收件日志得知已收取的内容。将重试。")
                )
            }
            return backoff.next()
        }
        switch failure {
        case .server(let failure): try report(failure)
        case .consent(.missing(let advice)):
            // Not given up: once somebody has consented, the next look goes well. It costs nothing, and may come any moment.
            health.report(ChannelCondition(line: .blocked, problem: advice))
            return .seconds(5)
        case .consent(.unreachable(let detail)):
            health.fail(
                Wording(
                    "No token to sign in to \(server.host) with: \(Self.words(detail)). It is tried again.",
                    "没有登录 \(server.host) 的令牌：\(Self.words(detail))。将重试。"
                )
            )
        }
        return backoff.next()
    }

    /// Reports a failure that is tried again.
    ///
    /// - Throws: `ChannelBlocked` when the account is refused.
    private func report(_ failure: MailboxFailure) throws(ChannelBlocked) {
        let host = server.host
        switch failure {
        case .credentials(let text) where !RefusedLogin.isPassing(text):
            throw blocked(RefusedLogin.advice(server, text: text))
        case .refused(let text) where text.lowercased().contains("unsafe login"):
            // What 163 and 126 say to a program that did not tell its name, or that the account's settings do not
            // allow.
            throw blocked(RefusedLogin.advice(server, text: text))
        case .credentials(let text):
            health.fail(
                Wording(
                    "\(host) takes no sign-in now: \(Self.words(text)). It is tried again.",
                    "\(host) 暂不接受登录：\(Self.words(text))。将重试。"
                )
            )
        case .refused(let text):
            health.fail(
                Wording(
                    "\(host) refused a request: \(Self.words(text)). Check the folder's name and its rights.",
                    "\(host) 拒绝了请求：\(Self.words(text))。请检查文件夹的名称及权限。"
                )
            )
        case .unreachable(let detail):
            health.fail(
                Wording(
                    "\(host) cannot be reached: \(Self.words(detail)). It is tried again.",
                    "无法连接 \(host)：\(Self.words(detail))。将重试。"
                )
            )
        case .untrusted(let detail):
            health.fail(
                Wording(
                    "\(host) has a certificate that is not trusted: \(Self.words(detail)). Correct host, or give authority_file.",
                    "\(host) 的证书不可信：\(Self.words(detail))。请更正 host，或提供 authority_file。"
                )
            )
        case .protocolBroken(let detail):
            health.fail(
                Wording(
                    "\(host) did not answer as a mail server should: \(Self.words(detail)). It is tried again.",
                    "\(host) 的应答不像邮件服务器：\(Self.words(detail))。将重试。"
                )
            )
        }
    }

    private func blocked(_ problem: Wording) -> ChannelBlocked {
        health.report(ChannelCondition(line: .blocked, problem: problem))
        return ChannelBlocked(problem)
    }

    private static func words(_ text: String) -> String { HeaderText.clean(String(text.prefix(300))) }
}
