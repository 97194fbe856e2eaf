import HTTPTypes
import Hummingbird

/// How long the desk worked on an answer, for whoever looks at a page's timing (W3C Server Timing).
enum ServerTiming {
    /// Whether a page tells it: those of agents only.
    ///
    /// To strangers and customers the time would say what the words do not, such as whether an address is known.
    static func isTold(at path: String) -> Bool {
        path.hasPrefix("/admin/") || (path.hasPrefix("/desk/") && path != "/desk/login" && path != "/desk/setup")
    }

    /// The header's value: milliseconds with one decimal, rounded down.
    static func value(of duration: Duration) -> String {
        let tenths = duration.components.seconds * 10_000 + duration.components.attoseconds / 100_000_000_000_000
        return "app;dur=\(tenths / 10).\(tenths % 10)"
    }
}

extension HTTPField.Name {
    /// How long the server worked.
    static let serverTiming = HTTPField.Name.make("Server-Timing")
}

extension Response {
    /// Whether it is an HTML page.
    var isPage: Bool { headers[.contentType]?.hasPrefix("text/html") == true }
}
