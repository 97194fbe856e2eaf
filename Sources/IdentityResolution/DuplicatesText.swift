import Foundation

/// A value folded for comparison: UTF-16 units without case, accents, spaces and punctuation.
struct FoldedText: Sendable, Hashable {
    /// How much of a value is looked at; the comparisons' cost grows with the square of it.
    static let maximumLength = 64

    let units: [UInt16]
    /// Which letters and digits occur: tells most unlike values apart without comparing them.
    let mask: UInt64

    var count: Int { units.count }
    var isEmpty: Bool { units.isEmpty }

    /// Takes units that are folded already.
    init(units: some Sequence<UInt16>) {
        let units = Array(units.prefix(Self.maximumLength))
        self.units = units
        mask = units.reduce(0) { $0 | 1 << UInt64($1 & 63) }
    }

    /// The value without everything but letters and digits.
    init(_ text: some StringProtocol) {
        self.init(units: FoldedText.words(text).joined())
    }

    /// The words of a value, folded; what is neither letter, mark nor digit parts them.
    static func words(_ text: some StringProtocol) -> [[UInt16]] {
        var text = String(String.UnicodeScalarView(text.unicodeScalars.prefix(maximumLength * 2)))
        if !text.utf8.allSatisfy({ $0 < 0x80 }) { text = foldedBeyondASCII(text) }
        var words: [[UInt16]] = []
        var word: [UInt16] = []
        for unit in text.utf16 {
            switch unit {
            case 0x30...0x39, 0x61...0x7A, 0x80...: word.append(unit)
            case 0x41...0x5A: word.append(unit + 0x20)
            case 0x27: continue  // O'Brien is one word.
            default:
                if !word.isEmpty { words.append(word) }
                word = []
            }
        }
        if !word.isEmpty { words.append(word) }
        return words
    }

    /// Lower case without accents: decomposed, marks dropped, and the letters that do not decompose spelled out.
    private static func foldedBeyondASCII(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.decomposedStringWithCompatibilityMapping.lowercased().unicodeScalars {
            if let spelled = spelledOut[scalar] {
                result.append(contentsOf: spelled.unicodeScalars)
                continue
            }
            switch scalar.properties.generalCategory {
            case .nonspacingMark, .enclosingMark, .format, .control: continue
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .spacingMark,
                .decimalNumber, .letterNumber, .otherNumber:
                result.append(scalar)
            default: result.append(scalar == "’" || scalar == "'" ? "'" : " ")
            }
        }
        return String(result)
    }

    private static let spelledOut: [Unicode.Scalar: String] = [
        "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h",
    ]
}
