import ChannelKit

/// Speaks IMAP over a line that is signed in: one command after the other, on one thread.
struct ImapConversation {
    /// The answer to a command.
    private enum Answer {
        case done
        case refused(String)
    }

    /// A server may hang up on a client that has said nothing for half an hour (RFC 2177).
    private static let longestIdle = Duration.seconds(29 * 60)

    private let line: SecuredLine
    private let limits: MailboxLimits
    private let words: ServerWords
    private var reader: ImapResponseReader
    private var tagCount = 0
    private var farewell: String?
    private var isUsable = true

    /// Takes over a line.
    init(line: SecuredLine, server: MailServer, limits: MailboxLimits) {
        self.line = line
        self.limits = limits
        words = ServerWords(server)
        reader = ImapResponseReader(limits: limits)
    }

    /// Sends a command and hands over its untagged responses up to the tagged answer.
    ///
    /// When `each` answers `false`, it cannot take any more, and the line is ended.
    mutating func command(_ text: String, each: (MailboxResponse) -> Bool) throws(MailboxFailure) {
        guard Self.isOneLine(text) else { throw .refused(text: "a command is one line without literals") }
        try answered { conversation throws(LineFailure) in try conversation.exchange(text, each) }
    }

    /// Waits with IDLE until the server tells of a change, `limit` has passed or the operation is canceled.
    ///
    /// - Returns: whether the server told of a change.
    mutating func idle(limit: Duration, _ cancellation: Cancellation) throws(MailboxFailure) -> Bool {
        var isChanged = false
        try answered { conversation throws(LineFailure) in
            try conversation.idle(until: .now.advanced(by: min(limit, Self.longestIdle)), cancellation, &isChanged)
        }
        return isChanged
    }

    /// Signs out; a server that does not answer is left alone.
    mutating func logout() {
        guard isUsable else { return }
        isUsable = false
        let deadline = ContinuousClock.now.advanced(by: .seconds(5))
        do throws(LineFailure) {
            let tag = try send("LOGOUT", until: deadline)
            while try answer(response(until: deadline), to: tag) == nil {}
        } catch {
            // The line is closed either way.
        }
    }

    private mutating func exchange(
        _ text: String,
        _ each: (MailboxResponse) -> Bool
    ) throws(LineFailure) -> Answer {
        let end = ContinuousClock.now.advanced(by: limits.command)
        let tag = try send(text, until: min(end, silence))
        var count = 0
        while true {
            let response = try response(until: min(end, silence))
            if case .untagged(let untagged) = response {
                count += 1
                guard count <= limits.responseCount, each(untagged) else { throw .broken("the answer is too long") }
            } else if let answer = try answer(response, to: tag) {
                return answer
            }
        }
    }

    private mutating func idle(
        until end: ContinuousClock.Instant,
        _ cancellation: Cancellation,
        _ isChanged: inout Bool
    ) throws(LineFailure) -> Answer {
        let tag = try send("IDLE", until: silence)
        var isWaiting = false
        while !isWaiting {
            switch try response(until: silence) {
            case .untagged(let untagged): isChanged = isChanged || Self.tellsOfChange(untagged.line)
            case .continuation: isWaiting = true
            case let response: if let answer = try answer(response, to: tag) { return answer }
            }
        }
        do throws(LineFailure) {
            while !isChanged {
                let response = try response(until: end)
                if case .untagged(let untagged) = response {
                    isChanged = Self.tellsOfChange(untagged.line)
                } else if let answer = try answer(response, to: tag) {
                    // The server ended the IDLE by itself.
                    return answer
                }
            }
        } catch .timedOut {
            // Waited long enough.
        } catch .canceled {
            // Ended in good order all the same, so that the line stays of use.
            cancellation.detach()
        }
        try line.send(Array("DONE\r\n".utf8), until: silence)
        let patience = ContinuousClock.now.advanced(by: .seconds(20))
        while true {
            let response = try response(until: patience)
            if case .untagged(let untagged) = response {
                isChanged = isChanged || Self.tellsOfChange(untagged.line)
            } else if let answer = try answer(response, to: tag) {
                return answer
            }
        }
    }

    /// Runs an exchange and says in the contract's words what came of it.
    private mutating func answered(
        _ exchange: (inout ImapConversation) throws(LineFailure) -> Answer
    ) throws(MailboxFailure) {
        guard isUsable else { throw .unreachable(detail: farewell ?? "the line is closed") }
        let answer: Answer
        do throws(LineFailure) { answer = try exchange(&self) } catch {
            isUsable = false
            throw MailboxOutcome.failure(error, farewell: farewell)
        }
        if case .refused(let text) = answer { throw .refused(text: text) }
    }

    private var silence: ContinuousClock.Instant { .now.advanced(by: limits.silence) }

    private mutating func send(_ text: String, until deadline: ContinuousClock.Instant) throws(LineFailure) -> String {
        tagCount += 1
        let tag = "t\(tagCount)"
        try line.send(Array("\(tag) \(text)\r\n".utf8), until: deadline)
        return tag
    }

    private mutating func response(
        until deadline: ContinuousClock.Instant
    ) throws(LineFailure) -> ImapResponseReader.Response {
        while true {
            if let response = try reader.next() {
                if case .untagged(let untagged) = response, untagged.line.prefix(4).uppercased() == "BYE " {
                    farewell = words.shown("the server said \(untagged.line)")
                }
                return response
            }
            reader.append(try line.receive(until: deadline))
        }
    }

    /// The answer to the command with `tag`; nil when a response is none.
    private func answer(_ response: ImapResponseReader.Response, to tag: String) throws(LineFailure) -> Answer? {
        switch response {
        case .untagged: return nil
        case .continuation: throw .broken("the server asks for more than the command")
        case .tagged(tag, "OK", _): return .done
        case .tagged(tag, let status, let text) where status == "NO" || status == "BAD":
            return .refused(words.shown("\(status) \(text)"))
        case .tagged: throw .broken("the server answers a command that was not sent")
        }
    }

    private static func tellsOfChange(_ line: String) -> Bool {
        line.utf8.count <= 4096
            && line.split(separator: " ").prefix(2)
                .contains { ["EXISTS", "RECENT", "EXPUNGE", "VANISHED"].contains($0.uppercased()) }
    }

    private static func isOneLine(_ text: String) -> Bool {
        text.utf8.count <= 64 * 1024
            && !text.utf8.contains { $0 == 0x0D || $0 == 0x0A || $0 == 0 }
            && ImapResponseReader.literalCount(Array(text.utf8)) == nil
    }
}
