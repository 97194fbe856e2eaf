import Foundation
import ProviderKit

/// A form as a provider posts it (`multipart/form-data`, RFC 7578, or `application/x-www-form-urlencoded`), in its order.
///
/// Read in time that grows with its length alone; names and values are octets, for providers post mails' words in the mails'
/// own charsets.
struct PostedForm: Sendable {
    /// One field or file.
    struct Part: Sendable {
        /// The field's name.
        var name: String
        /// The file's name; nil for a field.
        var fileName: String?
        /// The media type; nil when none is given.
        var contentType: String?
        /// The content.
        var octets: ArraySlice<UInt8>
    }

    /// The most parts of a form.
    static let mostParts = 2000
    /// The longest header of a part, in bytes.
    static let longestHeader = 16 << 10
    /// The longest form of the kind that holds no files, in bytes.
    static let longestPlain = 10 << 20

    /// The parts in their order; names may repeat.
    let parts: [Part]

    /// Reads a form; nil when it is none, or goes beyond the limits.
    init?(_ octets: [UInt8], mediaType: String) {
        if mediaType.lowercased().hasPrefix("multipart/") {
            guard let boundary = Self.parameter("boundary", of: mediaType), (1...200).contains(boundary.utf8.count),
                let parts = Self.parts(of: octets, boundary: Array("--\(boundary)".utf8))
            else { return nil }
            self.parts = parts
            return
        }
        guard let fields = FormFields(parsing: octets, maximumOctets: Self.longestPlain, maximumCount: Self.mostParts)
        else { return nil }
        parts = fields.fields.map { Part(name: $0.name, octets: Array($0.value.utf8)[...]) }
    }

    /// The first part of that name that is no file.
    func field(_ name: String) -> Part? { parts.first { $0.name == name && $0.fileName == nil } }

    /// The text of the first field of that name.
    func text(_ name: String) -> String? { field(name).map { String(decoding: $0.octets, as: UTF8.self) } }

    /// The text of the only field of that name; nil when there is none, or more than one.
    ///
    /// For whatever authenticates or vouches: a mail's own headers come as fields of the same form.
    func single(_ name: String) -> String? {
        let found = parts.lazy.filter { $0.name == name }.prefix(2).map { $0 }
        guard found.count == 1, let only = found.first, only.fileName == nil else { return nil }
        return String(decoding: only.octets, as: UTF8.self)
    }

    /// The parts that are files.
    var files: [Part] { parts.filter { $0.fileName != nil } }

    // MARK: - Reading

    private static func parts(of octets: [UInt8], boundary: [UInt8]) -> [Part]? {
        var parts: [Part] = []
        var start: Int?
        var at = 0
        while at < octets.count {
            let lineEnd = Self.lineEnd(octets, from: at)
            if octets[at...].starts(with: boundary) {
                let rest = octets[(at + boundary.count)..<lineEnd].filter { $0 != 0x0D && $0 != 0x20 && $0 != 0x09 }
                if rest.isEmpty || rest.starts(with: Array("--".utf8)) {
                    if let start {
                        guard parts.count < mostParts, let part = part(octets[start..<max(start, at)]) else {
                            return nil
                        }
                        parts.append(part)
                    }
                    if !rest.isEmpty { return parts }
                    start = min(lineEnd + 1, octets.count)
                }
            }
            at = lineEnd + 1
        }
        // Without the last boundary the form was cut off.
        return nil
    }

    private static func lineEnd(_ octets: [UInt8], from start: Int) -> Int {
        octets.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress, let found = memchr(base + start, 0x0A, bytes.count - start) else {
                return bytes.count
            }
            return UnsafeRawPointer(found) - base
        }
    }

    /// One part with its header; nil when it has none that could be read.
    private static func part(_ octets: ArraySlice<UInt8>) -> Part? {
        var disposition: String?
        var contentType: String?
        var at = octets.startIndex
        while true {
            guard let end = octets[at...].prefix(longestHeader).firstIndex(of: 0x0A),
                end - octets.startIndex <= longestHeader
            else { return nil }
            let line = octets[at..<end].filter { $0 != 0x0D }
            at = end + 1
            if line.isEmpty { break }
            let text = String(decoding: line, as: UTF8.self)
            let name = text.prefix { $0 != ":" }
            let value = text.dropFirst(name.count + 1).trimmingBlanks
            switch name.lowercased() {
            case "content-disposition": disposition = value
            case "content-type": contentType = value
            default: break
            }
        }
        guard let disposition, let name = parameter("name", of: disposition) else { return nil }
        var content = octets[at...]
        // The line end before a boundary belongs to the boundary.
        if content.last == 0x0A { content.removeLast() }
        if content.last == 0x0D { content.removeLast() }
        return Part(
            name: name,
            fileName: parameter("filename", of: disposition),
            contentType: contentType,
            octets: content
        )
    }

    /// A parameter of a header field; in quotes only `\"` and `%22` stand for something else, as browsers write it.
    static func parameter(_ name: String, of field: String) -> String? {
        var rest = field.utf8.drop { $0 != UInt8(ascii: ";") }
        while let mark = rest.popFirst(), mark == UInt8(ascii: ";") {
            rest = rest.drop { $0 == 0x20 || $0 == 0x09 }
            let key = rest.prefix { $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: ";") }
            rest = rest.dropFirst(key.count)
            guard rest.first == UInt8(ascii: "=") else { continue }
            rest = rest.dropFirst()
            var value: [UInt8] = []
            if rest.first == UInt8(ascii: "\"") {
                rest = rest.dropFirst()
                while let octet = rest.popFirst(), octet != UInt8(ascii: "\"") {
                    if octet == UInt8(ascii: "\\"), rest.first == UInt8(ascii: "\"") {
                        // `path\"` at the end of the field is a name that ends in a backslash.
                        guard rest.dropFirst().contains(UInt8(ascii: "\"")) else {
                            value.append(octet)
                            continue
                        }
                        value.append(UInt8(ascii: "\""))
                        rest = rest.dropFirst()
                    } else {
                        value.append(octet)
                    }
                }
                rest = rest.drop { $0 != UInt8(ascii: ";") }
            } else {
                let plain = rest.prefix { $0 != UInt8(ascii: ";") }
                value = Array(plain)
                rest = rest.dropFirst(plain.count)
            }
            if String(decoding: key, as: UTF8.self).trimmingBlanks.lowercased() == name {
                return String(decoding: value, as: UTF8.self).replacing("%22", with: "\"")
            }
        }
        return nil
    }
}
