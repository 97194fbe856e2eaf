import ChannelKit
import Crypto
import ProviderKit
import Testing

@Suite struct SignatureTests {
    private let message = Array("hi there".utf8)

    @Test func `a code is right under either live key and in chunks`() {
        // RFC 4231, test case 1.
        let key = [UInt8](repeating: 0x0B, count: 20)
        let code = "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        let body = Array("Hi There".utf8)
        #expect(Hexadecimal.text(Signature.code(.sha256, key: key, body)) == code)
        #expect(
            Signature.isCode(code, .sha256, .hexadecimal, keys: [[1], key], over: Array(body[..<3]), Array(body[3...]))
        )
        #expect(Signature.isCode(code.uppercased(), .sha256, .hexadecimal, keys: [key], over: body))
        #expect(!Signature.isCode(code, .sha256, .hexadecimal, keys: [[1]], over: body))
        #expect(!Signature.isCode(code, .sha256, .hexadecimal, keys: [], over: body))
        #expect(!Signature.isCode(code, .sha256, .hexadecimal, keys: [key], over: body + [0]))
        #expect(!Signature.isCode(code.dropLast(2), .sha256, .hexadecimal, keys: [key], over: body))
        #expect(!Signature.isCode("", .sha256, .base64, keys: [key], over: body))
    }

    @Test func `SHA-1 codes are read in base64`() {
        // RFC 2202, test case 2.
        let code = Base64.text(Hexadecimal.octets("effcdf6ae5eb2fa2d27416d5f184df9c259a7c79") ?? [])
        let message = Array("what do ya want for nothing?".utf8)
        #expect(Signature.isCode(code, .sha1, .base64, keys: [Array("Jefe".utf8)], over: message))
    }

    @Test func `sorted strings are joined before they are hashed`() {
        let code = Hexadecimal.text(Insecure.SHA1.hash(data: Array("1735689600noncetoken".utf8)))
        #expect(Signature.isSortedSHA1(code, of: ["token", "1735689600", "nonce"]))
        #expect(!Signature.isSortedSHA1(code, of: ["token", "1735689600", "other"]))
        #expect(Signature.sortedSHA1(of: ["token", "1735689600", "nonce"]) == code)
    }

    @Test func `an Ed25519 signature is right under one of the keys`() throws {
        let key = try Curve25519.Signing.PrivateKey(rawRepresentation: [UInt8](repeating: 7, count: 32))
        let signature = Array(try key.signature(for: message))
        let keys = [[UInt8](repeating: 0, count: 32), Array(key.publicKey.rawRepresentation)]
        #expect(Signature.isEd25519(signature, publicKeys: keys, over: message))
        #expect(!Signature.isEd25519(signature, publicKeys: keys, over: message + [0]))
        #expect(!Signature.isEd25519(Array(signature.dropLast()), publicKeys: keys, over: message))
        #expect(!Signature.isEd25519(signature, publicKeys: [[1, 2]], over: message))
    }

    @Test(arguments: [
        (-301, false), (-300, true), (0, true), (300, true), (301, false), (Int64.max / 2000, false),
        (Int64.min / 2000, false),
    ])
    func `a time is fresh for five minutes to either side`(offset: Int64, isFresh: Bool) {
        let now = Timestamp(seconds: 1_735_689_600)
        #expect(Signature.isFresh(Timestamp(rawValue: now.rawValue &+ offset &* 1000), now: now) == isFresh)
        #expect(Signature.isFresh(Timestamp(rawValue: .min), now: now) == false)
        #expect(Signature.isFresh(Timestamp(rawValue: .min), now: nil))
    }

    @Test func `a secret is compared with every live one`() {
        let secrets = [Secret("one"), Secret("two")]
        #expect(Signature.equals("two", anyOf: secrets))
        for other in ["", "on", "onee", "One"] { #expect(!Signature.equals(other, anyOf: secrets)) }
        #expect(!Signature.equals(nil, anyOf: secrets))
        #expect(!Signature.equals("", anyOf: []))
    }
}

@Suite struct WeChatEnvelopeTests {
    private static let key = String(Base64.text((0..<32).map { UInt8($0) }).dropLast())
    private static let other = String(Base64.text((1...32).map { UInt8($0) }).dropLast())
    private let random = [UInt8](repeating: 0x52, count: 16)

