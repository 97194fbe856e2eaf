import Foundation
import MailServers
import Testing

@testable import MailParsing

/// Signed and encrypted mail, made with the openssl command under an authority of the test's own.
@Suite struct ProtectionTests {
    private static let part = "Content-Type: text/plain; charset=utf-8\r\n\r\nThe printer is broken.\r\n"
    private static let head = "From: Ada <ada@example.org>\r\nTo: desk@example.net\r\nSubject: Printer\r\n"

    private let folder: TestFolder
    private let authority: TestAuthority
    private let signer: TestAuthority.Certificate
    private let options: MailParseOptions

    init() throws {
        folder = try TestFolder()
        authority = try TestAuthority(in: folder.url)
        signer = try authority.issueSigner("ada", address: "ada@example.org")
        options = try Self.options(believing: authority)
    }

    private static func options(
        believing authority: TestAuthority,
        daysFromNow days: Int64 = 0
    ) throws -> MailParseOptions {
        var options = MailParseOptions()
        let pem = try Data(contentsOf: URL(fileURLWithPath: authority.certificateFile))
        options.signingAuthorities = SigningAuthorities(pem: Array(pem))
        options.arrivedAt = Int64(Date().timeIntervalSince1970) + days * 86_400
        return options
    }

    private func mail(_ signed: String, _ options: MailParseOptions? = nil) -> ParsedMail {
        MailFixture.mail(text: Self.head + signed, options: options ?? self.options)
    }

    private func refusal(_ mail: ParsedMail) throws -> SignatureObjection? {
        guard case .signed(.smime, .refused(let objection)) = mail.protection else {
            Issue.record("not refused: \(String(describing: mail.protection))")
            return nil
        }
        return objection
    }

    @Test(arguments: [TestAuthority.SignatureForm.beside, .around])
    func `a good signature tells who signed and who vouches for them`(form: TestAuthority.SignatureForm) throws {
        let mail = mail(try authority.sign(Self.part, by: signer, form))
        guard case .signed(.smime, .proven(let found)) = mail.protection else {
            Issue.record("not proven: \(String(describing: mail.protection))")
            return
        }
        #expect(found.addresses == ["ada@example.org"])
        #expect(found.name == "ada")
        #expect(found.authority == "Tributary test authority")
        #expect(mail.text.contains("The printer is broken."))
        #expect(mail.attachments.map(\.contentType) == (form == .beside ? ["application/pkcs7-signature"] : []))
        #expect(mail.warnings.isEmpty)
    }

    @Test func `line ends of transport do not matter`() throws {
        let signed = try authority.sign(Self.part, by: signer).replacing("\r\n", with: "\n")
        for text in [signed, signed.replacing("\n", with: "\r\n")] {
            guard case .signed(.smime, .proven) = mail(text).protection else {
                Issue.record("not proven: \(String(describing: mail(text).protection))")
                continue
            }
        }
    }

    @Test func `a changed content is told`() throws {
        let signed = try authority.sign(Self.part, by: signer).replacing("broken", with: "mended")
        #expect(try refusal(mail(signed)) == .changedContent)
    }

    @Test func `an authority that nobody named vouches for nothing`() throws {
        let other = try TestAuthority(in: folder.url, named: "other")
        let signed = try other.sign(Self.part, by: try other.issueSigner("ada", address: "ada@example.org"))
        #expect(try refusal(mail(signed)) == .untrustedCertificate)
    }

    @Test func `a server's certificate signs no mail`() throws {
        let signed = try authority.sign(Self.part, by: try authority.issue("ada", hosts: ["email:ada@example.org"]))
        #expect(try refusal(mail(signed)) == .untrustedCertificate)
    }

    @Test(arguments: [
        (1, 5, SignatureObjection.untrustedCertificate), (30, 9, .untimely), (30, -2, .untimely),
    ])
    func `a certificate out of time and an old signature prove nothing`(
        certificateDays: Int,
        mailComesInDays: Int64,
        objection: SignatureObjection
    ) throws {
        let signer = try authority.issueSigner("ada", address: "ada@example.org", days: certificateDays)
        let signed = try authority.sign(Self.part, by: signer)
        let options = try Self.options(believing: authority, daysFromNow: mailComesInDays)
        #expect(try refusal(mail(signed, options)) == objection)
    }

