import Foundation

/// Texts of `application/x-www-form-urlencoded`, as OAuth sends them.
enum FormText {
    /// Pairs in a fixed order.
    static func encoded(_ pairs: [(String, String)]) -> String {
        pairs.map { "\(escaped($0.0))=\(escaped($0.1))" }.joined(separator: "&")
    }

    /// The pairs of a query, at most 50.
    static func pairs(in query: Substring) -> [String: String] {
        var pairs: [String: String] = [:]
        for part in query.split(separator: "&").prefix(50) {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = plain(pair[0])
            // Named twice is named by two; neither is believed (RFC 6749, 3.1).
            pairs[name] = pairs[name] == nil ? (pair.count > 1 ? plain(pair[1]) : "") : ""
        }
        return pairs
    }

    private static func escaped(_ text: String) -> String {
        let plain = CharacterSet(charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
        return text.addingPercentEncoding(withAllowedCharacters: plain) ?? ""
    }

    private static func plain(_ text: Substring) -> String {
        text.replacing("+", with: " ").removingPercentEncoding ?? ""
    }
}
