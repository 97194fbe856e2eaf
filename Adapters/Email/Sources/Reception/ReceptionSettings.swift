import ChannelKit

/// The settings of a channel that a mail server delivers into.
struct ReceptionSettings: Sendable, Hashable {
    /// Where mail is taken.
    let place: ReceptionPlace

    /// The longest path of a Unix socket, in bytes.
    static let longestPath = 107

    /// Reads the settings.
    ///
    /// - Throws: `SettingProblem` when strangers could bring mail, or when the place is none.
    init(_ settings: ChannelSettings) throws(SettingProblem) {
        let port = settings.integer("lmtp.port")
        let clients = settings.texts("lmtp.clients")
        if let path = settings.text("lmtp.socket") {
            guard port == nil, clients.isEmpty else {
                throw SettingProblem(
                    path: port != nil ? "lmtp.port" : "lmtp.clients",
                    problem: "given together with socket",
                    allowed: "a socket alone, whose folder's rights say who may speak; or port, host and clients"
                )
            }
            guard (1...Self.longestPath).contains(path.utf8.count) else {
                throw SettingProblem(
                    path: "lmtp.socket",
                    problem: "no path that a socket can have",
                    allowed: "a path of at most \(Self.longestPath) bytes"
                )
            }
            place = .socket(path: path)
            return
        }
        guard let port else {
            throw SettingProblem(path: "lmtp.port", problem: "missing", allowed: "a port, or `socket` with a path")
        }
        let host = settings.text("lmtp.host") ?? "127.0.0.1"
        guard Self.isAddress(host) else {
            throw SettingProblem(
                path: "lmtp.host",
                problem: "no IP address",
                allowed: "an address such as 127.0.0.1 or ::1"
            )
        }
        for client in clients where !Self.isAddress(client) {
            throw SettingProblem(path: "lmtp.clients", problem: "no IP address", allowed: "addresses such as 10.0.0.5")
        }
        guard Self.isOnThisMachine(host) || !clients.isEmpty else {
            throw SettingProblem(
                path: "lmtp.clients",
                problem: "missing, although other machines can reach \(host)",
                allowed: "the addresses of your mail servers, for nobody signs in with LMTP"
            )
        }
        place = .address(host: host, port: Int(port), clients: clients)
    }

    private static func isOnThisMachine(_ address: String) -> Bool { address == "::1" || address.hasPrefix("127.") }

    private static func isAddress(_ text: String) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        if parts.count == 4, parts.allSatisfy({ UInt8($0) != nil }) { return true }
        return text.utf8.count <= 45 && text.contains(":")
            && text.utf8.allSatisfy { ":.0123456789abcdefABCDEF".utf8.contains($0) }
    }
}
