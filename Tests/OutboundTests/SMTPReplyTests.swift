import Testing

@testable import Outbound

struct SMTPReplyTests {
    private func reply(_ lines: [String]) throws -> SMTPReply? {
        var builder = SMTPReplyBuilder()
        for line in lines.dropLast() { #expect(try builder.take(Array(line.utf8)) == nil) }
        return try builder.take(Array((lines.last ?? "").utf8))
    }

    @Test(arguments: [
        (["250 2.0.0 Ok"], 250, "2.0.0 Ok"),
        (["250"], 250, ""),
        (["250-a", "250-b", "250 c"], 250, "a b c"),
        (["554-5.7.1 one", "554 5.7.1 two"], 554, "5.7.1 one 5.7.1 two"),
    ])
    func `a reply is the lines up to the one without a hyphen`(lines: [String], code: Int, text: String) throws {
        let reply = try #require(try reply(lines))
        #expect(reply.code == code)
        #expect(String(decoding: reply.text, as: UTF8.self) == text)
    }

    @Test(arguments: [[""], ["25"], ["abc def"], ["100 no"], ["600 no"], ["250x"], ["250-a", "251 b"], ["+25 x"]])
    func `what is no reply is refused`(lines: [String]) {
        #expect(throws: SMTPReplyBuilder.Malformed.self) { _ = try reply(lines) }
    }

    @Test func `a reply without end is refused`() {
        #expect(throws: SMTPReplyBuilder.Malformed.self) {
            _ = try reply(Array(repeating: "250-more", count: SMTPReplyBuilder.countLimit + 1))
        }
    }

    @Test(arguments: ["250-AUTH PLAIN LOGIN", "250 auth=LOGIN", "250 AUTH"])
    func `a sign-in is offered in either form`(line: String) {
        #expect(SMTPExtensions(openingLines: [Array("220 hello".utf8), Array(line.utf8)]).offersSignIn)
    }

    @Test func `what was offered before the line was secured does not count`() {
        let lines = [
            "220 hello", "250-mx", "250-SIZE 10", "250-AUTH PLAIN", "250 8BITMIME", "220 go ahead", "250-mx",
            "250 SIZE 5", "235 ok",
        ]
        let offers = SMTPExtensions(openingLines: lines.map { Array($0.utf8) })
        #expect(offers.takesSize)
        #expect(!offers.takesEightBits)
        #expect(!offers.offersSignIn)
    }
}