    private func envelope(keys: [String] = [key], receivers: [String] = ["ww1"]) throws -> WeChatEnvelope {
        try WeChatEnvelope(
            tokens: [Secret("token-a"), Secret("token-b")],
            encodingKeys: keys.map { Secret($0) },
            receivers: receivers
        )
    }

    @Test(arguments: [0, 1, 11, 12, 13, 27, 28, 29, 1000]) func `what was sealed is opened at any length`(
        length: Int
    ) throws {
        let message = [UInt8](repeating: 0x61, count: length)
        let sealed = try #require(try envelope().sealed(message, random: random))
        #expect(try envelope().opened(sealed) == message)
        // The former key goes on opening while it is being replaced.
        #expect(try envelope(keys: [Self.other, Self.key]).opened(sealed) == message)
    }

    @Test func `what is for somebody else, damaged or under another key is not opened`() throws {
        let sealed = try #require(try envelope().sealed(Array("hello".utf8), random: random))
        #expect(try envelope(receivers: ["ww2"]).opened(sealed) == nil)
        #expect(try envelope(receivers: []).opened(sealed) == Array("hello".utf8))
        #expect(try envelope(keys: [Self.other]).opened(sealed) == nil)
        let octets = try #require(Base64.octets(sealed))
        #expect(try envelope().opened(Base64.text(octets.dropLast(16))) == nil)
        #expect(try envelope().opened(Base64.text(octets.dropLast(1))) == nil)
        for text in ["", "=", "AAAA", "no base64!"] { #expect(try envelope().opened(text) == nil) }
    }

    @Test func `a signature is made with either live token`() throws {
        let envelope = try envelope()
        let values = ["1735689600", "nonce", "encrypted"]
        for token in ["token-a", "token-b"] {
            #expect(envelope.isSigned(Signature.sortedSHA1(of: values + [token]), over: values))
        }
        #expect(envelope.signature(over: values) == Signature.sortedSHA1(of: values + ["token-a"]))
        #expect(!envelope.isSigned(Signature.sortedSHA1(of: values + ["token-c"]), over: values))
    }

    @Test(arguments: ["", "short", String(repeating: "A", count: 44)])
    func `another key is refused without being shown`(key: String) {
        let problem = #expect(throws: SettingProblem.self) { try envelope(keys: [key]) }
        #expect(problem?.path == "encoding_aes_key")
        #expect(key.isEmpty || problem?.description.contains(key) == false)
    }
}

@Suite struct FlatXMLTests {
    private func read(_ text: String) -> FlatXML? { FlatXML(parsing: Array(text.utf8)) }

    @Test func `a callback is read`() throws {
        let text = """
            <?xml version="1.0"?><!-- a --><xml a="1 > 0"><From><![CDATA[ <b>&amp; ]]></From>
            <Time>17356 &lt;&#x7EC7;&#26426;&gt;</Time><Empty/><In><Id>1</Id></In><In/></xml>
            """
        let xml = try #require(read(text))
        #expect(xml.name == "xml")
        #expect(xml["From"] == " <b>&amp; ")
        #expect(xml["Time"] == "17356 <织机>")
        #expect(xml["Empty"] == "")
        #expect(xml.first("In")?["Id"] == "1")
        #expect(xml["None"] == nil)
        #expect(xml.children.count == 5)
    }

    @Test(arguments: [
        "", "text", "<a>", "<a></b>", "<a><b></a></b>", "<a/><b/>", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
        "<a>&b;</a>",
        "<a>&#xD800;</a>", "<a><![CDATA[x</a>", "<a x='1></a>", "< a></a>",
        String(repeating: "<a>", count: 9) + String(repeating: "</a>", count: 9),
    ])
    func `what is no small document is not read`(text: String) { #expect(read(text) == nil) }

    @Test func `limits are kept`() {
        #expect(FlatXML(parsing: Array("<a><b/><b/></a>".utf8), maximumCount: 2) == nil)
        #expect(FlatXML(parsing: Array("<a/>".utf8), maximumOctets: 3) == nil)
        #expect(read(String(repeating: "<a>", count: 8) + String(repeating: "</a>", count: 8)) != nil)
    }
}
