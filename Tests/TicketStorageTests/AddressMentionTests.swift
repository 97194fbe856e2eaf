import Testing

@testable import TicketStorage

/// What names a person's address, and what names another one that holds it.
struct AddressMentionTests {
    @Test(arguments: [
        "ada@x.org", "From: Ada <ADA@X.org>\r\n", "Write to ada@x.org.", "ada@x.org.\r\nBye", "ada@x.org...",
        "so...ada@x.org", "mailto:ada@x.org?subject=x", "from=ada@x.org&to=bo@x.org", "'ada@x.org'", "(ada@x.org)",
        "to/ada@x.org/inbox", "*ada@x.org*", "`ada@x.org`", "<mailto:ada@x.org|ada@x.org>", "{\"from\":\"ada@x.org\"}",
        "ada@x.org, ada@x.org.uk", "发件人：ada@x.org，", "“ada@x.org”", "ada@x.org的邮件", "ada@x.org。",
        "我的邮箱是ada@x.org", "メールはada@x.org", "{\"text\":\"Bye\\nada@x.org\\nAda\"}", "\\u003cada@x.org\\u003e",
        "\\u90aeada@x.org", "from=ada%40x.org&x=1", "to%3Dada%40x.org",
    ])
    func `an address is named`(_ text: String) {
        #expect(AddressMention(["ada@x.org"]).isIn(Array(text.utf8)))
    }

    @Test(arguments: [
        "bada@x.org", "j.ada@x.org", "j-ada@x.org", "j_ada@x.org", "j+ada@x.org", "j!ada@x.org", "j&ada@x.org",
        "1ada@x.org", "~ada@x.org", "é.ada@x.org", "éada@x.org", "b\\u0061ada@x.org", "j%2Eada@x.org", "ada@x.organ",
        "ada@x.org-x.example",
        "ada@x.org.uk", "ada@x.org.1", "ada@x.org.中国", "ada@x_org", "ada at x.org", "",
    ])
    func `another address is none of theirs`(_ text: String) {
        #expect(!AddressMention(["ada@x.org"]).isIn(Array(text.utf8)))
    }

    @Test func `octets that are no UTF-8 belong to the address they stand before`() {
        #expect(!AddressMention(["ada@x.org"]).isIn([0xE9] + Array("ada@x.org".utf8)))
    }

    @Test(arguments: [
        ("Tel.+442087654321.", true), ("电话+442087654321。", true), ("tel:+442087654321;", true),
        ("+4420876543219", false), ("1+442087654321", false),
    ])
    func `a number is named where no digit continues it`(_ text: String, _ isNamed: Bool) {
        #expect(AddressMention(["+442087654321"]).isIn(Array(text.utf8)) == isNamed)
    }

    @Test func `short names are looked for in no text`() {
        #expect(!AddressMention(["a@b", ""]).isIn(Array("a@b".utf8)))
    }
}
