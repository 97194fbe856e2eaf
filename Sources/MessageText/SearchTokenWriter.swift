/// Writes folded scalars as words and pairs separated by single spaces, into memory that its caller owns.
struct SearchTokenWriter {
    private let start: UnsafeMutablePointer<UInt8>
    private var end: UnsafeMutablePointer<UInt8>
    private var isInWord = false
    /// Whether a full line has ended and nothing has come since.
    private var isWrapped = false
    /// The character of the open run that was read last, or 0.
    private var previousDense: UInt32 = 0
    private var denseRunLength = 0
    private var lastToken: UnsafeMutablePointer<UInt8>
    /// The length of the run whose closing character is the last token so far, or 0.
    private var closedRunLength = 0
    private var hasLetters = false
    /// Whether scalars that are neither letters, marks nor digits separate words wherever they stand in Unicode.
    private let separatesSymbols: Bool

    /// How much memory the tokens of a text may take: a character of three bytes alone in its run is the worst case
    /// but one, a letter whose lower case is longer the worst.
    static func capacity(forBytes count: Int) -> Int { 4 * count + 16 }

    /// Creates a writer.
    ///
    /// - Parameters:
    ///   - buffer: room for ``capacity(forBytes:)`` bytes; must outlive the writer.
    ///   - separatesSymbols: whether every scalar is looked up in Unicode's tables, as a query needs it.
    init(_ buffer: UnsafeMutableBufferPointer<UInt8>, separatesSymbols: Bool) {
        guard let start = buffer.baseAddress else { preconditionFailure("the capacity is never 0") }
        self.start = start
        end = start
        lastToken = start
        self.separatesSymbols = separatesSymbols
    }

    @inline(__always)
    mutating func appendWord(ascii byte: UInt8) {
        startWord()
        hasLetters = true
        end.pointee = byte
        end += 1
    }

    mutating func appendWord(_ value: UInt32) {
        if separatesSymbols, let scalar = Unicode.Scalar(value) {
            guard Self.isWord(scalar) else { return separate() }
            if Self.isLetterOrNumber(scalar) { hasLetters = true }
        }
        startWord()
        write(value)
    }

    @inline(__always)
    mutating func appendDense(_ value: UInt32) {
        isInWord = false
        isWrapped = false
        hasLetters = true
        if previousDense != 0 {
            startToken()
            write(previousDense)
            write(value)
        }
        previousDense = value
        denseRunLength += 1
    }

    @inline(__always)
    mutating func separate() {
        isInWord = false
        isWrapped = false
        if previousDense != 0 { closeRun() }
    }

    /// Ends a line.
    ///
    /// Chinese and Japanese mail is wrapped between any two characters, so a run may go on behind the end of a full
    /// line; Korean is wrapped between words.
    mutating func breakLine(isFull: Bool) {
        if isFull, previousDense != 0, !(0xAC00...0xD7A3).contains(previousDense), !isWrapped {
            isWrapped = true
        } else {
            separate()
        }
    }

    /// Returns the text for the index.
    mutating func finish() -> String {
        separate()
        return String(decoding: UnsafeBufferPointer(start: start, count: end - start), as: UTF8.self)
    }

    /// Returns the symbols as one FTS5 phrase, or `nil` when there are no letters or digits among them.
    mutating func finishPhrase() -> String? {
        separate()
        guard hasLetters else { return nil }
        var isPrefix = false
        if closedRunLength > 1 {
            // The searched run may go on in the text, where its last character does not stand alone.
            end = lastToken > start ? lastToken - 1 : start
        } else if closedRunLength == 1 {
            isPrefix = true
        }
        let words = String(decoding: UnsafeBufferPointer(start: start, count: end - start), as: UTF8.self)
        return "\"" + words + (isPrefix ? "\" *" : "\"")
    }

    private mutating func closeRun() {
        startToken()
        write(previousDense)
        closedRunLength = denseRunLength
        previousDense = 0
        denseRunLength = 0
    }

    @inline(__always)
    private mutating func startWord() {
        if isInWord { return }
        isWrapped = false
        if previousDense != 0 { closeRun() }
        startToken()
        isInWord = true
    }

    @inline(__always)
    private mutating func startToken() {
        if end > start {
            end.pointee = 0x20
            end += 1
        }
        lastToken = end
        closedRunLength = 0
    }

    @inline(__always)
    private mutating func write(_ value: UInt32) {
        if value < 0x80 {
            put(value)
        } else if value < 0x800 {
            put(0xC0 | value >> 6)
            put(0x80 | value & 0x3F)
        } else if value < 0x10000 {
            put(0xE0 | value >> 12)
            put(0x80 | value >> 6 & 0x3F)
            put(0x80 | value & 0x3F)
        } else {
            put(0xF0 | value >> 18)
            put(0x80 | value >> 12 & 0x3F)
            put(0x80 | value >> 6 & 0x3F)
            put(0x80 | value & 0x3F)
        }
    }

    @inline(__always)
    private mutating func put(_ byte: UInt32) {
        end.pointee = UInt8(truncatingIfNeeded: byte)
        end += 1
    }

    private static func isLetterOrNumber(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
        case .decimalNumber, .letterNumber, .otherNumber: true
        default: false
        }
    }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        if isLetterOrNumber(scalar) { return true }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark, .privateUse: return true
        default: return false
        }
    }
}
