import Crypto

/// A mail that a provider took apart, put together again, so that it is read by the same rules as every other.
///
/// Composing is pure: the same parts give the same octets, and so the same name for the same mail at every retry.
struct ComposedMail: Sendable {
    /// Words of the mail.
    struct Words: Sendable {
        /// The octets in their own charset.
        var octets: [UInt8]
        /// The charset's name.
        var charset = "utf-8"
    }

    /// A file of the mail.
    struct File: Sendable {
        /// Its name, unchecked.
        var name: String
        /// Its media type, unchecked.
        var contentType: String
        /// The id that the HTML shows it by, without angle brackets.
        var contentID: String?
        /// Its content.
        var octets: [UInt8]
    }

    /// The text; nil when the mail has none.
    var text: Words?
    /// The HTML; nil when the mail has none.
    var html: Words?
    /// The files.
    var files: [File] = []

    private var header: [UInt8] = []
    private var names: Set<String> = []
    private var reportType: String?

    /// Fields about parts that are no longer as they were.
    private static let structural: Set<String> = ["content-type", "content-transfer-encoding", "mime-version"]
    /// The most fields and the longest value, in bytes.
    private static let limits = (fields: 1000, value: 64 << 10)
    private var fields = 0

    /// Creates a mail without header and body.
    init() {}

    /// Whether a field of that name was added, ASCII case ignored.
    func has(_ name: String) -> Bool { names.contains(name.lowercased()) }

    /// Adds a field as the mail had it; what could break out of it does not.
    mutating func add(_ name: String, _ value: some Sequence<UInt8>) {
        let lowered = name.lowercased()
        let isName =
            (1...200).contains(name.utf8.count) && name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x3A }
        guard isName, fields < Self.limits.fields else { return }
        let line = value.prefix(Self.limits.value).map { $0 == 0x0A || $0 == 0x0D || $0 == 0 ? 0x20 : $0 }
        if lowered == "content-type" { noteReport(line) }
        guard !Self.structural.contains(lowered) else { return }
        fields += 1
        names.insert(lowered)
        header += Array("\(name): ".utf8) + line + [0x0D, 0x0A]
    }

    /// Adds a field as the mail had it.
    mutating func add(_ name: String, _ value: String) { add(name, value.utf8) }

    /// Adds the fields of a header, folded lines included.
    mutating func add(header octets: ArraySlice<UInt8>) {
        for field in FoldedHeader.fields(of: octets) { add(field.name, field.value) }
    }

    /// A report stays one, for its parts are readable only within it (RFC 6522).
    private mutating func noteReport(_ value: [UInt8]) {
        let text = String(decoding: value.prefix(1000), as: UTF8.self)
        guard text.lowercased().hasPrefix("multipart/report") else { return }
        let type = PostedForm.parameter("report-type", of: text)?.lowercased() ?? "delivery-status"
        reportType = type.utf8.allSatisfy { $0 == 0x2D || (0x61...0x7A).contains($0) } ? type : nil
    }

    // MARK: - Writing

    /// The mail.
    func octets() -> [UInt8] {
        let mark = mark
        var body = words(mark)
        if !files.isEmpty || reportType != nil {
            let type = reportType.map { "report; report-type=\($0)" } ?? "mixed"
            body = Self.multipart(type, boundary: "=_f\(mark)", [body] + files.map(part))
        }
        return header + Array("MIME-Version: 1.0\r\n".utf8) + body
    }

    /// A digest of all that the mail holds, so that no part can hold a boundary made of it.
    private var mark: String {
        var digest = SHA256()
        digest.update(data: header)
        for octets in [text?.octets ?? [], html?.octets ?? []] + files.map(\.octets) {
            digest.update(data: Array("\(octets.count):".utf8))
            digest.update(data: octets)
        }
        return digest.finalize().prefix(12).hexadecimal
    }

    private func words(_ mark: String) -> [UInt8] {
        let parts = [text.map { Self.part($0, "plain") }, html.map { Self.part($0, "html") }].compactMap { $0 }
        if parts.count == 2 { return Self.multipart("alternative", boundary: "=_w\(mark)", parts) }
        return parts.first ?? Self.part(Words(octets: []), "plain")
    }

    private static func part(_ words: Words, _ subtype: StaticString) -> [UInt8] {
        let isLabel =
            (1...40).contains(words.charset.utf8.count)
            && words.charset.utf8.allSatisfy { octet in
                octet > 0x20 && octet < 0x7F && !"\"\\;()<>@,/[]?=".utf8.contains(octet)
            }
        let header = "Content-Type: text/\(subtype); charset=\(isLabel ? words.charset : "utf-8")\r\n"
        return Array((header + "Content-Transfer-Encoding: base64\r\n\r\n").utf8) + Base64.lines(words.octets)
    }

    private func part(_ file: File) -> [UInt8] {
        let type = file.contentType.prefix { $0 != ";" }.trimmingBlanks.lowercased()
        var header = ""
        let name = file.name.trimmingBlanks
        if let id = file.contentID?.bareID, id.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) {
            header += "Content-ID: <\(id)>\r\n"
        }
        let disposition = file.contentID == nil ? "attachment" : "inline"
        let isOfReport = reportType != nil && type.hasPrefix("message/")
        if !isOfReport {
            let parameter =
                name.isEmpty ? "" : ";\r\n \(AttachmentPart.parameter("filename", AttachmentPart.fileName(name)))"
            header += "Content-Disposition: \(disposition)\(parameter)\r\n"
        }
        guard isOfReport, type.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            header += "Content-Type: \(AttachmentPart.mediaType(file.contentType))\r\n"
            return Array((header + "Content-Transfer-Encoding: base64\r\n\r\n").utf8) + Base64.lines(file.octets)
        }
        return Array((header + "Content-Type: \(type)\r\nContent-Transfer-Encoding: binary\r\n\r\n").utf8) + file.octets
    }

    private static func multipart(_ type: String, boundary: String, _ parts: [[UInt8]]) -> [UInt8] {
        var octets = Array("Content-Type: multipart/\(type);\r\n boundary=\"\(boundary)\"\r\n\r\n".utf8)
        octets.reserveCapacity(parts.reduce(256) { $0 + $1.count + 64 })
        for part in parts {
            octets += Array("--\(boundary)\r\n".utf8)
            octets += part
            octets += [0x0D, 0x0A]
        }
        return octets + Array("--\(boundary)--\r\n".utf8)
    }
}
