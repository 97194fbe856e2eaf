import ChannelKit
import Testing

@testable import AddressNormalization

@Suite struct HandleTests {
    @Test(arguments: [
        ("slack:T024BE7LH", "U024BE7LH", "slack:T024BE7LH", "U024BE7LH"),
        ("Slack:T024BE7LH", "u024be7lh", "slack:T024BE7LH", "u024be7lh"),
        (" telegram ", " 123456789 ", "telegram", "123456789"),
        ("matrix", "@Ada:example.org", "matrix", "@Ada:example.org"),
        ("mastodon", "@Ada@Social.Example", "mastodon", "ada@social.example"),
        ("mastodon", "acct:ada@bücher.example", "mastodon", "ada@xn--bcher-kva.example"),
        ("activitypub", "https://social.example/users/Ada", "activitypub", "https://social.example/users/Ada"),
    ])
    func `ids are opaque but where the protocol says otherwise`(
        provider: String,
        handle: String,
        namespace: String,
        value: String
    ) {
        let key = HandleNormalization.key(provider: provider, handle: handle)
        #expect(key == IdentityKey(kind: .handle, namespace: namespace, value: value))
    }

    @Test(arguments: [
        ("", "U1"), ("slack", ""), ("slack", "  "), (":T1", "U1"), ("slack", "U1\nU2"), ("slack", "U1\u{0}"),
        ("slack", "U\u{200b}1"), ("sl ack", "U1"), ("slack", "a b"), ("mastodon", "@@host"), ("mastodon", "ada@"),
        ("slack", String(repeating: "U", count: 513)), (String(repeating: "s", count: 513), "U1"),
    ])
    func `a handle that could be mistaken is refused`(provider: String, handle: String) {
        #expect(HandleNormalization.key(provider: provider, handle: handle) == nil)
    }
}

@Suite struct SharedAddressTests {
    @Test(arguments: [
        "info@example.org", "Support@example.org", "sales-uk@example.org", "kontakt2@example.org",
        "no-reply@example.org",
        "noreply@example.org", "support+ticket1@example.org", "customer.service@example.org", "büro@example.org",
        "客服@example.org", "office.de@example.org", "info123@example.org", "mailer-daemon@example.org",
    ])
    func `addresses of roles are shared`(raw: String) throws {
        #expect(SharedAddresses.isProbablyShared(try #require(EmailAddressNormalization.key(raw))))
    }

    @Test(arguments: [
        "ada@example.org", "ada.sales@example.org", "infokom@example.org", "helpers@example.org",
        "maria.post@example.org",
        "sales.ada@example.org", "team-ada@example.org", "a@example.org",
    ])
    func `addresses of people are not`(raw: String) throws {
        #expect(!SharedAddresses.isProbablyShared(try #require(EmailAddressNormalization.key(raw))))
    }

    @Test func `a company's number is shared, an extension of it and a person's are not`() throws {
        let tollFree = try #require(PhoneNumberNormalization.key("+49 800 3301000", region: nil))
        #expect(SharedAddresses.isProbablyShared(tollFree))
        let `extension` = try #require(PhoneNumberNormalization.key("+49 800 3301000 ext 7", region: nil))
        #expect(!SharedAddresses.isProbablyShared(`extension`))
        let mobile = try #require(PhoneNumberNormalization.key("+86 138 1234 5678", region: nil))
        #expect(!SharedAddresses.isProbablyShared(mobile))
        #expect(!SharedAddresses.isProbablyShared(IdentityKey(kind: .handle, namespace: "slack", value: "info")))
    }
}
