import ChannelKit
import ProviderKit
import Testing

@testable import EmailAdapter

@Suite struct ProviderFormTests {
    private func read(_ body: String, _ type: String = "multipart/form-data; boundary=\"b b\"") -> PostedForm? {
        PostedForm(Array(body.utf8), mediaType: type)
    }

    @Test func `fields and files keep their octets, line ends and boundaries within lines included`() throws {
        let body =
            "ignored\r\n--b b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\none\r\ntwo --b b\r\n\r\n--b b  \r\n"
            + "content-disposition: form-data; name=f; filename=\"x;\\\"y.txt\"\r\nContent-Type: text/plain\r\n\r\n--b bx\n\r\n--b b--"
        let form = try #require(read(body))
        #expect(form.text("a") == "one\r\ntwo --b b\r\n")
        #expect(form.files.map(\.fileName) == ["x;\"y.txt"])
        #expect(form.files.map { String(decoding: $0.octets, as: UTF8.self) } == ["--b bx\n"])
        #expect(form.text("f") == nil)
    }

    @Test func `a name that is given twice vouches for nothing`() throws {
        let form = try #require(read("a=1&b=2&a=3", "application/x-www-form-urlencoded"))
        #expect(form.text("a") == "1")
        #expect(form.single("a") == nil)
        #expect(form.single("b") == "2")
    }

    @Test(
        arguments: [
            "", "--b b\r\n", "--b b\r\nContent-Disposition: form-data; name=a\r\n\r\ncut",
            "--b b\r\n\r\nno name\r\n--b b--", "--b b\r\nContent-Disposition: form-data; name=a\r\n--b b--",
        ]
    )
    func `a form that is cut off or nameless is none`(body: String) {
        #expect(read(body) == nil)
    }

    @Test func `a form of too many parts, or with a header too long, is none`() {
        let part = "--b b\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n"
        #expect(read(String(repeating: part, count: PostedForm.mostParts) + "--b b--") != nil)
        #expect(read(String(repeating: part, count: PostedForm.mostParts + 1) + "--b b--") == nil)
        let long = String(repeating: "x", count: PostedForm.longestHeader)
        #expect(read("--b b\r\nX: \(long)\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--b b--") == nil)
    }

    @Test func `composing is the same each time, and no value breaks out of its field`() {
        var mail = ComposedMail()
        mail.add("Subject", "One\r\nBcc: x@example.com\r\n\r\nbody")
        mail.add("Bad: name", "x")
        mail.add("Content-Type", "text/html")
        mail.add(header: Array("To: a@example.net,\r\n b@example.net\r\nno field\r\nX-Y:z".utf8)[...])
        mail.text = ComposedMail.Words(octets: Array("Hi".utf8), charset: "utf-8\r\nX: y")
        mail.files = [ComposedMail.File(name: "a\r\nX: y", contentType: "text/plain\r\nX: y", octets: [1])]
        let text = String(decoding: mail.octets(), as: UTF8.self)
        #expect(
            text.hasPrefix(
                "Subject: One  Bcc: x@example.com    body\r\nTo: a@example.net, b@example.net\r\nX-Y: z\r\nMIME"
            )
        )
        #expect(!text.contains("\nX: y"))
        #expect(mail.octets() == mail.octets())
    }

    @Test func `findings hold results and domains and nothing else`() {
        var findings = SenderFindings()
        findings.addSPF("pass; dmarc=pass", sender: "a@example.net")
        findings.addSPF("Pass", sender: "a@x; dmarc=pass")
        findings.addSPF("Pass", sender: "\"a@b\"@Example.NET>")
        findings.addDKIM("pass", domain: "example.net header.d=other.example")
        findings.addDKIM("pass", domain: nil)
        #expect(findings.line(by: .mailgun) == "mailgun; spf=pass smtp.mailfrom=example.net; dkim=pass")
        #expect(SenderFindings().line(by: .ses) == nil)
    }

    @Test func `a certificate that is cut off or of another kind has no key`() throws {
        let good = try ProviderCalls.certificate()
        #expect(CertificateKey.rsaKey(pem: good) != nil)
        for count in stride(from: 0, to: good.count - 30, by: 37) {
            #expect(CertificateKey.rsaKey(pem: Array(good.prefix(count))) == nil)
        }
        #expect(CertificateKey.publicKeyInfo(ProviderCalls.der(0x30, [0x30, 0x84, 0xFF, 0xFF, 0xFF, 0xFF])) == nil)
        #expect(CertificateKey.publicKeyInfo([0x1F, 0x81, 0x01]) == nil)
    }

    @Test func `the oldest of too many tokens is forgotten, and no other`() {
        let tokens = UsedTokens()
        for number in 0...UsedTokens.most { #expect(tokens.admit("t\(number)", body: [1])) }
        #expect(tokens.admit("t0", body: [2]))
        #expect(!tokens.admit("t2", body: [2]))
        #expect(tokens.admit("t2", body: [1]))
    }

    @Test func `a channel with another way in has no webhook`() async throws {
        let desk = TestDesk()
        let adapter = try desk.adapter()
        #expect(await adapter.receive(ProviderCalls.mailgun(ProviderCalls.mailgunMail)).status == 404)
        let all = AdapterAbilities(intake: [.webhook, .listening, .files])
        #expect(adapter.abilities(within: all).intake == [.listening, .files])
        let called = try desk.adapter(.postmark, ["basic_auth": .secrets([Secret("a:b")])])
        #expect(called.abilities(within: all).intake == [.webhook, .files])
    }

    @Test func `other methods, paths and lengths are answered as such`() async throws {
        let adapter = try TestDesk().adapter(.mailgun, ["signing_key": .secrets([Secret(ProviderCalls.signingKey)])])
        var call = ProviderCalls.mailgun(ProviderCalls.mailgunMail)
        call.method = "GET"
        #expect(await adapter.receive(call).status == 405)
        call.method = "POST"
        call.path = "form"
        #expect(await adapter.receive(call).status == 404)
        call.path = "webhook"
        call.body = Array(repeating: 0x61, count: CallBody.longest + 1)
        #expect(await adapter.receive(call).status == 413)
        call.body = []
        #expect(await adapter.receive(call).status == 400)
    }

    @Test func `a rehearsal takes what a call would bring and needs no channel`() throws {
        let call = ProviderCalls.mailgun(ProviderCalls.mailgunMail)
        func rehearse(_ settings: [String: SettingValue], _ proof: WebhookProof) throws -> WebhookRehearsal {
            let settings = ChannelSettings(["provider": .text("mailgun")].merging(settings) { $1 })
            return try EmailAdapter.rehearse(call, settings: settings, signedURL: "", now: nil, proof: proof)
        }
        let right = try rehearse(["signing_key": .secrets([Secret(ProviderCalls.signingKey)])], .required)
        #expect(right.isAccepted)
        #expect(right.envelopes.map(\.subject) == ["Die Maschine läuft"])
        let wrong = try rehearse(["signing_key": .secrets([Secret("another")])], .required)
        #expect(!wrong.isAccepted)
        #expect(wrong.envelopes.isEmpty)
        #expect(try rehearse([:], .waived).envelopes.count == 1)
        #expect(throws: SettingProblem.self) { try rehearse([:], .required) }
    }
}
