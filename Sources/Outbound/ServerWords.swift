import Foundation

/// Makes what a server said fit to be shown and logged: our own secrets hidden, one line, printable, bounded.
struct ServerWords {
    /// The most characters that are kept.
    static let limit = 500

    private let hidden: [String]

    /// Hides a server's password and the forms in which sign-ins send it.
    init(user: String?, password: String?) {
        guard let password, !password.isEmpty else {
            hidden = []
            return
        }
        let forms = [
            "\u{0}\(user ?? "")\u{0}\(password)", "\(user ?? "")\u{0}\(user ?? "")\u{0}\(password)", password,
        ]
        hidden = forms.flatMap { [Data($0.utf8).base64EncodedString(), $0] }.filter { !$0.isEmpty }
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
