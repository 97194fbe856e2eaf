/// Media types that a file name tells where the mail only says "octets".
enum MediaType {
    /// The claimed type, or for `application/octet-stream` the type of a well-known ending.
    ///
    /// Only types that nothing executes are told by name; whoever shows a file looks at its content anyway.
    static func refined(_ claimed: String, filename: String?) -> String {
        guard claimed == "application/octet-stream", let filename, let dot = filename.lastIndex(of: ".") else {
            return claimed
        }
        return byEnding[filename[filename.index(after: dot)...].lowercased()] ?? claimed
    }

    private static let byEnding: [String: String] = [
        "pdf": "application/pdf", "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif",
        "webp": "image/webp", "heic": "image/heic", "tif": "image/tiff", "tiff": "image/tiff", "bmp": "image/bmp",
        "doc": "application/msword", "xls": "application/vnd.ms-excel", "ppt": "application/vnd.ms-powerpoint",
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "odt": "application/vnd.oasis.opendocument.text", "ods": "application/vnd.oasis.opendocument.spreadsheet",
        "zip": "application/zip", "mp3": "audio/mpeg", "m4a": "audio/mp4", "wav": "audio/wav", "ogg": "audio/ogg",
        "mp4": "video/mp4", "mov": "video/quicktime", "webm": "video/webm",
    ]
}
