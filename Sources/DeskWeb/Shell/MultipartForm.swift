import Foundation

/// Reads `multipart/form-data` (RFC 7578) that is in memory, bounded, in one pass.
enum MultipartForm {
    private static let maximumParts = 200
    private static let maximumHeaderBytes = 4_096

    /// The boundary of a content type; nil when it is another type.
    static func boundary(of contentType: String) -> [UInt8]? {
        guard contentType.lowercased().hasPrefix("multipart/form-data"), contentType.utf8.count < 300,
            let start = contentType.range(of: "boundary=")
        else { return nil }
        let value = contentType[start.upperBound...].prefix { $0 != ";" }.filter { $0 != "\"" && $0 != " " }
        return (1...70).contains(value.utf8.count) ? Array(value.utf8) : nil
    }

    /// Values and files of a body.
    ///
    /// - Throws: ``PageProblem/invalid(_:)`` when the body is cut short or not of that form.
    static func read(_ body: [UInt8], boundary: [UInt8]) throws -> (values: FormValues, files: [SubmittedFile]) {
        let delimiter = Array("--".utf8) + boundary
        guard var start = find(delimiter, in: body, from: 0) else { throw broken }
        var values: [(name: String, value: String)] = []
        var files: [SubmittedFile] = []
        for _ in 0..<maximumParts {
            start += delimiter.count
            if body[start...].starts(with: "--".utf8) { return (FormValues(values), files) }
            guard body[start...].starts(with: "\r\n".utf8) else { throw broken }
            let head = start + 2
            guard let headEnd = find(Array("\r\n\r\n".utf8), in: body, from: start),
                headEnd - head <= maximumHeaderBytes,
                let next = find(Array("\r\n".utf8) + delimiter, in: body, from: headEnd + 2)
            else { throw broken }
            let content = body[min(headEnd + 4, next)..<next]
            let fields = Fields(body[min(head, headEnd)..<headEnd])
            if let name = fields.name {
                if let file = fields.filename {
                    // A file field left empty is sent as an unnamed file of no bytes.
                    if !file.isEmpty || !content.isEmpty {
                        files.append(
                            SubmittedFile(field: name, name: file, contentType: fields.type, octets: Array(content))
                        )
                    }
                } else {
                    values.append((name, String(decoding: content, as: UTF8.self)))
                }
            }
            start = next + 2
        }
        throw PageProblem.tooLarge
    }

    private static let broken = PageProblem.invalid("The form did not arrive whole. Please send it again.")

    private struct Fields {
        var name: String?
        var filename: String?
        var type = "application/octet-stream"

        init(_ octets: ArraySlice<UInt8>) {
            for line in String(decoding: octets, as: UTF8.self).split(whereSeparator: { $0 == "\r\n" || $0 == "\n" }) {
                guard let colon = line.firstIndex(of: ":") else { continue }
                let value = line[line.index(after: colon)...]
                switch line[..<colon].lowercased() {
                case "content-disposition":
                    name = Self.parameter("name", of: value)
                    filename = Self.parameter("filename", of: value)
                case "content-type": type = String(value.drop { $0 == " " }.prefix(100))
                default: continue
                }
            }
        }

        /// Browsers write quotes in values as `%22` and nothing else escaped.
        private static func parameter(_ name: String, of value: Substring) -> String? {
            for piece in value.split(separator: ";").dropFirst(0) {
                let trimmed = piece.drop { $0 == " " }
                guard trimmed.hasPrefix("\(name)=\"") else { continue }
                let rest = value[trimmed.startIndex...].dropFirst(name.count + 2)
                guard let end = rest.firstIndex(of: "\"") else { return nil }
                return String(rest[..<end])
            }
            return nil
        }
    }

    /// Where a needle begins; skips on its first byte, which boundaries keep rare.
    private static func find(_ needle: [UInt8], in body: [UInt8], from start: Int) -> Int? {
        guard let first = needle.first, body.count >= needle.count, start <= body.count - needle.count else {
            return nil
        }
        var index = start
        while let candidate = body[index...].firstIndex(of: first), candidate <= body.count - needle.count {
            if body[candidate..<candidate + needle.count].elementsEqual(needle) { return candidate }
            index = candidate + 1
        }
        return nil
    }
}
