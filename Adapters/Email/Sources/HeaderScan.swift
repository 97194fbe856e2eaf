import Foundation

/// Finds the few header fields that name a mail, without parsing the mail.
struct HeaderScan {
    /// A field that is looked for.
    enum Field: Int, CaseIterable {
        case messageID
        case date
        case from
        case subject

        fileprivate var name: StaticString {
            switch self {
            case .messageID: "message-id"
            case .date: "date"
            case .from: "from"
            case .subject: "subject"
            }
        }
    }

    /// Where the octets behind the header begin; 0 when the mail has no empty line.
    let bodyStart: Int
    /// Whether at least one line looks like a header field.
    let hasFields: Bool
    private let values: [[UInt8]?]

    /// Reads header lines up to the first empty one.
    ///
    /// - Parameters:
    ///   - octets: the mail.
    ///   - limit: after how many octets the search is given up.
    init(_ octets: UnsafeRawBufferPointer, limit: Int) {
        var values = [[UInt8]?](repeating: nil, count: Field.allCases.count)
        var at = 0
        var bodyStart = 0
        var hasFields = false
        var current: Field?
        let end = min(octets.count, limit)
        while at < end {
            let line = Self.line(octets, from: at, to: end)
            if line.isEmpty {
                bodyStart = line.next
                break
            }
            if octets[at] == 0x20 || octets[at] == 0x09 {
                if let current {
                    values[current.rawValue]?.append(contentsOf: octets[at..<line.end])
                }
            } else {
                let name = Self.nameEnd(octets, from: at, to: line.end)
                hasFields = hasFields || name.map { Self.isUsualName(octets, from: at, to: $0) } ?? false
                current = name.flatMap { Self.field(octets, from: at, to: $0) }
                if let found = current, values[found.rawValue] != nil { current = nil }
                if let current, let name { values[current.rawValue] = Array(octets[(name + 1)..<line.end]) }
            }
            at = line.next
        }
        self.values = values
        self.bodyStart = bodyStart
        self.hasFields = hasFields
    }

    /// The first field's value without line ends and outer blanks; nil when the mail has none.
    func value(of field: Field) -> [UInt8]? {
        guard let value = values[field.rawValue] else { return nil }
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
        guard let first = value.firstIndex(where: { !isBlank($0) }), let last = value.lastIndex(where: { !isBlank($0) })
        else { return [] }
        return Array(value[first...last])
    }

    private struct Line {
        let end: Int
        let next: Int
        let isEmpty: Bool
    }

    private static func line(_ octets: UnsafeRawBufferPointer, from start: Int, to end: Int) -> Line {
        var stop = end
        var next = end
        if let base = octets.baseAddress, let found = memchr(base + start, 0x0A, end - start) {
            stop = UnsafeRawPointer(found) - base
            next = stop + 1
        }
        while stop > start, octets[stop - 1] == 0x0D { stop -= 1 }
        return Line(end: stop, next: next, isEmpty: stop == start)
    }

    /// Where the colon stands that ends a field's name; nil when the line is no field.
    private static func nameEnd(_ octets: UnsafeRawBufferPointer, from start: Int, to end: Int) -> Int? {
        var at = start
        while at < end, octets[at] > 0x20, octets[at] < 0x7F {
            if octets[at] == UInt8(ascii: ":") { return at > start ? at : nil }
            at += 1
        }
        return nil
    }

    /// Whether a name is made of letters, digits and hyphens, as all names in use are; `{"a":` is a name to the letter
    /// only.
    private static func isUsualName(_ octets: UnsafeRawBufferPointer, from start: Int, to end: Int) -> Bool {
        octets[start..<end].allSatisfy { octet in
            switch octet {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."): true
            default: false
            }
        }
    }

    private static func field(_ octets: UnsafeRawBufferPointer, from start: Int, to end: Int) -> Field? {
        for field in Field.allCases where field.name.utf8CodeUnitCount == end - start {
            let isSame = field.name.withUTF8Buffer { name in
                for index in 0..<name.count {
                    var octet = octets[start + index]
                    if octet >= 0x41, octet <= 0x5A { octet += 0x20 }
                    if octet != name[index] { return false }
                }
                return true
            }
            if isSame { return field }
        }
        return nil
    }
}
