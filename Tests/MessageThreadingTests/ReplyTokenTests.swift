import ChannelKit
import Testing

@testable import MessageThreading

@Suite struct ReplyTokenTests {
    static let tokens = ReplyTokens(key: Array(repeating: 7, count: 32))
    static let mail = ChannelID(rawValue: "mail")

    @Test func `a token names its ticket`() {
        for number in [1, 42, 1_000_000] {
            let token = Self.tokens.token(ticketNumber: number, channel: Self.mail)
            #expect(Self.tokens.ticketNumber(of: token, channel: Self.mail) == number)
            #expect(token.utf8.count <= 40)
            #expect(token == token.lowercased())
        }
    }

    @Test func `a token of another channel, key or ticket is refused`() {
        let token = Self.tokens.token(ticketNumber: 42, channel: Self.mail)
        #expect(Self.tokens.ticketNumber(of: token, channel: ChannelID(rawValue: "other")) == nil)
        #expect(ReplyTokens(key: Array(repeating: 8, count: 32)).ticketNumber(of: token, channel: Self.mail) == nil)
        let mac = token.split(separator: ".")[1]
        #expect(Self.tokens.ticketNumber(of: "43.\(mac)", channel: Self.mail) == nil)
    }

    @Test func `a shortened token is refused at every length`() {
        let token = Self.tokens.token(ticketNumber: 42, channel: Self.mail)
        for length in 0..<token.count {
            #expect(Self.tokens.ticketNumber(of: String(token.prefix(length)), channel: Self.mail) == nil)
        }
    }

    @Test func `a lengthened token is refused`() {
        let token = Self.tokens.token(ticketNumber: 42, channel: Self.mail)
        for suffix in ["a", ".", "\0", " ", "aaaaaaaaaaaaaaaaaaaaaaaa", String(repeating: "a", count: 10_000)] {
            #expect(Self.tokens.ticketNumber(of: token + suffix, channel: Self.mail) == nil)
            #expect(Self.tokens.ticketNumber(of: suffix + token, channel: Self.mail) == nil)
        }
    }

    @Test func `a token in another case is refused`() {
        let token = Self.tokens.token(ticketNumber: 42, channel: Self.mail)
        #expect(Self.tokens.ticketNumber(of: token.uppercased(), channel: Self.mail) == nil)
        for index in token.indices where token[index].isLetter {
            let forged = token.replacingCharacters(in: index...index, with: token[index].uppercased())
            #expect(Self.tokens.ticketNumber(of: forged, channel: Self.mail) == nil)
        }
    }

    @Test func `one wrong character is refused at every place`() {
        let token = Self.tokens.token(ticketNumber: 42, channel: Self.mail)
        for index in token.indices {
            let other = token[index] == "a" ? "b" : "a"
            #expect(
                Self.tokens.ticketNumber(
                    of: token.replacingCharacters(in: index...index, with: other),
                    channel: Self.mail
                ) == nil
            )
        }
    }

    @Test(arguments: ["", ".", "42", "42.", ".abc", "-1.abc", "042.abc", "9999999999999999999999.abc"])
    func `what is no token is refused`(_ text: String) {
        #expect(Self.tokens.ticketNumber(of: text, channel: Self.mail) == nil)
    }
}

extension String {
    fileprivate func replacingCharacters(in range: ClosedRange<String.Index>, with text: String) -> String {
        String(self[..<range.lowerBound]) + text + String(self[index(after: range.upperBound)...])
    }
}
