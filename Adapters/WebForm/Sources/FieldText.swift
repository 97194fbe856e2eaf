import ProviderKit

/// Makes what was typed fit to be kept: line ends alike, no control characters, nothing blank around it.
enum FieldText {
    /// One line: line ends and tabs become blanks, and marks that turn the reading direction are dropped, since in a name or
    /// a subject they can only mislead.
    static func singleLine(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        var previous: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            defer { previous = scalar }
            switch scalar.value {
            case 0x0A where previous == "\r": continue
            case 0x09, 0x0A, 0x0D, 0x85, 0x2028, 0x2029: result.append(" ")
            case 0..<0x20, 0x7F..<0xA0, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF: continue
            default: result.append(scalar)
            }
        }
        return trimmed(result)
    }

    /// Several lines: a browser's CRLF becomes LF, tabs stay.
    static func multiline(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        var previous: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            defer { previous = scalar }
            switch scalar.value {
            case 0x0A where previous == "\r": continue
            case 0x0D, 0x0A, 0x85, 0x2028, 0x2029: result.append("\n")
            case 0x09: result.append(scalar)
            case 0..<0x20, 0x7F..<0xA0, 0xFEFF: continue
            default: result.append(scalar)
            }
        }
        return trimmed(result)
    }

    /// The last part of a path, fit for a list of files: one line, no path, at most 120 characters with its ending kept.
    static func fileName(_ raw: String) -> String {
        let last = raw.unicodeScalars.split { $0 == "/" || $0 == "\\" }.last.map { String($0) } ?? ""
        let name = singleLine(last)
        let dotless = name.drop { $0 == "." }
        guard !dotless.isEmpty else { return "file" }
        guard dotless.unicodeScalars.count > 120 else { return String(dotless) }
        let ending = UploadInspection.fileEnding(String(dotless))
        let kept = String.UnicodeScalarView(dotless.unicodeScalars.prefix(110))
        return String(kept) + (ending.isEmpty ? "" : ".\(ending)")
    }

    private static func trimmed(_ scalars: String.UnicodeScalarView) -> String {
        let isBlank = { (scalar: Unicode.Scalar) in scalar.properties.isWhitespace }
        guard let first = scalars.firstIndex(where: { !isBlank($0) }),
            let last = scalars.lastIndex(where: { !isBlank($0) })
        else { return "" }
        return String(scalars[first...last])
    }
}
