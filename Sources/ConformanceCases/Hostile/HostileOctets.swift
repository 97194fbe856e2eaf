/// Octets that break readers: repeated structure, damage at every place, and text that is none.
enum HostileOctets {
    /// Pieces that readers stumble over when they are repeated many times or come where none is expected.
    static let shapes: [(name: String, piece: [UInt8])] = [
        ("letters", Array("a".utf8)),
        ("line ends", Array("\r\n".utf8)),
        ("bare carriage returns", Array("\r".utf8)),
        ("short lines", Array("a\n".utf8)),
        ("blanks", Array(" ".utf8)),
        ("quote marks", Array("> ".utf8)),
        ("open brackets", Array("[".utf8)),
        ("open objects", Array("{\"a\":".utf8)),
        ("open comments", Array("(".utf8)),
        ("open elements", Array("<div>".utf8)),
        ("half elements", Array("<b ".utf8)),
        ("declarations", Array("<!--".utf8)),
        ("character references", Array("&#x1F600;".utf8)),
        ("ampersands", Array("&".utf8)),
        ("quotation marks", Array("\"".utf8)),
        ("backslashes", Array("\\".utf8)),
        ("encoded words", Array("=?utf-8?B?".utf8)),
        ("addresses", Array("<x@y>, ".utf8)),
        ("parameters", Array(";a=b".utf8)),
        ("nested parts", Array("--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n".utf8)),
        ("percent signs", Array("%FF%".utf8)),
        ("NUL", [0]),
        ("octets that are no UTF-8", [0xFF, 0xC0, 0x80, 0xED, 0xA0, 0x80]),
        ("emoji", Array("👩‍👩‍👧‍👦".utf8)),
        ("marks that turn the direction", Array("\u{202E}\u{2066}".utf8)),
        ("combining marks", Array("\u{301}".utf8)),
    ]

    /// A piece as often as it takes to fill a size in bytes.
    static func repeated(_ piece: [UInt8], size: Int) -> [UInt8] {
        guard !piece.isEmpty, size > 0 else { return [] }
        let count = (size + piece.count - 1) / piece.count * piece.count
        var octets = piece
        octets.reserveCapacity(count)
        while octets.count < count { octets += octets.prefix(count - octets.count) }
        return octets
    }

    /// A body that was cut off: at every one of the last places and at many before.
    static func truncations(of body: [UInt8]) -> [[UInt8]] {
        let step = max(1, body.count / 150)
        let ends = Set(stride(from: 0, to: body.count, by: step)).union(max(0, body.count - 40)..<body.count)
        return ends.sorted().map { Array(body[..<$0]) }
    }

    /// A body that was damaged at random, the same way for the same seed.
    static func mutations(of body: [UInt8], count: Int, seed: UInt64) -> [[UInt8]] {
        var random = SeededRandom(seed: seed)
        return (0..<count).map { _ in
            var octets = body
            for _ in 0..<Int.random(in: 1...4, using: &random) { damage(&octets, &random) }
            return octets
        }
    }

    private static func damage(_ octets: inout [UInt8], _ random: inout SeededRandom) {
        guard !octets.isEmpty else {
            octets = shapes.randomElement(using: &random)?.piece ?? []
            return
        }
        let at = Int.random(in: octets.indices, using: &random)
        let end = min(octets.count, at + Int.random(in: 1...32, using: &random))
        switch Int.random(in: 0..<6, using: &random) {
        case 0: octets[at] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 1: octets[at] = UInt8.random(in: 0...255, using: &random)
        case 2: octets.removeSubrange(at..<end)
        case 3: octets.insert(contentsOf: Array(octets[at..<end]), at: at)
        case 4:
            let piece = shapes.randomElement(using: &random)?.piece ?? []
            octets.insert(contentsOf: repeated(piece, size: Int.random(in: 1...64, using: &random)), at: at)
        default: octets.swapAt(at, Int.random(in: octets.indices, using: &random))
        }
    }
}
