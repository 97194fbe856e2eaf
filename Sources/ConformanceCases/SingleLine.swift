/// What a name, a subject, an address or an id must not hold: it is shown on one line and sent in one field.
enum SingleLine {
    /// Whether a scalar ends a line, moves the cursor, or turns the reading direction so that a text looks like another.
    static func isMisleading(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    /// Whether a scalar ends a line or is a control character.
    static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029: true
        default: false
        }
    }
}
