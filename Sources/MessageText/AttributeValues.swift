/// Checks attribute values against their grammar; what passes can be written between double quotes once escaped.
enum AttributeValues {
    /// The longest text value, in bytes; longer ones are cut.
    static let maximumTextLength = 2_048

    /// Returns the value to write for one of the plain grammars, or `nil` when the attribute is left out.
    static func checked(
        _ value: UnsafeBufferPointer<UInt8>,
        _ grammar: AttributeGrammar
    ) -> Slice<UnsafeBufferPointer<UInt8>>? {
        let trimmed = trim(value)
        switch grammar {
        case .text: return cut(trimmed)
        case .keyword: return fits(trimmed, 32) { isWord($0) || $0 == hyphen } ? trimmed : nil
        case .number: return isNumber(trimmed, units: []) ? trimmed : nil
        case .count: return count(trimmed) == nil ? nil : trimmed
        case .length: return isNumber(trimmed, units: ["%", "px"]) ? trimmed : nil
        case .color:
            return fits(trimmed, 64) { isWord($0) || colorMarks.contains($0) } ? trimmed : nil
        case .fonts:
            return fits(trimmed, 256) { isWord($0) || $0 >= 0x80 || fontMarks.contains($0) } ? trimmed : nil
        case .flag: return trimmed[trimmed.startIndex..<trimmed.startIndex]
        case .style, .link, .image: return nil
        }
    }

    /// Returns the value without white space and controls around it.
    static func trim(_ value: UnsafeBufferPointer<UInt8>) -> Slice<UnsafeBufferPointer<UInt8>> {
        trim(value[...])
    }

    private static func trim(_ value: Slice<UnsafeBufferPointer<UInt8>>) -> Slice<UnsafeBufferPointer<UInt8>> {
        var rest = value
        while let first = rest.first, first <= 0x20 || first == 0x7F { rest = rest.dropFirst() }
        while let last = rest.last, last <= 0x20 || last == 0x7F { rest = rest.dropLast() }
        return rest
    }

    static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: false
        }
    }

    private static let hyphen = UInt8(ascii: "-")
    private static let colorMarks = Array("#(),.% ".utf8)
    private static let fontMarks = Array(" ,-_.'@".utf8)

    private static func fits(
        _ value: Slice<UnsafeBufferPointer<UInt8>>,
        _ maximum: Int,
        _ isAllowed: (UInt8) -> Bool
    ) -> Bool {
        !value.isEmpty && value.count <= maximum && value.allSatisfy(isAllowed)
    }

    private static func isNumber(_ value: Slice<UnsafeBufferPointer<UInt8>>, units: [StaticString]) -> Bool {
        var rest = value
        if let first = rest.first, first == hyphen || first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        let digits = rest.prefix { (0x30...0x39).contains($0) }
        guard !digits.isEmpty, digits.count <= 6 else { return false }
        rest = rest.dropFirst(digits.count)
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            rest = rest.dropFirst(rest.prefix(8, while: { (0x30...0x39).contains($0) }))
        }
        return rest.isEmpty || units.contains { rest.elementsEqual($0.bytes) }
    }

    private static func count(_ value: Slice<UnsafeBufferPointer<UInt8>>) -> Int? {
        guard !value.isEmpty, value.count <= 3 else { return nil }
        var number = 0
        for byte in value {
            guard (0x30...0x39).contains(byte) else { return nil }
            number = number * 10 + Int(byte - 0x30)
        }
        return (1...200).contains(number) ? number : nil
    }

    private static func cut(_ value: Slice<UnsafeBufferPointer<UInt8>>) -> Slice<UnsafeBufferPointer<UInt8>> {
        guard value.count > maximumTextLength else { return value }
        var end = value.startIndex + maximumTextLength
        while end > value.startIndex, value[end] & 0xC0 == 0x80 { end -= 1 }
        return trim(value[value.startIndex..<end])
    }
}

extension Collection where Element == UInt8 {
    /// The bytes at the start that satisfy the condition, at most `limit`; their count is what a caller drops.
    fileprivate func prefix(_ limit: Int, while isIncluded: (UInt8) -> Bool) -> Int {
        var count = 0
        for byte in self.prefix(limit) {
            guard isIncluded(byte) else { break }
            count += 1
        }
        return count
    }
}
