public import ChannelKit
import Crypto
public import DeskModel

/// Makes and checks the signed tokens by which an agent answers a notice by mail: the part behind `+` in the notice's
/// reply address.
///
/// A token is `s-number-agent-mac`: the agent's id in base 36, and 24 characters of hexadecimal (96 bits) of HMAC-SHA256 over
/// channel, number and agent. Holding one proves nothing about who writes: that is for the mail's authentication.
public struct StaffTokens: Sendable {
    private static let macLength = 24

    private let key: SymmetricKey

    /// Creates tokens under a key of at least 32 bytes from the installation's key ring.
    public init(key: [UInt8]) { self.key = SymmetricKey(data: key) }

    /// The token of an agent for a ticket on a channel.
    public func token(ticketNumber: Int, agent: AgentID, channel: ChannelID) -> String {
        let id = String(agent.rawValue, radix: 36)
        return "s-\(ticketNumber)-\(id)-\(mac(ticketNumber, agent, channel))"
    }

    /// The ticket and agent a token names, if it is one of ours for that channel.
    public func named(in token: String, channel: ChannelID) -> (ticketNumber: Int, agent: AgentID)? {
        guard token.utf8.count <= 64 else { return nil }
        let parts = token.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0] == "s", let number = Int(parts[1]), number > 0, "\(number)" == parts[1],
            let id = Int64(parts[2], radix: 36), id > 0, String(id, radix: 36) == parts[2]
        else { return nil }
        let agent = AgentID(rawValue: id)
        let expected = mac(number, agent, channel)
        guard parts[3].utf8.count == expected.utf8.count,
            zip(parts[3].utf8, expected.utf8).reduce(into: UInt8(0), { $0 |= $1.0 ^ $1.1 }) == 0
        else { return nil }
        return (number, agent)
    }

    private func mac(_ number: Int, _ agent: AgentID, _ channel: ChannelID) -> String {
        let message = Array("staff-token\0\(channel.rawValue)\0\(number)\0\(agent)".utf8)
        let code = Array(HMAC<SHA256>.authenticationCode(for: message, using: key))
        return code.prefix(Self.macLength / 2)
            .map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
