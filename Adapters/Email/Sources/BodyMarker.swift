import Foundation

/// The mark in a mail's text that finds its ticket when a customer's program keeps the quoted words and nothing else.
///
/// It reads `[ref:TOKEN]`. The token is the host's, signed; what is found here is unverified.
enum BodyMarker {
    private static let opening = Array("[ref:".utf8)
    /// The most marks taken from one mail.
    private static let limit = 8
    private static let tokenLengths = 8...128

    /// The mark for a token; nil when the token could not be found again.
    static func text(for token: String) -> String? {
        guard tokenLengths.contains(token.utf8.count), token.utf8.allSatisfy(isTokenByte) else { return nil }
        return "[ref:\(token)]"
    }

    /// The tokens of the marks in a text, each once, in order.
    static func tokens(in text: String) -> [String] {
        var text = text
        return text.withUTF8 { scan($0) }
    }

    private static func scan(_ octets: UnsafeBufferPointer<UInt8>) -> [String] {
        guard let base = octets.baseAddress else { return [] }
        let opening = opening
        var found: [String] = []
        var at = 0
        while found.count < limit, at + opening.count < octets.count,
            let bracket = memchr(base + at, Int32(opening[0]), octets.count - at)
        {
            let open = UnsafeRawPointer(bracket) - UnsafeRawPointer(base)
            at = open + 1
            guard octets[open...].starts(with: opening) else { continue }
            let start = open + opening.count
            var end = start
            while end < octets.count, end - start <= tokenLengths.upperBound, isTokenByte(octets[end]) { end += 1 }
            if end < octets.count, octets[end] == UInt8(ascii: "]"), tokenLengths.contains(end - start) {
                let token = String(decoding: octets[start..<end], as: UTF8.self)
                if !found.contains(token) { found.append(token) }
            }
            at = end
        }
        return found
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}
