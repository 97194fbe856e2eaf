import Testing

@testable import MailParsing

@Suite("Automatic mail and authenticity")
struct AutomaticMailTests {
    @Test(
        arguments: [
            ("Auto-Submitted: auto-replied", .autoSubmitted, .autoReply),
            ("Auto-Submitted: auto-generated; type=x", .autoSubmitted, .autoReply),
            ("Precedence: bulk", .precedence, .message),
            ("Precedence: auto_reply", .precedence, .message),
            ("List-Unsubscribe: <mailto:x@example.com>", .list, .message),
            ("X-Auto-Response-Suppress: All", .responseSuppressed, .message),
            ("X-Autoreply: yes", .autoReplyHeader, .autoReply),
            ("Return-Path: <>", .nullReturnPath, .message),
            ("From: MAILER-DAEMON@example.com", .mailerDaemon, .message),
            ("From: no-reply@example.com", .noReply, .message),
            ("Subject: Automatic reply: printer", .autoReplySubject, .autoReply),
            ("Subject: =?utf-8?B?6Ieq5Yqo5Zue5aSN?=: x", .autoReplySubject, .autoReply),
            ("Subject: ABWESENHEITSNOTIZ", .autoReplySubject, .autoReply),
        ] as [(String, AutomaticSignal, MailKind)]
    )
    func `a sign of automatic mail is seen`(field: String, signal: AutomaticSignal, kind: MailKind) {
        let mail = MailFixture.mail(text: "\(field)\n\nhello\n")
        #expect(mail.automaticSignals == [signal])
        #expect(mail.isAutomatic)
        #expect(mail.kind == kind)
        #expect(mail.isList == (signal == .list))
    }

    @Test(
        arguments: [
            "Auto-Submitted: no", "Precedence: normal", "X-Auto-Response-Suppress: None",
            "Return-Path: <ana@example.com>",
            "From: norea@example.com", "Subject: Automobile", "X-Autoreply: no",
            "From: \"mailer-daemon\" <ana@example.com>",
        ]
    )
    func `a person's mail has no such sign`(field: String) {
        #expect(MailFixture.mail(text: "\(field)\n\nhello\n").automaticSignals.isEmpty)
    }

    private let trusting = MailParseOptions(authservIDs: ["mx.example.net"])

    @Test func `only a trusted server's verdict counts`() {
        let text =
            "Authentication-Results: evil.example; dmarc=pass header.from=example.com\n"
            + "Authentication-Results: MX.example.net (our own);\n dkim=pass (good) header.d=example.com;\n"
            + " spf=fail smtp.mailfrom=ana@mail.example.com; dmarc=fail (p=none) header.from=example.com\n\n"
        let verdict = MailFixture.mail(text: text, options: trusting).authentication
        #expect(verdict?.authservID == "mx.example.net")
        #expect(verdict?.dmarc?.result == "fail")
        #expect(verdict?.dkim.map(\.domain) == ["example.com"])
        #expect(verdict?.spf?.domain == "mail.example.com")
        #expect(MailFixture.mail(text: text).authentication == nil)
    }

    @Test func `a verdict below an earlier hop is somebody else's`() {
        let text =
            "Authentication-Results: mx.example.net; dmarc=fail header.from=example.com\n"
            + "Received: from elsewhere\nAuthentication-Results: mx.example.net; dmarc=pass; dkim=pass header.d=example.com\n\n"
        let verdict = MailFixture.mail(text: text, options: trusting).authentication
        #expect(verdict?.dmarc?.result == "fail")
        #expect(verdict?.dkim.isEmpty == true)
    }

    @Test(
        arguments: [
            ("dmarc=pass header.from=example.com", .dmarc),
            ("dmarc=none; dkim=pass header.d=example.com", .dkim),
            ("dkim=pass header.i=@mail.example.com", .none),
            ("dkim=pass header.d=evil.example", .none),
            ("dkim=pass header.d=com", .none),
            ("spf=pass smtp.mailfrom=bounce@example.com", .spf),
            ("spf=pass smtp.mailfrom=bounce@evil.example", .none),
            ("dmarc=fail; dkim=pass header.d=example.com", .none),
            ("dmarc=pass header.from=evil.example", .none),
            ("spf=pass (comment; dmarc=pass) smtp.mailfrom=evil.example", .none),
            ("spf=neutral reason=\"x; dmarc=pass\"", .none),
            ("none", .none),
        ] as [(String, MailAuthentication.Evidence)]
    )
    func `evidence is what the author's own domain vouches for`(
        results: String,
        expected: MailAuthentication.Evidence
    ) {
        let mail = MailFixture.mail(text: "Authentication-Results: mx.example.net; \(results)\n\n", options: trusting)
        #expect((mail.authentication?.evidence(for: "ana@example.com") ?? .none) == expected)
    }

    @Test func `a line that is trusted for other reasons is read like a field`() {
        let verdict = MailAuthentication("Relay; spf=pass smtp.mailfrom=Example.com; dmarc=none")
        #expect(verdict?.authservID == "relay")
        #expect(verdict?.evidence(for: "ana@example.com") == .spf)
        #expect(verdict?.dmarc?.result == "none")
        #expect(MailAuthentication("relay")?.evidence(for: "ana@example.com") == MailAuthentication.Evidence.none)
        #expect(MailAuthentication("") == nil)
    }
}
