/// File names that strangers chose, made fit for display and for a save dialog.
enum AttachmentName {
    /// The longest name that is kept, in characters; the extension survives the cut.
    static let longest = 180

    /// The name of a part; nil when the mail gives none.
    static func name(of part: MimePart) -> String? {
        for candidate in [
            part.disposition["filename"], part.contentType["name"], part.contentType["filename"],
            part.disposition["name"],
        ] {
            if let candidate, let name = sanitized(candidate) { return name }
        }
        return nil
    }

    /// A name for a mail that was attached as a file and has none: its subject.
    ///
    /// Nil for other parts, for mails without a subject, and for what a report returns, which nobody chose to attach.
    static func subject(of part: MimePart) -> String? {
        guard part.isAttachedMail, part.disposition.value == "attachment",
            let subject = OriginalMail(part.decoded()).subject
        else { return nil }
        // A slash in a subject parts no folders.
        let name = String(subject.prefix(longest - 4).map { $0 == "/" || $0 == "\\" ? "_" : $0 })
        return sanitized(name).map { "\($0).eml" }
    }

    /// Takes away paths, control characters and marks that change the reading direction (`exe.txt` tricks).
    static func sanitized(_ name: String) -> String? {
        var scalars = String.UnicodeScalarView()
        for scalar in name.unicodeScalars {
            switch scalar.value {
            case 0..<0x20, 0x7F..<0xA0: if scalar.value == 0x09 || scalar.value == 0x0A { scalars.append(" ") }
            case 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069, 0x061C, 0xFEFF: continue
            default: scalars.append(scalar)
            }
        }
        var text = Substring(String(scalars))
        // Only the last component of a path; a slash that ends the name is no path.
        while let last = text.last, last == "/" || last == "\\" || last == " " { text.removeLast() }
        if let cut = text.lastIndex(where: { $0 == "/" || $0 == "\\" }) { text = text[text.index(after: cut)...] }
        while text.first == " " { text.removeFirst() }
        if text.isEmpty || text == "." || text == ".." { return nil }
        if text.count > longest {
            let dot = text.lastIndex(of: ".")
            let ending = dot.map { text[$0...] }.flatMap { $0.count <= 16 ? $0 : nil } ?? ""
            return String(text.prefix(longest - ending.count)) + ending
        }
        return String(text)
    }
}
