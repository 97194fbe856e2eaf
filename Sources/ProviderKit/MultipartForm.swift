import Crypto

/// A form with files (`multipart/form-data`, RFC 7578) for uploads to providers.
public struct MultipartForm: Sendable, Hashable {
    private struct Part: Hashable {
        var name: String
        var fileName: String?
        var contentType: String?
        var octets: [UInt8]
    }

    private var parts: [Part] = []

    /// Creates an empty form.
    public init() {}

    /// Adds a field.
    public mutating func add(_ name: String, _ value: String) {
        parts.append(Part(name: name, octets: Array(value.utf8)))
    }

    /// Adds a file.
    public mutating func add(_ name: String, fileName: String, contentType: String, octets: [UInt8]) {
        parts.append(Part(name: name, fileName: fileName, contentType: contentType, octets: octets))
    }

    /// The value of the `Content-Type` field and the body.
    ///
    /// The boundary is a digest of all parts, so that the same form is the same octets at every attempt and none of its parts
    /// can hold it.
    public func body() -> (contentType: String, octets: [UInt8]) {
        var digest = SHA256()
        for part in parts {
            digest.update(data: Array("\(part.name.utf8.count):\(part.name)\(part.octets.count):".utf8))
            digest.update(data: part.octets)
        }
        let boundary = "part-\(Hexadecimal.text(digest.finalize().prefix(20)))"
        var body: [UInt8] = []
        for part in parts {
            var head = "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(Self.quoted(part.name))\""
            if let fileName = part.fileName { head += "; filename=\"\(Self.quoted(fileName))\"" }
            if let contentType = part.contentType { head += "\r\nContent-Type: \(Self.oneLine(contentType))" }
            body += Array("\(head)\r\n\r\n".utf8) + part.octets + Array("\r\n".utf8)
        }
        body += Array("--\(boundary)--\r\n".utf8)
        return ("multipart/form-data; boundary=\(boundary)", body)
    }

    /// As browsers write it: quotes and line ends percent-encoded.
    private static func quoted(_ text: String) -> String {
        var quoted = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "%22"
            case "\r": quoted += "%0D"
            case "\n": quoted += "%0A"
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted
    }

    private static func oneLine(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }))
    }
}
