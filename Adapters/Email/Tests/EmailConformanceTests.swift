import ChannelConformance
import ChannelKit
import ConformanceCases
import Foundation
import ProviderKit
import Testing

@testable import EmailAdapter

/// The mail channel in each of its ways in and out, held against the contract of all channels.
@Suite struct EmailConformanceTests {
    @Test(arguments: ConformanceCases.all)
    func `mail by folders keeps the contract`(_ promise: ConformanceCase) async throws {
        await ChannelConformance.check(try Self.folders(), against: promise)
    }

    /// What reading mails is like does not depend on the way they come and go.
    static let cases = ConformanceCases.all.filter {
        [.nothing, .listening, .stream, .replies, .health].contains($0.need)
    }

    @Test(arguments: cases) func `mail by IMAP and SMTP keeps the contract`(_ promise: ConformanceCase) async throws {
        await ChannelConformance.check(try Self.servers(), against: promise)
    }

    @Test(arguments: cases) func `mail by POP3 keeps the contract`(_ promise: ConformanceCase) async throws {
        await ChannelConformance.check(try Self.maildrop(), against: promise)
    }

    @Test(arguments: cases) func `mail by LMTP keeps the contract`(_ promise: ConformanceCase) async throws {
        await ChannelConformance.check(try Self.reception(), against: promise)
    }

    @Test(arguments: cases) func `mail by Maildir keeps the contract`(_ promise: ConformanceCase) async throws {
        await ChannelConformance.check(try Self.maildir(), against: promise)
    }

    @Test(arguments: ConformanceCases.all)
    func `mail by Mailgun keeps the contract`(_ promise: ConformanceCase) async throws {
        await ChannelConformance.check(try Self.mailgun(), against: promise)
    }

    /// What comes and goes besides is as with Mailgun.
    static let calling = ConformanceCases.all.filter { [.webhook, .intake].contains($0.need) }

    @Test(arguments: calling)
    func `mail by SendGrid keeps the contract`(_ promise: ConformanceCase) async throws {
        await ChannelConformance.check(try Self.sendGrid(), against: promise)
    }

    // MARK: - The subjects

    private static func mailgun() throws -> ConformanceSubject {
        let start = ConformanceSubject.start
        let mail = ProviderCalls.mailgun(ProviderCalls.mailgunMail, files: ProviderCalls.mailgunFiles, at: start)
        let event = ProviderCalls.mailgunEvent(
            [
                "id": "e1", "event": "failed", "severity": "permanent", "recipient": "ada@example.net",
                "message": ["headers": ["message-id": "our-1@example.org"]],
            ],
            at: start
        )
        let other = ProviderCalls.mailgunEvent(["id": "e2", "event": "accepted"], token: "other", at: start)
        let whole = ProviderCalls.mailgun(
            ["sender": "ada@example.net", "recipient": "desk@example.org", "body-mime": "From: a@example.net\n\nHi\n"],
            token: "whole",
            path: "webhook/mime",
            at: start
        )
        var subject = try folders()
        subject.name = "mail by Mailgun"
        subject.settings["drop_folder"] = nil
        subject.settings["provider"] = "mailgun"
        subject.settings["signing_key"] = "{env: MAILGUN_KEY}"
        subject.secrets = ["MAILGUN_KEY": ProviderCalls.signingKey]
        subject.badSettings = [
            BadSettings("no signing key", changing: ["signing_key": nil], path: "signing_key"),
            BadSettings("another way in", changing: ["maildir": "{path: mail}"], path: "provider"),
            BadSettings(
                "a setting of another provider",
                changing: ["basic_auth": "{env: MAILGUN_KEY}"],
                path: "basic_auth"
            ),
        ]
        let files = ProviderCalls.mailgunFiles.map { SampleAttachment(name: $0.name, octets: $0.octets) }
        subject.arrivals = [
            try called("a mail that was taken apart", mail, by: .mailgun, attachments: files),
            try called("an event", event, by: .mailgun, envelopes: ["mailgun:e1"]),
        ]
        subject.poison = try ["{}", "--x--", ""].map { body in
            var arrival = try called("poison", event, by: .mailgun).arrival
            arrival.body = Array(body.utf8)
            return arrival
        }
        subject.requests = [
            // Mailgun signs no body; what is bound to a token is bound by its first use.
            SampleRequest("a mail", mail, .taken(arrivals: 1)),
            SampleRequest("a whole mail", whole, .taken(arrivals: 1)),
            SampleRequest("an event", event, .taken(arrivals: 1)),
            SampleRequest("an event that concerns nobody", other, .answered(status: 200)),
            SampleRequest(
                "a mail with a stranger's key",
                ProviderCalls.mailgun(ProviderCalls.mailgunMail, key: "a stranger's", at: start),
                .refused(status: 401)
            ),
        ]
        subject.source = nil
        return subject
    }

