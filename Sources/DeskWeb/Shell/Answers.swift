import HTTPTypes
import Hummingbird
import NIOCore

extension Response {
    /// A page.
    static func html(_ markup: HTML, status: HTTPResponse.Status = .ok, language: Language? = nil) -> Response {
        var headers: HTTPFields = [.contentType: "text/html; charset=utf-8"]
        if let language { headers[.contentLanguage] = language.rawValue }
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: markup.buffer))
    }

    /// Plain text.
    static func text(
        _ text: String,
        status: HTTPResponse.Status = .ok,
        type: String = "text/plain; charset=utf-8"
    ) -> Response {
        Response(
            status: status,
            headers: [.contentType: type],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text))
        )
    }

    /// "See there", as after every change.
    static func seeOther(_ path: String) -> Response { Response(status: .seeOther, headers: [.location: path]) }
}

extension Exchange {
    /// A page of the desk.
    func page(_ title: String, status: HTTPResponse.Status = .ok, chrome: Chrome? = nil, content: HTML) -> Response {
        var frame = frame
        if chrome != nil { frame.done = DoneNotice.html(query, frame) }
        return .html(
            frame.page(title: title, chrome: chrome, content: content),
            status: status,
            language: words.language
        )
    }

    /// Where to go after a change: a page of ours that the form names, else the given one.
    func back(or path: String) -> Response {
        guard let back = form["back"], Self.isOwnPath(back) else { return .seeOther(path) }
        return .seeOther(back)
    }

    /// Whether a text is a path of the desk and no address of another site.
    static func isOwnPath(_ text: String) -> Bool {
        (["/desk/", "/admin/", "/help/"].contains(where: text.hasPrefix) || ["/desk", "/help"].contains(text))
            && text.utf8.count <= 1_000
            && text.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") }
    }
}
