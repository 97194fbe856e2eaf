import Glibc

/// Reads `multipart/form-data` (RFC 7578) as browsers write it: one pass, bounded in parts and in the length of their headers.
enum MultipartReader {
    private static let maximumHeaderBytes = 4096
    private static let lineEnd: [UInt8] = [13, 10]

    static func read(_ body: [UInt8], boundary: String) throws(UnreadableSubmission) -> SubmittedForm {
        let opening = Array("--\(boundary)".utf8)
        let delimiter = lineEnd + opening
        var form = SubmittedForm()
        var count = 0
        // The first delimiter has no line end before it unless there is a preamble.
        var position: Int
        if body.starts(with: opening) {
            position = opening.count
        } else if let found = find(delimiter, in: body, from: 0) {
            position = found + delimiter.count
        } else {
            throw .malformed("the multipart boundary is not in the body")
        }
        while true {
            if body[position...].starts(with: [45, 45]) { return form }
            guard let lineStart = afterLineEnd(body, from: position) else {
                throw .malformed("a multipart delimiter does not end its line")
            }
            let (header, contentStart) = try header(of: body, from: lineStart)
            guard let contentEnd = find(delimiter, in: body, from: contentStart - lineEnd.count) else {
                throw .malformed("the last multipart delimiter is missing")
            }
            count += 1
            guard count <= SubmittedForm.maximumParts else {
                throw .excessive("more than \(SubmittedForm.maximumParts) parts")
            }
            // A part without content has the header's line end for its delimiter's.
            add(body[contentStart..<max(contentStart, contentEnd)], header: header, to: &form)
            position = contentEnd + delimiter.count
        }
    }

    private static func add(_ content: ArraySlice<UInt8>, header: ArraySlice<UInt8>, to form: inout SubmittedForm) {
        guard let disposition = Disposition(header) else { return }
        guard let fileName = disposition.fileName else {
            form.append(text: content, named: disposition.name)
            return
        }
        // A file field that was left empty comes as a part without name and content.
        if fileName.isEmpty, content.isEmpty { return }
        form.files.append(SubmittedFile(field: disposition.name, name: fileName, octets: Array(content)))
    }

    /// The header of a part and where its content begins.
    private static func header(
        of body: [UInt8],
        from start: Int
    ) throws(UnreadableSubmission) -> (ArraySlice<UInt8>, Int) {
        if body[start...].starts(with: lineEnd) { return ([], start + 2) }
        let window = body[start...].prefix(maximumHeaderBytes)
        guard let end = find([13, 10, 13, 10], in: body, from: start, to: window.endIndex) else {
            throw .excessive("a multipart header without an end in \(maximumHeaderBytes) bytes")
        }
        return (body[start..<end], end + 4)
    }

    /// Where the next line begins, if only blanks stand before it.
    private static func afterLineEnd(_ body: [UInt8], from start: Int) -> Int? {
        var index = start
        while index < body.count, body[index] == 32 || body[index] == 9 { index += 1 }
        return body[index...].starts(with: lineEnd) ? index + 2 : nil
    }

    /// Where a pattern that begins with CR stands.
    ///
    /// A boundary holds no CR, so two places where the pattern could begin never share what is compared: the search is
    /// linear without any table.
    private static func find(_ pattern: [UInt8], in body: [UInt8], from start: Int, to end: Int? = nil) -> Int? {
        var index = max(0, start)
        let end = end ?? body.count
        return body.withUnsafeBytes { buffer -> Int? in
            guard let base = buffer.baseAddress else { return nil }
            while index + pattern.count <= end, let found = memchr(base + index, 13, end - index) {
                index = UnsafeRawPointer(found) - base
                guard index + pattern.count <= end else { return nil }
                if memcmp(base + index, pattern, pattern.count) == 0 { return index }
                index += 1
            }
            return nil
        }
    }
}

/// `Content-Disposition: form-data; name="…"; filename="…"`.
private struct Disposition {
    var name: String
    var fileName: String?

    init?(_ header: ArraySlice<UInt8>) {
        let text = String(decoding: header, as: UTF8.self)
        let lines = text.split(separator: "\r\n")
        guard let line = lines.first(where: { $0.lowercased().hasPrefix("content-disposition:") }) else { return nil }
        var name: String?
        for (parameter, value) in Self.parameters(Array(line.utf8)) {
            if parameter == "name", name == nil { name = value }
            if parameter == "filename", fileName == nil { fileName = value }
        }
        guard let name, name.utf8.count <= 400 else { return nil }
        self.name = name
    }

    /// The parameters behind the first semicolon.
    ///
    /// Browsers write quotes and line ends inside of them as `%22`, `%0D`, `%0A`; older programs escape a quote with a
    /// backslash, while a path keeps its backslashes.
    private static func parameters(_ line: [UInt8]) -> [(String, String)] {
        let (semicolon, equals, quote) = (UInt8(ascii: ";"), UInt8(ascii: "="), UInt8(ascii: "\""))
        var result: [(String, String)] = []
        var rest = line[...].drop { $0 != semicolon }
        while !rest.isEmpty, result.count < 16 {
            rest = rest.dropFirst().drop { $0 == 32 || $0 == 9 }
            let name = rest.prefix { $0 != equals && $0 != semicolon }
            rest = rest[name.endIndex...]
            guard rest.first == equals else { continue }
            rest = rest.dropFirst()
            var value: [UInt8] = []
            if rest.first == quote {
                rest = rest.dropFirst()
                while let octet = rest.first, octet != quote {
                    if octet == UInt8(ascii: "\\"), rest.dropFirst().first == quote { rest = rest.dropFirst() }
                    value.append(rest[rest.startIndex])
                    rest = rest.dropFirst()
                }
            } else {
                value = Array(rest.prefix { $0 != semicolon })
            }
            rest = rest.drop { $0 != semicolon }
            result.append((String(decoding: name, as: UTF8.self).lowercased(), unescaped(value)))
        }
        return result
    }

    private static func unescaped(_ octets: [UInt8]) -> String {
        var text = String(decoding: octets, as: UTF8.self)
        guard text.contains("%") else { return text }
        for (escape, character) in [("%22", "\""), ("%0D", "\r"), ("%0A", "\n")] {
            text.replace(escape, with: character)
        }
        return text
    }
}
