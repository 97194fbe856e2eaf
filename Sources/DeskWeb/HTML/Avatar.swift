/// A person as a disk with their initials, in a color of their own.
enum Avatar {
    /// The disk; it repeats what stands beside it, so it is silent.
    static func html(_ name: String, isTiny: Bool = false) -> HTML {
        """
        <span class="avatar h\(hue(name))\(if: isTiny, " tiny")" aria-hidden="true">\(initials(name))</span>
        """
    }

    /// Up to two letters: of first and last word, or the last two characters of a Chinese name.
    static func initials(_ name: String) -> String {
        let words = name.prefix(200).split { !$0.isLetter && !$0.isNumber }
        guard let first = words.first, let letter = first.first else { return "?" }
        // A telephone number has no letters; digits out of it would name nobody.
        guard words.contains(where: { $0.contains(where: \.isLetter) }) else { return "#" }
        if letter.unicodeScalars.allSatisfy({ $0.value >= 0x2E80 }) { return String(first.suffix(2)) }
        // An address has one word of its own: what stands before the sign.
        guard words.count > 1, !name.contains("@"), let last = words.last?.first else {
            return first.prefix(2).uppercased()
        }
        return "\(letter)\(last)".uppercased()
    }

    private static func hue(_ name: String) -> Int {
        Int(name.utf8.prefix(200).reduce(UInt32(7)) { $0 &* 31 &+ UInt32($1) } >> 3) % 8
    }
}
