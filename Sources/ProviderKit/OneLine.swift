/// Text of strangers, made fit to stand on one line.
public enum OneLine {
    /// The text without control characters, and cut between characters at a number of bytes.
    public static func text(_ text: String, maximumBytes: Int = 500) -> String {
        var line = String.UnicodeScalarView()
        var bytes = 0
        for scalar in text.unicodeScalars {
            let kept: Unicode.Scalar
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator: kept = " "
            default: kept = scalar
            }
            bytes += UTF8.width(kept)
            guard bytes <= maximumBytes else { break }
            line.append(kept)
        }
        return String(line)
    }

    /// An id on one line, never empty and never longer than ids may be: what does not fit is replaced by its digest.
    public static func id(_ text: String) -> String {
        let line = Self.text(text, maximumBytes: 513)
        guard line == text, !line.isEmpty, line.utf8.count <= 512 else {
            return "sha256-\(Hexadecimal.text(Signature.sha256(Array(text.utf8))))"
        }
        return line
    }

    /// The name of a file, without its path and without marks that turn the direction it is read in.
    public static func fileName(_ name: String) -> String {
        let last = name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? ""
        let plain = last.unicodeScalars.filter { $0.properties.generalCategory != .format }
        let line = text(String(String.UnicodeScalarView(plain)), maximumBytes: 200)
        return line == "." || line == ".." ? "" : line
    }
}
