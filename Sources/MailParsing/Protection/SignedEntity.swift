/// What is signed in a `multipart/signed` and the signature beside it (RFC 1847).
struct SignedEntity {
    /// The signed part with its header as it was before transport: every line ended by CR and LF.
    let content: [UInt8]
    /// The signature's octets.
    let signature: [UInt8]

    /// The largest signature that is looked at; chains of certificates take some kilobytes.
    static let largestSignature = 1 << 20

    /// Cuts a body in two at its boundary; nil when it has not exactly two parts.
    init?(_ body: Octets, boundary: String) {
        let line = [ASCII.hyphen, ASCII.hyphen] + Array(boundary.utf8)
        guard !boundary.isEmpty, let parts = Self.parts(of: body, line: line), parts.count == 2 else { return nil }
        let header = HeaderSection(parts[1])
        let part = MimePart(
            parent: nil,
            header: header,
            content: parts[1][min(header.contentStart, parts[1].endIndex)...],
            isMultipart: false,
            defaultType: "text/plain"
        )
        guard part.content.count <= Self.largestSignature * 2 else { return nil }
        let signature = Array(part.decoded())
        guard !signature.isEmpty, signature.count <= Self.largestSignature else { return nil }
        self.signature = signature
        content = Self.canonical(parts[0])
    }

    /// The parts between the lines of a boundary; nil when it is never closed.
    private static func parts(of body: Octets, line: [UInt8]) -> [Octets]? {
        var parts: [Octets] = []
        var start: Int?
        var at = body.startIndex
        while at < body.endIndex {
            let feed = body[at...].firstIndex(of: ASCII.lineFeed) ?? body.endIndex
            if body[at..<feed].starts(with: line) {
                let rest = body[(at + line.count)..<feed].trimmed()
                let isLast = rest.elementsEqual([ASCII.hyphen, ASCII.hyphen])
                if isLast || rest.isEmpty {
                    if let start { parts.append(withoutLineEnd(body[start..<max(start, at)])) }
                    if isLast || parts.count > 2 { return parts }
                    start = feed + 1
                }
            }
            at = feed + 1
        }
        return nil
    }

    /// The line end before a boundary belongs to the boundary.
    private static func withoutLineEnd(_ octets: Octets) -> Octets {
        guard octets.last == ASCII.lineFeed else { return octets }
        let rest = octets.dropLast()
        return rest.last == ASCII.carriageReturn ? rest.dropLast() : rest
    }

    private static func canonical(_ octets: Octets) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(octets.count + octets.count / 32)
        var last: UInt8 = 0
        for octet in octets {
            if octet == ASCII.lineFeed, last != ASCII.carriageReturn { result.append(ASCII.carriageReturn) }
            result.append(octet)
            last = octet
        }
        return result
    }
}
