import ChannelKit

/// Puts a provider's answer together from what libcurl hands over, within its limits.
///
/// Pure. The limits hold for what is kept as well as for what is passed over, so that no answer can go on for ever.
struct AnswerReader {
    /// The most header fields of an answer.
    static let fieldLimit = 100
    /// The most octets of an answer's header fields, those of interim answers and trailers included.
    static let headLimit = 64 * 1024

    /// What an answer has too much of.
    enum Excess: Hashable {
        case head
        case body
    }

    private let bodyLimit: Int
    private var status = 0
    private var headers: [HeaderField] = []
    private var body: [UInt8] = []
    private var headOctets = 0
    private var fieldCount = 0
    private var isHeadComplete = true
    /// What there was too much of; the answer is then to be given up.
    private(set) var excess: Excess?

    /// Creates a reader; `bodyLimit` is the most octets of a body, after decompression.
    init(bodyLimit: Int) { self.bodyLimit = max(0, bodyLimit) }

    /// The answer; nil while there is no whole head of one.
    ///
    /// Fields that describe the body as it came over the wire are left out where it was decompressed.
    var answer: ProviderAnswer? {
        guard isHeadComplete, status >= 200 else { return nil }
        let encoding = headers.first(named: "Content-Encoding")?.lowercased()
        if encoding == nil || encoding == "identity" {
            return ProviderAnswer(status: status, headers: headers, body: body)
        }
        let kept = headers.filter { !["content-encoding", "content-length"].contains($0.name.lowercased()) }
        return ProviderAnswer(status: status, headers: kept, body: body)
    }

    /// Takes a line of a head or of a trailer, with or without its line end.
    ///
    /// - Returns: whether the limits allow to go on.
    mutating func take(headerLine octets: UnsafeRawBufferPointer) -> Bool {
        headOctets += octets.count
        var end = octets.count
        while end > 0, octets[end - 1] == 0x0A || octets[end - 1] == 0x0D { end -= 1 }
        let line = UnsafeRawBufferPointer(rebasing: octets[..<end])
        if isHeadComplete, line.starts(with: "HTTP/".utf8) {
            // An interim answer (status 1xx) came before; its fields are not the answer's.
            begin(statusLine: line)
        } else if line.isEmpty {
            isHeadComplete = true
        } else {
            fieldCount += 1
            // A trailer is not kept: it comes too late to be a field that was checked with the head.
            if !isHeadComplete { take(field: line) }
        }
        if headOctets > Self.headLimit || fieldCount > Self.fieldLimit { excess = .head }
        return excess == nil
    }

    /// Takes octets of the body.
    ///
    /// - Returns: whether the limits allow to go on.
    mutating func take(body octets: UnsafeRawBufferPointer) -> Bool {
        guard octets.count <= bodyLimit - body.count else {
            excess = .body
            body = []
            return false
        }
        body.append(contentsOf: octets)
        return true
    }

    private mutating func begin(statusLine line: UnsafeRawBufferPointer) {
        let words = line.split(separator: 0x20, maxSplits: 2)
        status = words.count > 1 ? Int(String(decoding: words[1], as: UTF8.self)) ?? 0 : 0
        headers = []
        isHeadComplete = false
    }

    private mutating func take(field line: UnsafeRawBufferPointer) {
        let text = String(decoding: line, as: UTF8.self)
        if text.first == " " || text.first == "\t" {
            // A folded line (RFC 9112, 5.2) goes on with the value before it.
            if let last = headers.indices.last { headers[last].value += " \(Self.trimmed(text))" }
            return
        }
        guard let colon = text.firstIndex(of: ":"), colon > text.startIndex else { return }
        headers.append(HeaderField(String(text[..<colon]), Self.trimmed(text[text.index(after: colon)...])))
    }

    private static func trimmed(_ text: some StringProtocol) -> String {
        let blank: Set<Character> = [" ", "\t"]
        guard let start = text.firstIndex(where: { !blank.contains($0) }),
            let end = text.lastIndex(where: { !blank.contains($0) })
        else { return "" }
        return String(text[start...end])
    }
}