    private static func sendGrid() throws -> ConformanceSubject {
        let start = ConformanceSubject.start
        let events = Array(
            #"[{"event":"bounce","sg_event_id":"1","smtp-id":"<our-1@example.org>","reason":"no"}]"#.utf8
        )
        var subject = try mailgun()
        subject.name = "mail by SendGrid"
        subject.settings["provider"] = "sendgrid"
        subject.settings["signing_key"] = nil
        subject.settings["public_key"] = "{env: SENDGRID_KEY}"
        subject.secrets = ["SENDGRID_KEY": ProviderCalls.sendGridPublicKey]
        subject.badSettings = [BadSettings("no proof", changing: ["public_key": nil], path: "public_key")]
        let call = try ProviderCalls.sendGrid(events, at: start)
        subject.arrivals.append(try called("events", call, by: .sendgrid, envelopes: ["sendgrid:1"]))
        subject.requests = [
            SampleRequest("events", call, .taken(arrivals: 1), isSigned: true),
            SampleRequest("unsigned events", ProviderCalls.request(events, "application/json"), .refused(status: 401)),
        ]
        return subject
    }

    /// The arrival that a provider's call becomes.
    private static func called(
        _ name: String,
        _ request: WebRequest,
        by provider: MailProvider,
        envelopes: [String]? = nil,
        attachments: [SampleAttachment] = []
    ) throws -> SampleArrival {
        let body = try CallBody(request.body, mediaType: request.headers.first(named: "Content-Type") ?? "")
        let writer = ProviderArrival(provider: provider, channel: ConformanceSubject.channel, settingsVersion: "")
        let arrivals = writer.arrivals(of: try provider.contents(of: body), in: body, at: ConformanceSubject.start)
        let arrival = try #require(arrivals.first)
        return SampleArrival(
            name,
            arrival,
            envelopes: envelopes?.map { ExternalID(rawValue: $0) } ?? [arrival.externalID],
            attachments: attachments
        )
    }

    private static func folders() throws -> ConformanceSubject {
        try subject(
            "mail by folders",
            settings: ["drop_folder": "{path: in}", "out_folder": "{path: out}"],
            badSettings: [
                BadSettings("no way in", changing: ["drop_folder": nil], path: "drop_folder"),
                BadSettings("two ways in", changing: ["maildir": "{path: mail}"], path: "maildir"),
                BadSettings("no way out", changing: ["out_folder": nil], path: "out_folder"),
                BadSettings(
                    "the same folder in and out",
                    changing: ["out_folder": "{path: in/}"],
                    path: "out_folder.path"
                ),
                BadSettings("an address no server takes", changing: ["address": "ü@example.org"], path: "address"),
                BadSettings("an alias that is none", changing: ["addresses": "[desk]"], path: "addresses"),
            ],
            source: { try MailFileSource(folder: $0 + "/in", inbox: "") },
            outcomes: [
                DeliveryOutcome("the folder takes it", .receipt, attempts: writtenMails) { _ in },
                DeliveryOutcome(
                    "a file is in the folder's place",
                    .failure(.later(after: nil)),
                    expectedAttempts: 0,
                    attempts: writtenMails
                ) { try Data("in the way".utf8).write(to: URL(fileURLWithPath: $0.folder + "/out")) },
            ]
        )
    }

