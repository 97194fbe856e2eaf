/// A kind of file that can be told by its own bytes.
public struct FileType: Sendable, Hashable {
    /// Kinds that are switched on together.
    public enum Family: String, Sendable, Hashable, CaseIterable {
        /// Pictures.
        case image
        /// PDF documents.
        case pdf
        /// Plain text of all sorts.
        case text
        /// Documents of office programs.
        case office
        /// Archives.
        case archive
        /// Sound.
        case audio
        /// Moving pictures.
        case video
    }

    /// The kind it belongs to.
    public var family: Family
    /// The media type.
    public var mediaType: String
    /// The endings that go with the bytes; the first is the usual one.
    public var endings: [String]

    /// All types that are known.
    public static let all: [FileType] = [
        FileType(family: .image, mediaType: "image/png", endings: ["png"]),
        FileType(family: .image, mediaType: "image/jpeg", endings: ["jpg", "jpeg", "jfif"]),
        FileType(family: .image, mediaType: "image/gif", endings: ["gif"]),
        FileType(family: .image, mediaType: "image/webp", endings: ["webp"]),
        FileType(family: .image, mediaType: "image/heic", endings: ["heic", "heif"]),
        FileType(family: .image, mediaType: "image/avif", endings: ["avif"]),
        FileType(family: .image, mediaType: "image/bmp", endings: ["bmp"]),
        FileType(family: .image, mediaType: "image/tiff", endings: ["tif", "tiff"]),
        FileType(family: .pdf, mediaType: "application/pdf", endings: ["pdf"]),
        FileType(family: .text, mediaType: "text/plain", endings: ["txt", "log", "md"]),
        FileType(family: .text, mediaType: "text/csv", endings: ["csv"]),
        FileType(family: .text, mediaType: "application/json", endings: ["json"]),
        FileType(
            family: .office,
            mediaType: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            endings: ["docx"]
        ),
        FileType(
            family: .office,
            mediaType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            endings: ["xlsx"]
        ),
        FileType(
            family: .office,
            mediaType: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            endings: ["pptx"]
        ),
        FileType(family: .office, mediaType: "application/vnd.oasis.opendocument.text", endings: ["odt"]),
        FileType(family: .office, mediaType: "application/vnd.oasis.opendocument.spreadsheet", endings: ["ods"]),
        FileType(family: .office, mediaType: "application/vnd.oasis.opendocument.presentation", endings: ["odp"]),
        FileType(family: .office, mediaType: "application/msword", endings: ["doc"]),
        FileType(family: .office, mediaType: "application/vnd.ms-excel", endings: ["xls"]),
        FileType(family: .office, mediaType: "application/vnd.ms-powerpoint", endings: ["ppt"]),
        FileType(family: .office, mediaType: "application/rtf", endings: ["rtf"]),
        FileType(family: .archive, mediaType: "application/zip", endings: ["zip"]),
        FileType(family: .archive, mediaType: "application/gzip", endings: ["gz", "tgz"]),
        FileType(family: .archive, mediaType: "application/x-7z-compressed", endings: ["7z"]),
        FileType(family: .archive, mediaType: "application/vnd.rar", endings: ["rar"]),
        FileType(family: .audio, mediaType: "audio/mpeg", endings: ["mp3"]),
        FileType(family: .audio, mediaType: "audio/mp4", endings: ["m4a"]),
        FileType(family: .audio, mediaType: "audio/ogg", endings: ["ogg", "oga", "opus"]),
        FileType(family: .audio, mediaType: "audio/wav", endings: ["wav"]),
        FileType(family: .audio, mediaType: "audio/amr", endings: ["amr"]),
        FileType(family: .video, mediaType: "video/mp4", endings: ["mp4", "m4v"]),
        FileType(family: .video, mediaType: "video/quicktime", endings: ["mov"]),
        FileType(family: .video, mediaType: "video/webm", endings: ["webm"]),
    ]

    /// The types of a media type's name.
    public static func of(_ mediaType: String) -> FileType? { all.first { $0.mediaType == mediaType } }
}
