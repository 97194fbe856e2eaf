/// Time spans as the configuration writes them.
enum TimeSpan {
    /// The units with their milliseconds, the longest first.
    private static let units: [(name: String, milliseconds: Int64)] = [
        ("w", 604_800_000), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1),
    ]
    /// Ten years; no span is longer.
    static let maximum = Duration.seconds(3650 * 86_400)
    /// What a span looks like, for errors.
    static let form = "a time span such as 30s, 5m, 12h or 7d"

    /// Reads `30s`, `5m`, `12h`, `7d`, `2w`, `500ms` or `0`.
    static func read(_ text: String) -> Duration? {
        if text == "0" { return .zero }
        guard let (number, unit) = splitMeasure(text), let factor = units.first(where: { $0.name == unit }) else {
            return nil
        }
        let (milliseconds, overflow) = number.multipliedReportingOverflow(by: factor.milliseconds)
        guard !overflow else { return nil }
        return .milliseconds(milliseconds)
    }

    /// The shortest way to write a span: in the longest unit that divides it.
    static func text(_ span: Duration) -> String {
        let parts = span.components
        let (seconds, overflow) = parts.seconds.multipliedReportingOverflow(by: 1000)
        guard !overflow else { return "\(parts.seconds)s" }
        let milliseconds = seconds + parts.attoseconds / 1_000_000_000_000_000
        guard milliseconds != 0,
            let unit = units.first(where: { milliseconds % $0.milliseconds == 0 && $0.name != "w" })
        else { return "0s" }
        return "\(milliseconds / unit.milliseconds)\(unit.name)"
    }
}

/// Numbers of bytes as the configuration writes them; the units are powers of 1024.
enum ByteCount {
    private static let units: [(name: String, bytes: Int64)] = [
        ("TB", 1 << 40), ("GB", 1 << 30), ("MB", 1 << 20), ("KB", 1 << 10), ("B", 1),
    ]
    /// One terabyte; no size is larger.
    static let maximum: Int64 = 1 << 40
    /// What a size looks like, for errors.
    static let form = "a size such as 512KB, 25MB or 1GB"

    /// Reads `512KB`, `25MB`, `1GB`, `100B` or a bare number of bytes.
    static func read(_ text: String) -> Int64? {
        if let bytes = wholeNumber(text), bytes >= 0 { return bytes }
        guard let (number, unit) = splitMeasure(text), let factor = units.first(where: { $0.name == unit.uppercased() })
        else { return nil }
        let (bytes, overflow) = number.multipliedReportingOverflow(by: factor.bytes)
        return overflow ? nil : bytes
    }

    /// The shortest way to write a size.
    static func text(_ bytes: Int64) -> String {
        guard bytes != 0, let unit = units.first(where: { bytes % $0.bytes == 0 }) else { return "0B" }
        return "\(bytes / unit.bytes)\(unit.name)"
    }
}

/// A whole number in decimal digits with an optional minus sign, without leading zeros.
func wholeNumber(_ text: String) -> Int64? {
    let digits = text.utf8.first == UInt8(ascii: "-") ? text.utf8.dropFirst() : text.utf8[...]
    guard (1...19).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }),
        digits.count == 1 || digits.first != UInt8(ascii: "0")
    else { return nil }
    return Int64(text)
}

/// Splits `25MB` into 25 and `MB`; the number is not negative.
private func splitMeasure(_ text: String) -> (number: Int64, unit: String)? {
    let digits = text.utf8.prefix { (0x30...0x39).contains($0) }
    let unit = text.utf8.dropFirst(digits.count)
    guard let number = wholeNumber(String(Substring(digits))), (1...2).contains(unit.count) else { return nil }
    return (number, String(Substring(unit)))
}