    private static func maildir() throws -> ConformanceSubject {
        var subject = try folders()
        subject.name = "mail by Maildir"
        subject.settings["drop_folder"] = nil
        subject.settings["maildir"] = "{path: in}"
        subject.badSettings = [
            BadSettings("two ways in", changing: ["drop_folder": "{path: drop}"], path: "maildir")
        ]
        subject.source = { try MailFileSource(folder: $0 + "/in", inbox: "/new") }
        return subject
    }

    private static func servers() throws -> ConformanceSubject {
        let imap = "{host: imap.example.org, user: desk, password: {env: IMAP_PASSWORD}}"
        let smtp = "{host: smtp.example.org, user: desk, password: {env: SMTP_PASSWORD}}"
        return try subject(
            "mail by IMAP and SMTP",
            settings: ["imap": imap, "smtp": smtp, "reply_token": "plus", "authserv_ids": "[mx.example.org]"],
            secrets: ["IMAP_PASSWORD": "planted-mailbox-horse", "SMTP_PASSWORD": "planted-sending-battery"],
            badSettings: [
                BadSettings(
                    "a password in the clear",
                    changing: ["smtp": smtp.replacing("user:", with: "security: none, user:")],
                    path: "smtp.security"
                ),
                BadSettings(
                    "a user without a password",
                    changing: ["smtp": "{host: h, user: u}"],
                    path: "smtp.password"
                ),
                BadSettings(
                    "an address in the host's place",
                    changing: ["imap": imap.replacing("imap.example.org", with: "'imaps://imap.example.org'")],
                    path: "imap.host"
                ),
                BadSettings(
                    "a folder to move to that is the one read",
                    changing: ["imap": imap.replacing("{host", with: "{after: move, move_to: INBOX, host")],
                    path: "imap.move_to"
                ),
            ],
            source: { _ in MailboxSource() },
            outcomes: DeliveryOutcome.mail,
            stall: { $0.scripted.stall() }
        )
    }

    private static func maildrop() throws -> ConformanceSubject {
        let pop3 = "{host: pop.example.org, user: desk, password: {env: POP3_PASSWORD}, delete_after_days: 7}"
        var subject = try folders()
        subject.name = "mail by POP3"
        subject.settings["drop_folder"] = nil
        subject.settings["pop3"] = pop3
        subject.secrets = ["POP3_PASSWORD": "planted-maildrop-staple"]
        subject.badSettings = [
            BadSettings("no account", changing: ["pop3": "{host: pop.example.org}"], path: "pop3.user"),
            BadSettings(
                "an address in the host's place",
                changing: ["pop3": pop3.replacing("pop.example.org", with: "'pop3s://pop.example.org'")],
                path: "pop3.host"
            ),
            BadSettings(
                "a password in the clear",
                changing: ["pop3": pop3.replacing("user:", with: "security: none, user:")],
                path: "pop3.security"
            ),
            BadSettings("two ways in", changing: ["maildir": "{path: mail}"], path: "pop3"),
        ]
        subject.source = { _ in MaildropSource() }
        return subject
    }

    private static func reception() throws -> ConformanceSubject {
        var subject = try folders()
        subject.name = "mail by LMTP"
        subject.settings["drop_folder"] = nil
        subject.settings["lmtp"] = "{port: 2400}"
        subject.badSettings = [
            BadSettings("no place to listen at", changing: ["lmtp": "{host: 127.0.0.1}"], path: "lmtp.port"),
            BadSettings(
                "a place that strangers reach",
                changing: ["lmtp": "{port: 2400, host: 0.0.0.0}"],
                path: "lmtp.clients"
            ),
            BadSettings("a socket and a port", changing: ["lmtp": "{port: 2400, socket: in.sock}"], path: "lmtp.port"),
            BadSettings("two ways in", changing: ["maildir": "{path: mail}"], path: "lmtp"),
        ]
        subject.source = { _ in ReceptionSource() }
        return subject
    }

