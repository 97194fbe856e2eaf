/// Tells what a file is by its first bytes, and whether its name says the same.
public enum UploadInspection {
    /// What a file turned out to be.
    public enum Finding: Sendable, Hashable {
        /// A type that is taken, with the name to keep.
        case accepted(FileType, name: String)
        /// A type that is not taken, or none known.
        case refused
        /// The bytes are a known type, the name's ending belongs to another.
        case misleading
    }

    /// Tells what a file is.
    ///
    /// - Parameters:
    ///   - octets: the file.
    ///   - name: its name, without a path.
    ///   - families: the kinds that are taken.
    /// - Returns: what it turned out to be.
    public static func inspect(_ octets: [UInt8], name: String, families: Set<FileType.Family>) -> Finding {
        let candidates = candidateTypes(octets).compactMap(FileType.of)
        guard !candidates.isEmpty else { return .refused }
        let ending = fileEnding(name)
        let fitting = candidates.first { $0.endings.contains(ending) }
        guard let type = fitting ?? forgiven(candidates, name: name, ending: ending) else {
            return families.isDisjoint(with: candidates.map(\.family)) ? .refused : .misleading
        }
        guard families.contains(type.family) else { return .refused }
        return .accepted(type, name: type.endings.contains(ending) ? name : "\(name).\(type.endings[0])")
    }

    /// What stands behind the last dot, lower-cased; empty when that is nothing or longer than 8.
    public static func fileEnding(_ name: String) -> String {
        guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")) else { return "" }
        let ending = name[name.index(after: dot)...].lowercased()
        return ending.utf8.count <= 8 ? ending : ""
    }

    /// The type of a file whose ending is wrong or missing without harm; its true ending is added.
    ///
    /// Telephones save WebP as `.jpg` and pictures without any ending. Text has to say that it is text.
    private static func forgiven(_ candidates: [FileType], name: String, ending: String) -> FileType? {
        guard let type = candidates.first, type.family != .text else { return nil }
        if ending.isEmpty, !name.contains(".") { return type }
        let isPictureName = FileType.all.contains { $0.family == .image && $0.endings.contains(ending) }
        return type.family == .image && isPictureName ? type : nil
    }

    /// The media types the first bytes allow; containers hold several, told apart by the name.
    private static func candidateTypes(_ octets: [UInt8]) -> [String] {
        for signature in signatures where signature.fits(octets) { return signature.mediaTypes }
        if octets.starts(with: [0x50, 0x4B, 0x03, 0x04]) || octets.starts(with: [0x50, 0x4B, 0x05, 0x06]) {
            return zipTypes(octets)
        }
        if octets.dropFirst(4).starts(with: Array("ftyp".utf8)) { return mediaContainerTypes(octets) }
        if octets.starts(with: [0xFF, 0xFB]) || octets.starts(with: [0xFF, 0xF3]) || octets.starts(with: [0xFF, 0xF2]) {
            return ["audio/mpeg"]
        }
        return isPlainText(octets) ? ["text/plain", "text/csv", "application/json"] : []
    }

    private struct Signature {
        var start: [UInt8]
        /// More octets at a place further on, for formats whose first octets say too little.
        var further: [UInt8]
        var offset: Int
        var mediaTypes: [String]

        init(_ start: [UInt8], and further: [UInt8] = [], at offset: Int = 0, _ mediaTypes: String...) {
            self.start = start
            self.further = further
            self.offset = offset
            self.mediaTypes = mediaTypes
        }

        func fits(_ octets: [UInt8]) -> Bool {
            octets.starts(with: start) && octets.dropFirst(offset).starts(with: further)
        }
    }

    private static let signatures: [Signature] = [
        Signature([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], "image/png"),
        Signature([0xFF, 0xD8, 0xFF], "image/jpeg"),
        Signature(Array("GIF87a".utf8), "image/gif"),
        Signature(Array("GIF89a".utf8), "image/gif"),
        Signature(Array("RIFF".utf8), and: Array("WEBP".utf8), at: 8, "image/webp"),
        Signature(Array("RIFF".utf8), and: Array("WAVE".utf8), at: 8, "audio/wav"),
        Signature([0x49, 0x49, 0x2A, 0x00], "image/tiff"),
        Signature([0x4D, 0x4D, 0x00, 0x2A], "image/tiff"),
        Signature(Array("BM".utf8), and: [0x00, 0x00, 0x00, 0x00], at: 6, "image/bmp"),
        Signature(Array("%PDF-".utf8), "application/pdf"),
        Signature(Array("{\\rtf".utf8), "application/rtf"),
        Signature(
            [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1],
            "application/msword",
            "application/vnd.ms-excel",
            "application/vnd.ms-powerpoint"
        ),
        Signature([0x1F, 0x8B], "application/gzip"),
        Signature([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "application/x-7z-compressed"),
        Signature(Array("Rar!\u{1A}\u{07}".utf8), "application/vnd.rar"),
        Signature(Array("ID3".utf8), "audio/mpeg"),
        Signature(Array("OggS".utf8), "audio/ogg"),
        Signature(Array("#!AMR".utf8), "audio/amr"),
        Signature([0x1A, 0x45, 0xDF, 0xA3], "video/webm"),
    ]

    /// A ZIP archive, or one of the document formats made of it, which begin with parts of fixed names.
    private static func zipTypes(_ octets: [UInt8]) -> [String] {
        guard octets.count > 30 else { return ["application/zip"] }
        let nameLength = Int(octets[26]) | Int(octets[27]) << 8
        let first = String(decoding: octets[30...].prefix(min(nameLength, 64)), as: UTF8.self)
        if first == "mimetype" {
            let content = String(decoding: octets[38...].prefix(80), as: UTF8.self)
            return FileType.all.map(\.mediaType).filter {
                $0.hasPrefix("application/vnd.oasis") && content.hasPrefix($0)
            }
        }
        let openXML = ["[Content_Types].xml", "_rels/", "docProps/", "word/", "xl/", "ppt/"]
        guard openXML.contains(where: first.hasPrefix) else { return ["application/zip"] }
        return FileType.all.map(\.mediaType).filter { $0.contains("openxmlformats") } + ["application/zip"]
    }

    /// The ISO media container, told apart by its brand.
    private static func mediaContainerTypes(_ octets: [UInt8]) -> [String] {
        switch String(decoding: octets.dropFirst(8).prefix(4), as: UTF8.self) {
        case "heic", "heix", "hevc", "mif1", "msf1": ["image/heic"]
        case "avif", "avis": ["image/avif"]
        case "qt  ": ["video/quicktime"]
        case "M4A ", "M4B ": ["audio/mp4"]
        default: ["video/mp4", "audio/mp4"]
        }
    }

    /// Whether it is text and no markup: markup would be a page, or a drawing that holds programs.
    private static func isPlainText(_ octets: [UInt8]) -> Bool {
        let isText = octets.allSatisfy { $0 >= 32 || $0 == 9 || $0 == 10 || $0 == 13 || $0 == 12 || $0 == 27 }
        guard isText, !octets.starts(with: Array("#!".utf8)) else { return false }
        // A browser that guesses looks for a tag in the first bytes; so does this, in any case and behind any blanks or BOM.
        let start = octets.prefix(1024).drop { $0 <= 32 || [0xEF, 0xBB, 0xBF].contains($0) }
        guard start.first == UInt8(ascii: "<") else { return true }
        let second = start.dropFirst().first ?? 32
        let opensTag = (65...90).contains(second) || (97...122).contains(second) || [33, 47, 63].contains(second)
        return !opensTag
    }
}
