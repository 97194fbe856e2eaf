import ChannelKit
import Synchronization

/// A POP3 server that plays the parts the adapter uses.
final class MaildropFake: MaildropOpening {
    struct State {
        var mails: [(id: String, octets: [UInt8])] = []
        var sessions = 0
        var commands: [String] = []
        /// What openings answer with before one works.
        var failures: [MailboxFailure] = []
        /// Commands that are refused.
        var refused: Set<String> = []
        /// Breaks the line before this command.
        var breaksBefore: String?
        /// Breaks the line before the next command, whatever it is.
        var breaksNext = false
    }

    let state = Mutex(State())

    func change(_ body: (inout State) -> Void) { state.withLock { body(&$0) } }
    var commands: [String] { state.withLock { $0.commands } }
    var ids: [String] { state.withLock { $0.mails.map(\.id) } }

    func openMaildrop(_ server: MailServer) async throws(MailboxFailure) -> any MaildropLine {
        let failure: MailboxFailure? = state.withLock { state in
            state.sessions += 1
            return state.failures.isEmpty ? nil : state.failures.removeFirst()
        }
        if let failure { throw failure }
        return Line(maildrop: self)
    }

    private final class Line: MaildropLine {
        private let maildrop: MaildropFake
        private let mails: [(id: String, octets: [UInt8])]
        private let marked = Mutex<Set<String>>([])

        init(maildrop: MaildropFake) {
            self.maildrop = maildrop
            mails = maildrop.state.withLock { $0.mails }
        }

        func command(_ text: String) async throws(MailboxFailure) -> String {
            try say(text)
            if text.hasPrefix("DELE "), let number = Int(text.dropFirst(5)) {
                let id = mails[number - 1].id
                marked.withLock { _ = $0.insert(id) }
            }
            if text == "QUIT" {
                let marked = marked.withLock { $0 }
                maildrop.change { state in state.mails.removeAll { marked.contains($0.id) } }
            }
            return text == "STAT" ? " \(mails.count) 100" : ""
        }

        func content(of text: String, keeping limit: Int) async throws(MailboxFailure) -> [UInt8] {
            try say(text)
            let words = text.split(separator: " ")
            switch words[0] {
            case "UIDL": return Array(mails.enumerated().map { "\($0 + 1) \($1.id)\r\n" }.joined().utf8)
            case "LIST": return Array(mails.enumerated().map { "\($0 + 1) \($1.octets.count)\r\n" }.joined().utf8)
            default:
                let mail = mails[(Int(words[1]) ?? 1) - 1]
                guard maildrop.ids.contains(mail.id) else { throw .refused(text: "no such message") }
                return Array(mail.octets.prefix(limit))
            }
        }

        func close() async {}

        private func say(_ text: String) throws(MailboxFailure) {
            let failure: MailboxFailure? = maildrop.state.withLock { state in
                state.commands.append(text)
                let word = text.split(separator: " ").first.map(String.init) ?? text
                if state.breaksNext || state.breaksBefore == word {
                    state.breaksNext = false
                    return .unreachable(detail: "the line broke")
                }
                return state.refused.contains(word) ? .refused(text: "unknown command") : nil
            }
            if let failure { throw failure }
        }
    }
}