    private static func subject(
        _ name: String,
        settings: [String: String],
        secrets: [String: String] = [:],
        badSettings: [BadSettings],
        source: @escaping @Sendable (String) throws -> any ArrivalSource,
        outcomes: [DeliveryOutcome],
        stall: (@Sendable (TrialOutside) throws -> Void)? = nil
    ) throws -> ConformanceSubject {
        let plain = "From: Ada <ada@example.net>\nMessage-ID: <1@example.net>\nSubject: The engine\n\nIt weaves.\n"
        let html = "From: ada@example.net\nMessage-ID: <2@example.net>\nContent-Type: text/html\n\n<p>It weaves.</p>\n"
        let status =
            "Reporting-MTA: dns; mx.example.net\n\nFinal-Recipient: rfc822; ada@example.net\nAction: failed\n"
            + "Status: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 <ada@example.net>: no such user\n"
        let mbox = "From ada Thu Jan  1 00:00:00 2026\n\(plain)\nFrom ada Thu Jan  1 00:00:00 2026\nSubject: 2\n\nTwo\n"
        return ConformanceSubject(
            name: name,
            manifestSource: EmailAdapter.manifestSource,
            make: { channel, settings, context in
                var adapter = try EmailAdapter(channel: channel, settings: settings, context: context)
                // Pauses between attempts are not waited for.
                adapter.pause = { _ in
                    try Task.checkCancellation()
                    await Task.yield()
                }
                return adapter
            },
            settings: ["address": "desk@example.org", "name": "Example Desk"].merging(settings) { $1 },
            secrets: secrets,
            badSettings: badSettings,
            arrivals: [
                sample("a plain mail", plain),
                sample("a mail in HTML", html),
                sample("a mail with a file", filed, [SampleAttachment(name: "b.txt", octets: Array("hello\0".utf8))]),
                sample("an answer from Outlook", try fixture("outlook-thread-index.eml")),
                sample(
                    "a bounce",
                    try fixture("bounce-permanent.eml"),
                    [
                        SampleAttachment(
                            name: "",
                            octets: Array(status.utf8)
                        )
                    ]
                ),
                sample("a newsletter", try fixture("newsletter.eml")),
            ],
            poison: [
                arrival(of: ""), arrival(of: "\r\nno header"), arrival(of: plain, mediaType: "application/json"),
            ],
            files: [
                SampleFile("one.eml", octets: Array(plain.utf8), arrivals: 1),
                SampleFile("two.mbox", octets: Array(mbox.utf8), arrivals: 2),
            ],
            source: source,
            delivery: DeliverySamples(
                route: ReplyRoute(
                    target: IdentityKey(kind: .email, value: "ada@example.net"),
                    address: "Ada@example.net"
                ),
                outcomes: outcomes,
                stall: stall
            ),
            abilities: { $0.abilities(within: $1) }
        )
    }

    /// Text and markup in two languages, a picture in the markup, and a file whose name is a path.
    private static let filed = """
        From: =?utf-8?B?6Im+6L6+?= <ada@example.net>
        To: Desk <desk@example.org>, "Lovelace, A." <a@example.com>
        Cc: other@example.com
        Subject: =?utf-8?Q?The_engine_=F0=9F=91=8D?=
        Message-ID: <filed@example.net>
        In-Reply-To: <our-1@example.org>
        References: <our-0@example.org> <our-1@example.org>
        Date: Thu, 1 Jan 2026 10:00:00 +0800
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary=outer

        --outer
        Content-Type: multipart/alternative; boundary=inner

        --inner
        Content-Type: text/plain; charset=utf-8

        您好，it weaves.

        > Does it?
        --inner
        Content-Type: text/html; charset=utf-8

        <p onclick="alert(1)">您好，<b>it</b> weaves.<script>alert(2)</script></p><blockquote>Does it?</blockquote>
        --inner--
        --outer
        Content-Type: text/plain; name="b.txt"
        Content-Disposition: attachment; filename="../notes/b.txt"
        Content-Transfer-Encoding: base64

        aGVsbG8A
        --outer--

        """

