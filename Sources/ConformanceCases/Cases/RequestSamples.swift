import ChannelKit

/// What webhooks and pages are asked, beyond the subject's own samples.
enum RequestSamples {
    /// The requests of a subject with another body, damaged the same way for the same seed.
    static func damaged(_ sample: SampleRequest, seed: UInt64) -> [WebRequest] {
        let body = sample.request.body
        let bodies =
            HostileOctets.mutations(of: body, count: 100, seed: seed)
            + HostileOctets.truncations(of: body).suffix(60)
            + HostileOctets.shapes.map { HostileOctets.repeated($0.piece, size: 64 << 10) }
            + [body + HostileOctets.repeated([0x61], size: 5 << 20)]
        return bodies.filter { $0 != body }.map { body in
            var request = sample.request
            request.body = body
            return request
        }
    }

    /// Requests that no browser and no provider makes.
    static func strange(like sample: SampleRequest) -> [WebRequest] {
        let texts = [
            "", "\0", "..", "../../etc/passwd", "form/../..", "\r\nX: y", "\u{202E}é😀", "%00",
            String(repeating: "a", count: 100_000),
        ]
        var requests: [WebRequest] = []
        for text in texts {
            var request = sample.request
            request.path = text
            requests.append(request)
            request = sample.request
            request.method = text
            requests.append(request)
            request = sample.request
            request.query = request.query.map { HeaderField($0.name, text) } + [HeaderField(text, text)]
            requests.append(request)
            request = sample.request
            request.headers = request.headers.map { HeaderField($0.name, text) } + [HeaderField(text, text)]
            requests.append(request)
            request = sample.request
            request.remoteAddress = text
            requests.append(request)
        }
        var request = sample.request
        request.headers = Array(repeating: HeaderField("X-Many", "1"), count: 20_000)
        request.query = Array(repeating: HeaderField("many", "1"), count: 20_000)
        requests.append(request)
        request = sample.request
        request.headers = []
        requests.append(request)
        for time in [Int64.min / 4, 0, 253_402_300_800_000] {
            request = sample.request
            request.receivedAt = Timestamp(rawValue: time)
            requests.append(request)
        }
        return requests
    }

    /// Requires an answer that a server can send.
    static func requireSound(_ answer: WebAnswer, _ what: String, _ run: CaseRun) throws {
        try run.require((200...599).contains(answer.status), "\(what): the status is \(answer.status)")
        for field in answer.headers {
            let isName = !field.name.isEmpty && field.name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x3A }
            try run.require(isName, "\(what): an answer's field is named \(field.name)")
            let isValue = field.value.unicodeScalars.allSatisfy { $0 == "\t" || !SingleLine.isControl($0) }
            try run.require(isValue, "\(what): the answer's field \(field.name) breaks its line")
        }
        try run.require(answer.body.count <= 32 << 20, "\(what): the answer has \(answer.body.count) bytes")
    }
}
