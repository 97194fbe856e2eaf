import Foundation
import Synchronization

/// The server's side of one SMTP connection.
struct SMTPDialogue {
    /// The script says to hang up.
    private struct HungUp: Error {}

    let connection: ScriptedConnection
    let number: Int
    let record: ScriptedSMTPServer.Record
    private var sender = ""
    private var recipients: [String] = []

    init(connection: ScriptedConnection, number: Int, record: ScriptedSMTPServer.Record) {
        self.connection = connection
        self.number = number
        self.record = record
    }

    mutating func run() throws {
        try perform(record.script.greeting)
        while true {
            let command = try connection.line()
            record.note(command)
            let word = command.prefix { $0 != " " }.uppercased()
            if let step = step(at: command) {
                try perform(step)
                if word == "DATA", case .say(let text) = step, text.hasPrefix("354") { try takeMail() }
                continue
            }
            switch word {
            case "EHLO": try greet()
            case "AUTH": try signIn(command)
            case "MAIL":
                sender = command
                recipients = []
                try connection.sendLine("250 2.1.0 Ok")
            case "RCPT":
                recipients.append(command)
                try connection.sendLine("250 2.1.5 Ok")
            case "DATA":
                try connection.sendLine("354 End data with <CR><LF>.<CR><LF>")
                try takeMail()
            case "RSET": try connection.sendLine("250 2.0.0 Ok")
            case "QUIT":
                try connection.sendLine("221 2.0.0 Bye")
                return
            default: try connection.sendLine("502 5.5.2 not understood")
            }
        }
    }

    private func step(at command: String) -> ScriptedSMTPServer.Step? {
        record.script.steps.filter { command.hasPrefix($0.key) }.max { $0.key.count < $1.key.count }?.value
    }

    private func perform(_ step: ScriptedSMTPServer.Step) throws {
        switch step {
        case .say(let text): try connection.sendLine(text)
        case .hangUp: throw HungUp()
        case .sayAndHangUp(let text):
            try connection.sendLine(text)
            throw HungUp()
        case .beSilent: try connection.beSilent()
        }
    }

    private func greet() throws {
        let offers = ["scripted.test"] + record.script.offers
        for offer in offers.dropLast() { try connection.sendLine("250-\(offer)") }
        try connection.sendLine("250 \(offers.last ?? "")")
    }

    private func signIn(_ command: String) throws {
        let words = command.split(separator: " ")
        var answer = words.count > 2 ? String(words[2]) : ""
        if answer.isEmpty {
            try connection.sendLine("334 ")
            answer = try connection.line()
        }
        let parts = (Data(base64Encoded: answer) ?? Data()).split(separator: 0, omittingEmptySubsequences: false)
        let texts = parts.map { String(decoding: $0, as: UTF8.self) }
        let isRight = record.script.accounts.map { texts.count == 3 && $0[texts[1]] == texts[2] } ?? true
        try connection.sendLine(isRight ? "235 2.7.0 welcome" : "535 5.7.8 authentication failed")
    }

    private mutating func takeMail() throws {
        if let count = record.script.hangsUpAfter {
            _ = try connection.octets(atLeast: count)
            throw HungUp()
        }
        let octets = try unstuffed(connection.octets(through: "\r\n.\r\n"))
        let mail = ScriptedSMTPServer.Mail(
            sender: sender,
            recipients: recipients,
            octets: octets,
            connection: number
        )
        record.state.withLock { $0.mails.append(mail) }
        record.note(".")
        try perform(step(at: ".") ?? .say("250 2.0.0 Ok: queued as 4F2"))
    }

    /// The octets as they were before they were sent.
    private func unstuffed(_ octets: [UInt8]) -> [UInt8] {
        var plain: [UInt8] = []
        for (index, octet) in octets.dropLast(3).enumerated() {
            let isDoubled = octet == UInt8(ascii: ".") && (index == 0 || octets[index - 1] == 0x0A)
            if !isDoubled { plain.append(octet) }
        }
        return plain
    }
}
