import HTTPTypes

/// Reads and writes the few cookies of the desk.
enum Cookies {
    /// The value of a cookie in a request.
    static func value(_ name: String, in headers: HTTPFields) -> String? {
        for field in headers[values: .cookie] where field.utf8.count <= 8_192 {
            for pair in field.split(separator: ";") {
                guard let cut = pair.firstIndex(of: "=") else { continue }
                if pair[..<cut].drop(while: { $0 == " " }) == name { return String(pair[pair.index(after: cut)...]) }
            }
        }
        return nil
    }

    /// The name of the session's cookie.
    ///
    /// Browsers bind the `__Host-` prefix to this host, the root path and https.
    static func sessionName(isSecure: Bool) -> String { isSecure ? "__Host-tributary" : "tributary" }

    /// A session's cookie, which lives as long as the browser.
    static func session(_ token: String, isSecure: Bool) -> String {
        "\(sessionName(isSecure: isSecure))=\(token); Path=/; HttpOnly; SameSite=Lax\(isSecure ? "; Secure" : "")"
    }

    /// Takes the session's cookie back.
    static func endedSession(isSecure: Bool) -> String { session("", isSecure: isSecure) + "; Max-Age=0" }

    /// The chosen language, for a year.
    static func language(_ language: Language, isSecure: Bool) -> String {
        "lang=\(language.rawValue); Path=/; HttpOnly; SameSite=Lax; Max-Age=31536000\(isSecure ? "; Secure" : "")"
    }
}
