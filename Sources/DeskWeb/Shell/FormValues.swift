/// Names and values of a query or of a submitted form, in order.
struct FormValues: Sendable, Hashable {
    /// How many values are read at the most; the rest is left out.
    static let maximumCount = 2_000

    private(set) var pairs: [(name: String, value: String)]

    static func == (left: Self, right: Self) -> Bool { left.pairs.elementsEqual(right.pairs, by: ==) }

    func hash(into hasher: inout Hasher) {
        for pair in pairs {
            hasher.combine(pair.name)
            hasher.combine(pair.value)
        }
    }

    /// Creates values.
    init(_ pairs: [(name: String, value: String)] = []) { self.pairs = pairs }

    /// Reads `application/x-www-form-urlencoded` octets; broken escapes stay as they are.
    init(urlEncoded octets: some Collection<UInt8>) {
        pairs = octets.split(
            separator: UInt8(ascii: "&"),
            maxSplits: Self.maximumCount,
            omittingEmptySubsequences: true
        )
        .prefix(Self.maximumCount)
        .map { field in
            let cut = field.firstIndex(of: UInt8(ascii: "=")) ?? field.endIndex
            let value = cut < field.endIndex ? field[field.index(after: cut)...] : field[cut...]
            return (PercentCoding.decodeForm(field[..<cut]), PercentCoding.decodeForm(value))
        }
    }

    /// The first value of that name.
    subscript(name: String) -> String? { pairs.first { $0.name == name }?.value }

    /// The first value of that name without white space around it; nil when there is nothing left.
    func trimmed(_ name: String) -> String? {
        guard let value = self[name] else { return nil }
        guard let first = value.firstIndex(where: { !$0.isWhitespace }),
            let last = value.lastIndex(where: { !$0.isWhitespace })
        else { return nil }
        return String(value[first...last])
    }

    /// All values of that name.
    func all(_ name: String) -> [String] { pairs.filter { $0.name == name }.map(\.value) }
}

/// Percent coding as in addresses and forms.
enum PercentCoding {
    /// Decodes a part of a path; nil when an escape is broken, it is no UTF-8, or it holds NUL.
    static func decodePath(_ part: some Collection<UInt8>) -> String? {
        guard part.contains(UInt8(ascii: "%")) else { return validated(Array(part)) }
        var octets: [UInt8] = []
        var index = part.startIndex
        while index < part.endIndex {
            guard part[index] == UInt8(ascii: "%") else {
                octets.append(part[index])
                index = part.index(after: index)
                continue
            }
            guard let byte = escaped(part, at: index) else { return nil }
            octets.append(byte)
            index = part.index(index, offsetBy: 3)
        }
        return validated(octets)
    }

    /// Decodes a name or value of a form: `+` is a space, broken escapes stay.
    static func decodeForm(_ part: some Collection<UInt8>) -> String {
        var octets: [UInt8] = []
        octets.reserveCapacity(part.count)
        var index = part.startIndex
        while index < part.endIndex {
            switch part[index] {
            case UInt8(ascii: "+"): octets.append(0x20)
            case UInt8(ascii: "%"):
                if let byte = escaped(part, at: index) {
                    octets.append(byte)
                    index = part.index(index, offsetBy: 3)
                    continue
                }
                octets.append(UInt8(ascii: "%"))
            case let byte: octets.append(byte)
            }
            index = part.index(after: index)
        }
        return String(decoding: octets, as: UTF8.self)
    }

    /// Encodes a value for a query or a part of a path.
    static func encode(_ text: String) -> String {
        var octets: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
                UInt8(ascii: "~"):
                octets.append(byte)
            default:
                octets.append(UInt8(ascii: "%"))
                octets.append(contentsOf: Hexadecimal.digits(of: byte, uppercase: true))
            }
        }
        return String(decoding: octets, as: UTF8.self)
    }

    private static func escaped<Part: Collection<UInt8>>(_ part: Part, at index: Part.Index) -> UInt8? {
        guard let high = part.index(index, offsetBy: 1, limitedBy: part.endIndex), high < part.endIndex,
            let low = part.index(index, offsetBy: 2, limitedBy: part.endIndex), low < part.endIndex,
            let first = Hexadecimal.value(of: part[high]), let second = Hexadecimal.value(of: part[low])
        else { return nil }
        return first << 4 | second
    }

    private static func validated(_ octets: [UInt8]) -> String? {
        octets.contains(0) ? nil : String(validating: octets, as: UTF8.self)
    }
}
