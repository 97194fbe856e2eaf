import ChannelKit
import Testing

@testable import AddressNormalization

@Suite struct EmailAddressTests {
    @Test(arguments: [
        ("ada@example.org", "ada@example.org"),
        ("  Ada.Lovelace@Example.ORG\t", "ada.lovelace@example.org"),
        ("ada@example.org.", "ada@example.org"),
        ("\"ada\"@example.org", "ada@example.org"),
        ("ada+shop@example.org", "ada+shop@example.org"),
        ("a.d.a@gmail.com", "a.d.a@gmail.com"),
        ("dots..and.@carrier.example", "dots..and.@carrier.example"),
        ("root@localhost", "root@localhost"),
        ("o'neil_x@sub-domain.example", "o'neil_x@sub-domain.example"),
        ("ada@bücher.example", "ada@xn--bcher-kva.example"),
        ("ada@BÜCHER.example", "ada@xn--bcher-kva.example"),
        ("ada@xn--bcher-kva.example", "ada@xn--bcher-kva.example"),
        ("ada@ｅｘａｍｐｌｅ.org", "ada@example.org"),
        ("ada@例子.测试", "ada@xn--fsqu00a.xn--0zwm56d"),
        ("用户@example.org", "用户@example.org"),
        ("JOSE\u{301}@example.org", "jos\u{e9}@example.org"),
    ])
    func `spellings of one mailbox have one key`(raw: String, key: String) {
        let made = EmailAddressNormalization.key(raw)
        #expect(made == IdentityKey(kind: .email, value: key))
        // Equal strings may differ in bytes, and bytes are what is stored.
        #expect(made.map { Array($0.value.utf8) } == Array(key.utf8))
    }

    @Test(arguments: [
        "", " ", "@", "ada", "ada@", "@example.org", "ada@@example.org", "ada@example..org", "ada@.example.org",
        "ada@-example.org", "ada@exam ple.org", "a b@example.org", "ada@example.org, bob@example.org",
        "ada@example.org;bob@example.org", "<ada@example.org>", "Ada <ada@example.org>", "ada@example.org>",
        "ada>\r\nRCPT TO:<eve@example.org", "ada@example.org\r\n", "\nada@example.org",
        "ada@example.org\u{0}.evil.example",
        "ada\u{0}@example.org", "ada@exa\u{0}mple\u{e9}.org", "ada\u{202e}@example.org", "ada\u{200b}@example.org",
        "ada\u{2028}@example.org", "ada\u{a0}@example.org", "\"a@evil.example\"@example.org", "\"a b\"@example.org",
        "\"\"@example.org", "\"ada@example.org", "ada(comment)@example.org", "@relay:ada@example.org",
        "ada@[127.0.0.1]", "ada@127.0.0.1", "ada@example.1", "a\\b@example.org", "ada@exa%mple.org",
        "ada@ex\u{202e}ample.org",
    ])
    func `what is not exactly one address is refused`(raw: String) {
        #expect(EmailAddressNormalization.key(raw) == nil)
        #expect(EmailAddressNormalization.parse(raw) == nil)
    }

    @Test func `lengths are held to the byte`() {
        let label = String(repeating: "d", count: 61)
        let domain = [label, label, label].joined(separator: ".")  // 185 bytes
        #expect(EmailAddressNormalization.key(String(repeating: "a", count: 64) + "@" + domain) != nil)
        #expect(EmailAddressNormalization.key(String(repeating: "a", count: 65) + "@" + domain) == nil)
        let longest = String(repeating: "a", count: 64) + "@" + domain + "." + String(repeating: "e", count: 3)
        #expect(longest.utf8.count == 254)
        #expect(EmailAddressNormalization.key(longest) != nil)
        #expect(EmailAddressNormalization.key(longest + "e") == nil)
        #expect(EmailAddressNormalization.key("ada@" + String(repeating: "d", count: 63) + ".org") != nil)
        #expect(EmailAddressNormalization.key("ada@" + String(repeating: "d", count: 64) + ".org") == nil)
        #expect(EmailAddressNormalization.key("ada@" + String(repeating: "é.", count: 4_000_000)) == nil)
    }

    @Test func `the spelling that is sent keeps the case of the local part`() throws {
        let address = try #require(EmailAddressNormalization.parse(" Ada.Lovelace@Bücher.Example "))
        #expect(address.spelling == "Ada.Lovelace@xn--bcher-kva.example")
        #expect(address.localPart == "Ada.Lovelace")
        #expect(address.key.value == "ada.lovelace@xn--bcher-kva.example")
    }

    @Test func `neither a dot nor a plus makes two mailboxes one`() {
        let keys = ["ab@gmail.com", "a.b@gmail.com", "ab+x@gmail.com", "ab@googlemail.com"]
            .map(EmailAddressNormalization.key)
        #expect(Set(keys).count == 4)
    }
}
