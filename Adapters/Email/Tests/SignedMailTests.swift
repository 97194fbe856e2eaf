import ChannelKit
import Foundation
import MailServers
import Testing

@testable import EmailAdapter

/// Signed mail as evidence of who wrote it; the signatures are made with the openssl command.
@Suite struct SignedMailTests {
    private let folder: TemporaryFolder
    private let authority: TestAuthority
    private let signed: String
    private let desk = TestDesk()

    init() throws {
        folder = try TemporaryFolder()
        authority = try TestAuthority(in: URL(fileURLWithPath: folder.path))
        let signer = try authority.issueSigner("ada", address: "Ada@example.net")
        signed = try authority.sign("Content-Type: text/plain\r\n\r\nThe engine is broken.\r\n", by: signer)
        desk.clock.withLock { $0 = Timestamp(seconds: Int64(Date().timeIntervalSince1970)) }
    }

    private func envelope(from: String, fields: String = "") throws -> InboundEnvelope {
        try desk.envelope(
            "\(fields)From: \(from)\r\nTo: desk@example.org\r\nSubject: Engine\r\nMessage-ID: <1@example.net>\r\n\(signed)",
            [
                "smime": .object(["roots": .text(authority.certificateFile)]),
                "authserv_ids": .list([.text("mx.example.org")]),
            ]
        )
    }

    @Test func `a signer whose certificate names the sender's address proves it`() throws {
        let envelope = try envelope(from: "Ada <ada@EXAMPLE.net>")
        #expect(envelope.sender.authenticity == .verified(method: "smime"))
        let claim = try #require(envelope.sender.claims.first)
        #expect(claim.identity == envelope.sender.identity)
        #expect(claim.assertedBy == "Tributary test authority")
        #expect(claim.isVerified)
        #expect(envelope.warnings.contains { $0.english.contains("signed (S/MIME) by ada") })
        #expect(envelope.providerMetadata["signer-vouched-for-by"] == "Tributary test authority")
        #expect(envelope.attachments.map(\.name) == ["smime.p7s"])
    }

    @Test(arguments: [
        ("charles@example.net", ""), ("Ada <ada@example.net>, charles@example.net", ""),
        ("ada@example.net", "Authentication-Results: mx.example.org; dmarc=fail header.from=example.net\r\n"),
        ("ada@example.net", "From: ada@example.net\r\n"),
    ])
    func `a signature proves no other address, and nothing against the domain's own word`(
        from: String,
        fields: String
    ) throws {
        let envelope = try envelope(from: from, fields: fields)
        #expect(!envelope.sender.authenticity.isVerified)
        #expect(envelope.sender.claims.isEmpty)
    }

    @Test(arguments: ["/nowhere/roots.pem", #filePath])
    func `a file that names no authorities is refused`(path: String) {
        let problem = #expect(throws: SettingProblem.self) {
            try desk.adapter(["smime": .object(["roots": .text(path)])])
        }
        #expect(problem?.path == "smime.roots")
    }
}
