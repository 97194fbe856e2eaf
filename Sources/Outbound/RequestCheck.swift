import ChannelKit

/// Decides whether a request to a provider is fit to be put on the wire, and what its header fields become.
///
/// Pure. Whatever is refused is named by its kind and never shown: header fields and addresses may hold tokens.
struct RequestCheck {
    /// The most header fields of a request.
    static let fieldLimit = 100
    /// The most octets of a request's header fields.
    static let octetLimit = 64 * 1024
    /// The longest method.
    static let methodLimit = 20

    private let filter: EgressFilter

    init(filter: EgressFilter) { self.filter = filter }

    /// Checks a request.
    ///
    /// - Returns: where it goes.
    func check(_ request: ProviderRequest) throws(TransportFailure) -> WebOrigin {
        let method = request.method.utf8
        guard !method.isEmpty, method.count <= Self.methodLimit, method.allSatisfy({ (0x41...0x5A).contains($0) }),
            request.method != "CONNECT"
        else { throw .forbidden(detail: "the method must be of capital letters and not CONNECT") }
        guard request.method != "HEAD" || request.body.isEmpty else {
            throw .forbidden(detail: "a HEAD request has no body")
        }
        try check(request.headers)
        do throws(EgressRefusal) {
            let origin = try filter.check(request.url)
            if origin.scheme == "http", !filter.isConfigured(origin) { throw .scheme("http") }
            return origin
        } catch {
            throw .forbidden(detail: error.detail)
        }
    }

    /// The fields as libcurl takes them: those that belong to the connection dropped, empty ones kept.
    static func lines(_ headers: [HeaderField]) -> [String] {
        // Without this line libcurl holds a larger body back until the server asks for it, or a second has passed.
        var lines = ["Expect:"]
        for field in headers where !connectionFields.contains(field.name.lowercased()) {
            let isBlank = field.value.utf8.allSatisfy { $0 == 0x20 || $0 == 0x09 }
            // "Name:" would tell libcurl to leave the field out.
            lines.append(isBlank ? "\(field.name);" : "\(field.name): \(field.value)")
        }
        return lines
    }

    /// What describes the connection and not the request (RFC 9110, 7.6.1), or is computed from the request.
    private static let connectionFields: Set = [
        "host", "content-length", "connection", "transfer-encoding", "expect", "keep-alive", "proxy-connection", "te",
        "trailer", "upgrade",
    ]

    private func check(_ headers: [HeaderField]) throws(TransportFailure) {
        guard headers.count <= Self.fieldLimit else {
            throw .forbidden(detail: "a request has at most \(Self.fieldLimit) header fields")
        }
        var octetCount = 0
        for field in headers {
            octetCount += field.name.utf8.count + field.value.utf8.count + 4
            guard octetCount <= Self.octetLimit else {
                throw .forbidden(detail: "a request's header fields have at most \(Self.octetLimit) bytes")
            }
            guard !field.name.isEmpty, field.name.utf8.allSatisfy(Self.isTokenOctet) else {
                throw .forbidden(detail: "a header field's name holds what no name may hold")
            }
            guard field.value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
                throw .forbidden(detail: "a header field's value holds a line end or another control character")
            }
        }
    }

    /// Whether an octet may stand in a field's name (RFC 9110, 5.6.2).
    private static func isTokenOctet(_ octet: UInt8) -> Bool {
        switch octet {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(octet)
        }
    }
}