    @Test func `an outdated digest proves nothing`() throws {
        #expect(
            try refusal(mail(try authority.sign(Self.part, by: signer, digest: "sha1"))) == .outdatedMethod
        )
    }

    @Test func `a signature that is cut off proves nothing`() throws {
        let signed = try authority.sign(Self.part, by: signer)
        for share in [2, 3, 4] {
            let mail = mail(String(signed.prefix(signed.count * share / 5)))
            if case .signed(.smime, .proven) = mail.protection { Issue.record("a part of a signature was believed") }
        }
    }

    @Test func `without authorities signatures are told and not checked`() throws {
        for form in [TestAuthority.SignatureForm.beside, .around] {
            let mail = mail(try authority.sign(Self.part, by: signer, form), MailParseOptions())
            #expect(mail.protection == .signed(.smime, .unchecked))
            #expect(mail.text.contains("The printer is broken."))
        }
    }

    @Test func `a signed mail in somebody else's wrapping proves nothing`() throws {
        let signed = try authority.sign(Self.part, by: signer)
        let mail = mail("Content-Type: multipart/mixed; boundary=list\r\n\r\n--list\r\n\(signed)\r\n--list--\r\n")
        #expect(mail.protection == nil)
        #expect(mail.text.contains("The printer is broken."))
    }

    @Test func `a third part beside content and signature proves nothing`() throws {
        let signed = try authority.sign(Self.part, by: signer)
        let boundary = try #require(signed.split(separator: "boundary=\"").last?.prefix { $0 != "\"" })
        let added = signed.replacing(
            "--\(boundary)--",
            with: "--\(boundary)\r\nContent-Type: text/plain\r\n\r\nPay at once.\r\n--\(boundary)--"
        )
        #expect(added != signed)
        #expect(try refusal(mail(added)) == .unreadable)
    }

    @Test func `an encrypted mail is kept and named as such`() throws {
        let mail = mail(try authority.encrypt(Self.part, for: signer))
        #expect(mail.protection == .encrypted(.smime))
        #expect(mail.attachments.map(\.filename) == ["smime.p7m"])
        #expect(!mail.attachments.contains { $0.bytes.isEmpty })
    }

    @Test(arguments: [
        "Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=b\r\n\r\n--b\r\n"
            + "Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--b\r\n"
            + "Content-Type: application/octet-stream; name=encrypted.asc\r\n\r\n-----BEGIN PGP MESSAGE-----\r\n--b--\r\n",
        "\r\n\r\n-----BEGIN PGP MESSAGE-----\r\n\r\nwcBM\r\n-----END PGP MESSAGE-----\r\n",
    ])
    func `mail encrypted with PGP is named as such`(text: String) {
        #expect(mail(text).protection == .encrypted(.openPGP))
    }

    @Test func `a PGP signature is kept and told`() {
        let mail = mail(
            "Content-Type: multipart/signed; protocol=\"application/pgp-signature\"; boundary=b\r\n\r\n--b\r\n\r\nHello\r\n"
                + "--b\r\nContent-Type: application/pgp-signature; name=signature.asc\r\n\r\n"
                + "-----BEGIN PGP SIGNATURE-----\r\n--b--\r\n"
        )
        #expect(mail.protection == .signed(.openPGP, .unchecked))
        #expect(mail.text == "Hello")
        #expect(mail.attachments.map(\.filename) == ["signature.asc"])
    }

    @Test(arguments: ["", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "no certificate"])
    func `a file without certificates is no file of authorities`(pem: String) {
        #expect(SigningAuthorities(pem: Array(pem.utf8)) == nil)
    }
}

/// A folder for one test, removed with the value that holds it.
private final class TestFolder: Sendable {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "mail-parsing-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }
}
