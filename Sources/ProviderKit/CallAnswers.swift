public import ChannelKit

extension WebAnswer {
    /// Taken, with nothing to say.
    public static var taken: WebAnswer { WebAnswer(status: 200) }

    /// Taken, with an empty JSON object, for providers that expect a body.
    public static var takenAsJSON: WebAnswer { .json(status: 200, [:]) }

    /// The call does not prove where it comes from.
    public static var notAuthentic: WebAnswer {
        WebAnswer(status: 401, contentType: "text/plain; charset=utf-8", text: "not authentic\n")
    }

    /// The call is authentic or needs not be, and makes no sense.
    public static var notReadable: WebAnswer {
        WebAnswer(status: 400, contentType: "text/plain; charset=utf-8", text: "not readable\n")
    }

    /// The call's method is none that is taken here.
    public static func wrongMethod(allowed: String) -> WebAnswer {
        WebAnswer(
            status: 405,
            contentType: "text/plain; charset=utf-8",
            text: "method not allowed\n",
            headers: [HeaderField("Allow", allowed)]
        )
    }

    /// An answer with a JSON body.
    public static func json(status: Int, _ value: JSONValue) -> WebAnswer {
        WebAnswer(status: status, headers: [HeaderField("Content-Type", "application/json")], body: value.octets())
    }
}

extension WebRequest {
    /// The path below the webhook's own, without a leading slash; nil when it is not below it.
    public var pathBelowWebhook: String? {
        if path == "webhook" { return "" }
        return path.hasPrefix("webhook/") ? String(path.dropFirst(8)) : nil
    }
}
