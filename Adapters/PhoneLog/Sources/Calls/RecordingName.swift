/// Names of sound files.
enum RecordingName {
    private static let types = [
        "wav": "audio/wav", "mp3": "audio/mpeg", "ogg": "audio/ogg", "opus": "audio/ogg", "gsm": "audio/gsm",
        "m4a": "audio/mp4", "flac": "audio/flac", "webm": "audio/webm",
    ]

    /// The media type by a name's ending; nil where it names no sound file.
    static func contentType(of name: String) -> String? {
        guard let point = name.lastIndex(of: ".") else { return nil }
        return types[name[name.index(after: point)...].lowercased()]
    }

    /// The last part of a path or an address: a plain file name of a sound file; nil where there is none.
    static func fileName(of reference: String) -> String? {
        let path = reference.prefix { $0 != "?" && $0 != "#" }
        guard let last = path.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) else {
            return nil
        }
        guard !last.hasPrefix("."), last.utf8.count <= 200, contentType(of: last) != nil else { return nil }
        return last
    }
}
