/// Lower case for the letters of Latin, Greek and Cyrillic that take two octets in UTF-8 (Unicode's simple mapping).
enum LetterCase {
    /// The lower-case form of a letter, or the letter itself.
    static func lower(_ lead: UInt8, _ next: UInt8) -> (UInt8, UInt8) {
        switch lead {
        case 0xC3: return (lead, (0x80...0x9E).contains(next) && next != 0x97 ? next + 0x20 : next)
        case 0xC4: return latinExtended(next)
        case 0xC5: return latinExtendedEnd(next)
        case 0xCE: return greek(next)
        case 0xD0:
            switch next {
            case 0x80...0x8F: return (0xD1, next + 0x10)
            case 0x90...0x9F: return (lead, next + 0x20)
            case 0xA0...0xAF: return (0xD1, next - 0x20)
            default: return (lead, next)
            }
        case 0xD2: return (lead, next >= 0x8A && next & 1 == 0 ? next + 1 : next)
        default: return (lead, next)
        }
    }

    private static func latinExtended(_ next: UInt8) -> (UInt8, UInt8) {
        switch next {
        case 0xB0, 0xB1, 0xB8: (0xC4, next)  // The dotted and dotless i of Turkish change their length.
        case 0xBF: (0xC5, 0x80)
        case 0xB9...0xBE: (0xC4, next & 1 == 1 ? next + 1 : next)
        default: (0xC4, next & 1 == 0 ? next + 1 : next)
        }
    }

    private static func latinExtendedEnd(_ next: UInt8) -> (UInt8, UInt8) {
        switch next {
        case 0xB8: (0xC3, 0xBF)
        case 0x81...0x88, 0xB9...0xBE: (0xC5, next & 1 == 1 ? next + 1 : next)
        case 0x8A...0xB7: (0xC5, next & 1 == 0 ? next + 1 : next)
        default: (0xC5, next)
        }
    }

    private static func greek(_ next: UInt8) -> (UInt8, UInt8) {
        switch next {
        case 0x86: (0xCE, 0xAC)
        case 0x88...0x8A: (0xCE, next + 0x25)
        case 0x8C: (0xCF, 0x8C)
        case 0x8E, 0x8F: (0xCF, next - 1)
        case 0x91...0x9F: (0xCE, next + 0x20)
        case 0xA0...0xAB: (0xCF, next - 0x20)
        default: (0xCE, next)
        }
    }
}
