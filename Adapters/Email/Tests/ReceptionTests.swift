import ChannelKit
import Testing

@testable import EmailAdapter

/// Mail that a mail server delivers: whose it is, and what is answered.
@Suite struct ReceptionTests {
    private let desk = TestDesk()

    private func listening(_ lmtp: [String: SettingValue] = ["port": .integer(2400)]) throws -> ReceptionListening {
        let adapter = try desk.adapter(["lmtp": .object(lmtp), "addresses": .list([.text("help@example.org")])])
        guard case .lmtp(let reception) = adapter.settings.wayIn else { throw UnreadableArrival(.verbatim("no LMTP")) }
        return ReceptionListening(
            adapter: adapter,
            reception: reception,
            intake: desk.journal,
            health: ConditionReport(desk.health)
        )
    }

    private let mail = ReceivedMail(
        sender: "ada@example.net",
        recipients: ["desk@example.org", "help@example.org"],
        octets: Array("From: ada@example.net\r\nMessage-ID: <1@example.net>\r\n\r\nHello\r\n".utf8)
    )

    @Test(arguments: [
        ("desk@example.org", true), ("DESK@Example.ORG", true), ("desk+token@example.org", true),
        ("help@example.org", true), ("desk@example.net", false), ("other@example.org", false), ("", false),
    ]) func `addresses of the channel are taken, with or without a token`(_ address: String, _ isOurs: Bool) throws {
        #expect(try listening().accepts(recipient: address) == isOurs)
    }

    @Test func `a mail is journaled once, with its sender and all recipients`() async throws {
        let listening = try listening()
        #expect(await listening.take(mail) == .taken)
        #expect(await listening.take(mail) == .taken)
        #expect(desk.journal.arrivals.count == 1)
        #expect(desk.journal.arrivals.first?.envelopeSender == "ada@example.net")
        #expect(desk.journal.arrivals.first?.envelopeRecipients == mail.recipients)
    }

    @Test func `what is not journaled is not taken`() async throws {
        let listening = try listening()
        desk.journal.refuse(.busy(retryAfter: .seconds(1)), .unavailable("disk"), .tooLarge(limit: 5))
        #expect(await listening.take(mail) == .later("Too much waits already"))
        #expect(await listening.take(mail) == .later("Mail cannot be stored now"))
        #expect(desk.health.last?.line == .failing)
        #expect(await listening.take(mail) == .refused("The mail is larger than 5 bytes"))
        #expect(await listening.take(mail) == .taken)
        #expect(desk.health.last?.line == .ready)
    }

    private static let bad: [(settings: [String: SettingValue], path: String)] = [
        ([:], "lmtp.port"),
        (["port": .integer(24), "socket": .text("/run/x.sock")], "lmtp.port"),
        (["socket": .text("/" + String(repeating: "x", count: 107))], "lmtp.socket"),
        (["port": .integer(24), "host": .text("mail.example.org")], "lmtp.host"),
        (["port": .integer(24), "host": .text("0.0.0.0")], "lmtp.clients"),
        (["port": .integer(24), "host": .text("::")], "lmtp.clients"),
        (["port": .integer(24), "clients": .list([.text("mx.example.org")])], "lmtp.clients"),
    ]

    @Test(arguments: bad) func `a place that strangers could speak at is refused`(
        _ bad: (settings: [String: SettingValue], path: String)
    ) {
        let problem = #expect(throws: SettingProblem.self) { try listening(bad.settings) }
        #expect(problem?.path == bad.path)
    }
}
