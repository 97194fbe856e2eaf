import ChannelKit
import DeskModel
import Testing

@testable import MessageThreading

@Suite struct StaffTokenTests {
    static let tokens = StaffTokens(key: Array(repeating: 7, count: 32))
    static let mail = ChannelID(rawValue: "mail")
    static let agent = AgentID(rawValue: 450_000_000_000_000_123)

    @Test func `a token names ticket and agent, and fits into an address`() throws {
        for number in [1, 42, 1_000_000] {
            let token = Self.tokens.token(ticketNumber: number, agent: Self.agent, channel: Self.mail)
            let named = try #require(Self.tokens.named(in: token, channel: Self.mail))
            #expect(named.ticketNumber == number && named.agent == Self.agent)
            #expect(token.utf8.count + "support+".utf8.count <= 64)
            #expect(token == token.lowercased())
        }
    }

    @Test func `a token of another channel, key, ticket or agent is refused`() {
        let token = Self.tokens.token(ticketNumber: 42, agent: Self.agent, channel: Self.mail)
        #expect(Self.tokens.named(in: token, channel: ChannelID(rawValue: "other")) == nil)
        let other = StaffTokens(key: Array(repeating: 8, count: 32))
        #expect(other.named(in: token, channel: Self.mail) == nil)
        #expect(Self.tokens.named(in: token.replacing("-42-", with: "-43-"), channel: Self.mail) == nil)
        let another = Self.tokens.token(ticketNumber: 42, agent: AgentID(rawValue: 5), channel: Self.mail)
        let parts = another.split(separator: "-")
        let mixed = "s-42-\(String(Self.agent.rawValue, radix: 36))-\(parts[3])"
        #expect(Self.tokens.named(in: mixed, channel: Self.mail) == nil)
    }

    @Test func `anything but the exact text is refused`() {
        let token = Self.tokens.token(ticketNumber: 42, agent: Self.agent, channel: Self.mail)
        for length in 0..<token.count {
            #expect(Self.tokens.named(in: String(token.prefix(length)), channel: Self.mail) == nil)
        }
        for text in [token + "a", token.uppercased(), " \(token)", "s-042-\(token.dropFirst(5))", "", "s---"] {
            #expect(Self.tokens.named(in: text, channel: Self.mail) == nil)
        }
    }

    @Test func `a customer's token is no agent's, and the other way round`() {
        let customers = ReplyTokens(key: Array(repeating: 7, count: 32))
        let token = customers.token(ticketNumber: 42, channel: Self.mail)
        #expect(Self.tokens.named(in: token, channel: Self.mail) == nil)
        let staff = Self.tokens.token(ticketNumber: 42, agent: Self.agent, channel: Self.mail)
        #expect(customers.ticketNumber(of: staff, channel: Self.mail) == nil)
    }
}