    private static func sample(
        _ name: String,
        _ mail: String,
        _ attachments: [SampleAttachment] = []
    ) -> SampleArrival {
        let arrival = arrival(of: mail)
        return SampleArrival(name, arrival, envelopes: [arrival.externalID], attachments: attachments)
    }

    private static func arrival(of mail: String, mediaType: String = "message/rfc822") -> RawArrival {
        let octets = Array(mail.utf8)
        return RawArrival(
            channel: ConformanceSubject.channel,
            externalID: MailFingerprint(octets).externalID,
            receivedAt: ConformanceSubject.start,
            mediaType: mediaType,
            headers: [HeaderField(EmailAdapter.sourceField, "conformance")],
            envelopeSender: "ada@example.net",
            envelopeRecipients: ["desk@example.org"],
            body: octets
        )
    }

    private static let writtenMails: @Sendable (TrialOutside) throws -> Int = { outside in
        let names = try? FileManager.default.contentsOfDirectory(atPath: outside.folder + "/out")
        return (names ?? []).count { $0.hasSuffix(".eml") }
    }
}

/// A mail with a number.
private func numbered(_ number: Int) -> String {
    "From: Ada <ada@example.net>\r\nSubject: \(number)\r\nMessage-ID: <\(number)@example.net>\r\n\r\nHello\r\n"
}

/// A folder that mails are renamed into.
private struct MailFileSource: ArrivalSource {
    let folder: String
    let inbox: String

    init(folder: String, inbox: String) throws {
        self.folder = folder
        self.inbox = inbox
        for name in inbox.isEmpty ? [""] : ["/new", "/cur", "/tmp"] {
            try FileManager.default.createDirectory(atPath: folder + name, withIntermediateDirectories: true)
        }
    }

    func put(_ number: Int) throws {
        let hidden = "\(folder)/.\(number).new"
        try Data(numbered(number).utf8).write(to: URL(fileURLWithPath: hidden))
        try FileManager.default.moveItem(atPath: hidden, toPath: "\(folder)\(inbox)/\(number).eml")
    }
}

/// A mailbox on a server that is pretended.
private struct MailboxSource: ArrivalSource {
    let mailbox = MailboxFake()

    var mailboxes: (any MailboxOpening)? { mailbox }

    func put(_ number: Int) { mailbox.deliver([numbered(number)]) }

    func refuseAccount() -> Bool {
        let refusal = MailboxFailure.credentials(text: "[AUTHENTICATIONFAILED] Invalid credentials")
        mailbox.change { $0.openingFailures = Array(repeating: refusal, count: 100) }
        return true
    }

    func breakLine() -> Bool {
        mailbox.breakLines()
        return true
    }
}

/// A maildrop on a server that is pretended; made anew it names its mails anew, as Dovecot does by UIDVALIDITY.
private struct MaildropSource: ArrivalSource {
    let maildrop = MaildropFake()
    private let validity = UUID().uuidString

    var maildrops: (any MaildropOpening)? { maildrop }

    func put(_ number: Int) {
        maildrop.change { $0.mails.append((id: "\(number)-\(validity)", octets: Array(numbered(number).utf8))) }
    }

    func refuseAccount() -> Bool {
        let refusal = MailboxFailure.credentials(text: "[AUTH] Invalid credentials")
        maildrop.change { $0.failures = Array(repeating: refusal, count: 100) }
        return true
    }

    func breakLine() -> Bool {
        maildrop.change { $0.breaksNext = true }
        return true
    }
}

/// A mail server nearby that is pretended.
private struct ReceptionSource: ArrivalSource {
    let server = ReceptionFake(recipient: "desk@example.org")

    var reception: (any MailReception)? { server }

    func put(_ number: Int) { server.bring(Array(numbered(number).utf8)) }

    func breakLine() -> Bool {
        server.breakPlace()
        return true
    }
}
