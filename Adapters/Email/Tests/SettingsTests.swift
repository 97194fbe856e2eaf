import ChannelKit
import Testing

@testable import EmailAdapter

@Suite struct SettingsTests {
    private static let imap: [String: SettingValue] = [
        "host": .text("imap.example.org"), "user": .text("u"), "password": .secrets([Secret("hunter2")]),
    ]
    private static let folder: SettingValue = .object(["path": .text("/d/in")])

    /// Settings beside a good address, the path that is at fault, and a word of what is wrong.
    private static let bad: [(settings: [String: SettingValue], path: String, word: String)] = [
        ([:], "drop_folder", "no way in"),
        (["drop_folder": folder, "maildir": folder, "out_folder": folder], "maildir", "together"),
        (["drop_folder": folder], "out_folder", "no way out"),
        (["drop_folder": folder, "out_folder": folder], "out_folder.path", "read again"),
        (["drop_folder": folder, "out_folder": .object(["path": .text("/d/in/")])], "out_folder.path", "read again"),
        (
            [
                "drop_folder": folder, "out_folder": .object(["path": .text("/o")]),
                "smtp": .object(["host": .text("h")]),
            ], "smtp", "together"
        ),
        (["address": .text("a@b@c <x>"), "drop_folder": folder, "out_folder": folder], "address", "no mail address"),
        (
            ["address": .text("jörg@example.org"), "drop_folder": folder, "out_folder": folder], "address",
            "no mail address"
        ),
        (
            ["addresses": .list([.text("x")]), "drop_folder": folder, "out_folder": folder], "addresses",
            "no mail address"
        ),
        (
            ["imap": .object(imap.merging(["after": .text("move")]) { $1 }), "out_folder": folder], "imap.move_to",
            "missing"
        ),
        (
            [
                "imap": .object(imap.merging(["after": .text("move"), "move_to": .text("INBOX")]) { $1 }),
                "out_folder": folder,
            ],
            "imap.move_to", "another"
        ),
        (
            ["imap": .object(imap.merging(["folder": .text("a\r\nb")]) { $1 }), "out_folder": folder], "imap.folder",
            "control"
        ),
        (
            ["imap": .object(imap.merging(["security": .text("none")]) { $1 }), "out_folder": folder], "imap.security",
            "unencrypted"
        ),
        (["imap": .object(["host": .text("h")]), "out_folder": folder], "imap.user", "missing"),
        (
            ["imap": .object(imap.merging(["host": .text("imap://x/")]) { $1 }), "out_folder": folder], "imap.host",
            "no host"
        ),
        (
            ["drop_folder": folder, "smtp": .object(["host": .text("h"), "user": .text("u")])], "smtp.password",
            "belong together"
        ),
        (
            ["drop_folder": folder, "smtp": .object(["host": .text("h"), "password": .secrets([Secret("hunter2")])])],
            "smtp.user", "belong"
        ),
        (["drop_folder": folder, "smtp": .object(["host": .text("")])], "smtp.host", "no host"),
        (["provider": .text("mailgun"), "drop_folder": folder, "out_folder": folder], "provider", "together"),
        (["provider": .text("mailgun"), "out_folder": folder], "signing_key", "anybody"),
        (["provider": .text("sendgrid"), "out_folder": folder], "public_key", "anybody"),
        (["provider": .text("postmark"), "out_folder": folder], "basic_auth", "anybody"),
        (["provider": .text("ses"), "out_folder": folder], "topic_arn", "anybody"),
        (["provider": .text("another"), "out_folder": folder], "provider", "postmark"),
        (
            ["provider": .text("sendgrid"), "public_key": .secrets([Secret("AAAA")]), "out_folder": folder],
            "public_key", "no public key"
        ),
        (
            ["provider": .text("ses"), "topic_arn": .text("arn:aws:sqs:x:1:y"), "out_folder": folder], "topic_arn",
            "no topic"
        ),
        (
            ["provider": .text("postmark"), "basic_auth": .secrets([Secret("hunter2")]), "out_folder": folder],
            "basic_auth", "user:password"
        ),
        (
            [
                "provider": .text("postmark"), "basic_auth": .secrets([Secret("u:hunter2")]),
                "signing_key": .secrets([Secret("hunter2")]), "out_folder": folder,
            ], "signing_key", "no such setting"
        ),
        (["drop_folder": folder, "topic_arn": .text("x"), "out_folder": folder], "topic_arn", "only with provider"),
    ]

    @Test(arguments: bad.indices)
    func `settings that contradict each other are refused with their path`(index: Int) throws {
        let (settings, path, word) = Self.bad[index]
        let values = ["address": SettingValue.text("desk@example.org")].merging(settings) { $1 }
        let problem = #expect(throws: SettingProblem.self) { _ = try EmailSettings(ChannelSettings(values)) }
        #expect(problem?.path == path)
        #expect(
            problem?.problem.contains(word) == true || problem?.allowed.contains(word) == true,
            "\(String(describing: problem))"
        )
        #expect(problem.map { "\($0)".contains("hunter2") } == false)
    }

    @Test func `a mailbox and a server on this machine may do without TLS`() throws {
        let settings = try EmailSettings(
            ChannelSettings([
                "address": .text("desk@example.org"),
                "imap": .object(Self.imap.merging(["host": .text("127.0.0.1"), "security": .text("none")]) { $1 }),
                "smtp": .object(["host": .text("mail"), "security": .text("none"), "port": .integer(25)]),
            ])
        )
        guard case .imap(let mailbox) = settings.wayIn, case .smtp(let server) = settings.wayOut else {
            Issue.record("not the configured ways")
            return
        }
        #expect(mailbox.server.security == .none)
        #expect(mailbox.afterwards == .markSeen)
        #expect(server.port == 25)
        #expect(server.user == nil)
    }

    @Test func `the manifest is compiled in`() {
        #expect(String(decoding: EmailAdapter.manifestSource, as: UTF8.self).contains("kind: email"))
    }

    @Test(
        arguments: [
            ("desk+tok@example.org", "tok"), ("Desk+TOK@EXAMPLE.org", "TOK"), ("desk+a+b@example.org", "a+b"),
            ("help+x@example.com", "x"), ("desk@example.org", nil), ("desk+@example.org", nil),
            ("desktop+x@example.org", nil), ("desk+x@example.net", nil),
        ] as [(String, String?)]
    )
    func `the token is what stands behind the plus of one of our addresses`(address: String, token: String?) throws {
        let desk = TestDesk()
        let envelope = try desk.envelope(
            "From: a@example.net\nTo: \(address)\nMessage-ID: <1@x>\n\nHi\n",
            ["addresses": .list([.text("help@example.com")])]
        )
        #expect(envelope.threading.recipientTokens == [token].compactMap { $0 })
    }
}
