import ChannelKit
import Foundation

/// Makes what a server said fit to be shown and logged: our own secrets hidden, one line, printable, bounded.
struct ServerWords {
    /// The most characters that are kept.
    static let limit = 500

    private let hidden: [String]

    /// Hides a server's password and the forms in which sign-ins send it.
    init(user: String?, password: String?) { self.init(hiding: Self.forms(user: user, password: password)) }

    private init(hiding hidden: [String]) { self.hidden = hidden }

    private static func forms(user: String?, password: String?) -> [String] {
        guard let password, !password.isEmpty else { return [] }
        let forms = [
            "\u{0}\(user ?? "")\u{0}\(password)", "\(user ?? "")\u{0}\(user ?? "")\u{0}\(password)", password,
        ]
        return forms.flatMap { [Data($0.utf8).base64EncodedString(), $0] }
    }

    /// Hides what a server is given to sign in with: password or token.
    init(_ server: MailServer) {
        guard let token = server.accessToken?.reveal(), !token.isEmpty else {
            self.init(user: server.user, password: server.password?.reveal())
            return
        }
        let bearer = "auth=Bearer \(token)\u{1}\u{1}"
        let user = server.user ?? ""
        let forms = [
            "user=\(user)\u{1}\(bearer)", "n,a=\(user),\u{1}host=\(server.host)\u{1}port=\(server.port)\u{1}\(bearer)",
        ]
        self.init(hiding: forms.map { Data($0.utf8).base64EncodedString() } + [token])
    }

    /// The words as they may be shown.
    func shown(_ octets: some Collection<UInt8>) -> String {
        var text = String(decoding: octets.prefix(64 * 1024), as: UTF8.self)
        for secret in hidden where text.utf8.count >= secret.utf8.count {
            text = text.replacingOccurrences(of: secret, with: "[secret]")
        }
        var shown = ""
        var count = 0
        var isBlank = true
        for scalar in text.unicodeScalars where count < Self.limit {
            let isSpace = scalar == " " || scalar.properties.generalCategory == .control
            if isSpace && isBlank { continue }
            shown.unicodeScalars.append(isSpace ? " " : scalar)
            isBlank = isSpace
            count += 1
        }
        if isBlank, !shown.isEmpty { shown.removeLast() }
        return shown
    }

    /// The words as they may be shown.
    func shown(_ text: String) -> String { shown(Array(text.utf8)) }
}
