/// Reads numbers and runs of octets one behind the other; what would go over the end is nil, and nothing is copied.
struct LittleEndianReader {
    private(set) var rest: Octets

    init(_ octets: Octets) { rest = octets }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func octet() -> UInt8? { rest.popFirst() }

    mutating func uint16() -> UInt16? {
        guard let octets = take(2) else { return nil }
        return octets.reversed().reduce(0) { $0 << 8 | UInt16($1) }
    }

    mutating func uint32() -> UInt32? {
        guard let octets = take(4) else { return nil }
        return octets.reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// The next octets; nil when there are fewer.
    mutating func take(_ count: Int) -> Octets? {
        guard count >= 0, count <= rest.count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    /// Octets that a length stands before.
    mutating func counted() -> Octets? { uint32().flatMap { take(Int($0)) } }

    /// Skips what fills a run of octets up to a multiple of four; at the end there may be less.
    mutating func skipPadding(behind count: Int) { rest = rest.dropFirst((4 - count % 4) % 4) }
}
