import ProviderKit

/// The type of message that carries a file, by the types and sizes that WhatsApp takes.
///
/// Limits: <https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media#supported-media-types>.
enum WhatsAppMediaKind: String, Sendable {
    case image
    case audio
    case video
    case document

    private static let largestImage = 5 << 20
    private static let images: Set<String> = ["image/jpeg", "image/png"]
    private static let sounds: Set<String> = ["audio/aac", "audio/mp4", "audio/mpeg", "audio/amr", "audio/ogg"]
    private static let films: Set<String> = ["video/mp4", "video/3gpp"]

    /// The type for a file; whatever is no picture, sound or film of a known form goes as a document.
    ///
    /// - Parameters:
    ///   - contentType: the file's media type.
    ///   - size: its length in bytes.
    init(_ contentType: String, size: Int) {
        let type = contentType.prefix { $0 != ";" }.lowercased()
        if Self.images.contains(type), size <= Self.largestImage {
            self = .image
        } else if Self.sounds.contains(type) {
            self = .audio
        } else if Self.films.contains(type) {
            self = .video
        } else {
            self = .document
        }
    }

    /// The member of a message that names the uploaded file.
    func content(id: String, name: String) -> JSONValue {
        self == .document ? ["id": .text(id), "filename": .text(name)] : ["id": .text(id)]
    }
}
