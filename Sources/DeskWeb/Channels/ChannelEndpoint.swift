import ChannelKit
import HTTPTypes
import Hummingbird
import Logging
import MessageRouting
import NIOCore

/// Answers requests below `/channels/{id}/`: hands them to the channel's adapter, journals what comes of them, and only then
/// says so.
struct ChannelEndpoint: Sendable {
    private static let prefix = "/channels/"

    let site: DeskSite

    /// Answers a request; whatever goes wrong becomes an answer.
    func respond(to request: Request, from remoteAddress: String, logger: Logger) async -> Response {
        do {
            let target = try Target(request.uri.path.utf8.dropFirst(Self.prefix.utf8.count))
            guard let channel = site.services.directory[target.channel] else { throw PageProblem.notFound }
            if target.isWebhook {
                guard let adapter = channel.adapter as? any WebhookReceiving else { throw PageProblem.notFound }
                try check(request.method, among: [.get, .head, .post, .put])
                let call = try await webRequest(request, path: target.path, remoteAddress: remoteAddress)
                let answer = await WebhookHandler(services: site.services, logger: logger).answer(
                    call,
                    adapter: adapter
                )
                site.services.health.note(
                    ChannelHealth.Call(at: call.receivedAt, status: answer.status.code),
                    of: target.channel
                )
                return answer
            }
            guard let adapter = channel.adapter as? any PageServing else { throw PageProblem.notFound }
            try check(request.method, among: [.get, .head, .post, .options])
            var call = try await webRequest(request, path: target.path, remoteAddress: remoteAddress)
            call.host = try await site.host(for: request)
            let response = await ChannelPageHandler(
                services: site.services,
                followCookie: site.followCookie,
                streams: site.streams,
                logger: logger
            ).answer(call, to: request, on: target.channel, adapter: adapter)
            return request.method == .head ? response.createHeadResponse() : response
        } catch {
            return ErrorPage(site: site, request: request, logger: logger).answer(to: error)
        }
    }

    /// Which channel a path names, and the path below it.
    struct Target: Equatable {
        let channel: ChannelID
        let path: String

        /// Whether a provider's call is meant.
        var isWebhook: Bool { path == "webhook" || path.hasPrefix("webhook/") }

        /// Takes a path apart that starts with the channel's name.
        ///
        /// - Throws: ``PageProblem/notFound`` when it is none.
        init(_ path: Substring.UTF8View) throws {
            guard path.count <= 2_048, let cut = path.firstIndex(of: UInt8(ascii: "/")), cut > path.startIndex,
                let name = PercentCoding.decodePath(path[..<cut]),
                let below = PercentCoding.decodePath(path[path.index(after: cut)...]),
                !below.split(separator: "/").contains(where: { $0 == ".." })
            else { throw PageProblem.notFound }
            channel = ChannelID(rawValue: name)
            self.path = below
        }
    }

    private func check(_ method: HTTPRequest.Method, among allowed: [HTTPRequest.Method]) throws {
        guard allowed.contains(method) else {
            throw PageProblem.methodNotAllowed(allowed: allowed.map(\.rawValue))
        }
    }

    private func webRequest(_ request: Request, path: String, remoteAddress: String) async throws -> WebRequest {
        let receivedAt = site.services.now()
        let body: [UInt8] =
            [.post, .put].contains(request.method)
            ? Array(buffer: try await RequestOctets.collect(request, upTo: site.settings.maximumBodyBytes)) : []
        var headers: [HeaderField] = []
        headers.reserveCapacity(request.headers.count + 1)
        if let authority = request.head.authority { headers.append(HeaderField("Host", authority)) }
        for field in request.headers { headers.append(HeaderField(field.name.rawName, field.value)) }
        let query = request.uri.query.map { FormValues(urlEncoded: Array($0.utf8.prefix(16_384))).pairs } ?? []
        return WebRequest(
            method: request.method == .head ? "GET" : request.method.rawValue,
            path: path,
            query: query.map { HeaderField($0.name, $0.value) },
            headers: headers,
            body: body,
            remoteAddress: remoteAddress,
            receivedAt: receivedAt
        )
    }
}

extension WebAnswer {
    /// The answer as a response.
    ///
    /// A header field an adapter got wrong is left out rather than sent.
    var response: Response {
        var fields = HTTPFields()
        for header in headers {
            guard let name = HTTPField.Name(header.name), HTTPField.isValidValue(header.value) else { continue }
            fields.append(HTTPField(name: name, value: header.value))
        }
        let code = (200...599).contains(status) ? status : 500
        return Response(
            status: HTTPResponse.Status(code: code),
            headers: fields,
            body: body.isEmpty ? ResponseBody() : ResponseBody(byteBuffer: ByteBuffer(bytes: body))
        )
    }
}
