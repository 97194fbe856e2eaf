import ChannelKit
import Crypto
import DeskModel
import HTTPTypes
import Hummingbird
import NIOCore
import TicketStorage

/// Files: uploaded before a reply refers to them, and downloaded by id.
enum AttachmentCalls {
    /// For how long a reference can be used; the bytes are kept a little longer.
    private static let life: Duration = .seconds(86_400)

    static let schema = APIObject(
        "UploadedFile",
        "A file that a reply can refer to within a day.",
        [
            .required("reference", .words, "What a reply names it by."),
            .required("name", .words, "The file name."),
            .required("content_type", .words, "The media type."),
            .required("size", .count, "The number of bytes."),
            .required("expires_at", .time, "Until when the reference can be used."),
        ]
    )

    /// Answers `POST /attachments`.
    static func upload(_ exchange: APIExchange) async throws -> Response {
        guard !exchange.octets.isEmpty else { throw APIProblem(.malformed, "The file is empty.") }
        let reference = FileReference(
            name: exchange.query["name"] ?? "file",
            contentType: RequestCheck.mediaType(exchange.request.headers[.contentType] ?? ""),
            digest: BlobDigest(rawValue: Hexadecimal.encode(SHA256.hash(data: exchange.octets))),
            expiresAt: exchange.now.advanced(by: life)
        )
        let body: JSON = [
            "reference": .text(reference.sealed(with: try key(exchange))), "name": .text(reference.name),
            "content_type": .text(reference.contentType), "size": .integer(exchange.octets.count),
            "expires_at": .time(reference.expiresAt),
        ]
        let blob = BlobBytes(digest: reference.digest, bytes: exchange.octets)
        return try await exchange.change(.keep([blob], at: exchange.now)) { _ in
            ServiceAnswer(status: 201, body: body.compact)
        }
    }

    /// Answers `GET /attachments/{id}`.
    static func download(_ exchange: APIExchange) async throws -> Response {
        let id = try exchange.id(of: AttachmentRecord.self)
        let record = try await exchange.store.attachment(id).orNotFound("attachment")
        let octets = try await exchange.store.blob(record.blob).orNotFound("attachment")
        // Whatever its sender called it, it is octets: no browser is to make anything of it here.
        return Response(
            status: .ok,
            headers: [
                .contentType: "application/octet-stream",
                .contentDisposition: FileNames.disposition(record.name, isInline: false),
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: octets))
        )
    }

    /// The files that references stand for.
    ///
    /// - Throws: ``APIProblem`` for a reference that is none, or that is too old.
    static func files(named references: [JSON], _ exchange: APIExchange) async throws -> [OutboundAttachment] {
        var files: [OutboundAttachment] = []
        for (index, element) in references.enumerated() {
            guard let reference = FileReference(element.text ?? "", key: try key(exchange)),
                exchange.now < reference.expiresAt,
                let bytes = try await exchange.store.blob(reference.digest)
            else {
                throw APIProblem.invalid(
                    "/attachments/\(index)",
                    "no reference, or older than a day; upload the file with POST /attachments"
                )
            }
            files.append(OutboundAttachment(name: reference.name, contentType: reference.contentType, bytes: bytes))
        }
        return files
    }

    /// References are for the token that uploaded the file.
    private static func key(_ exchange: APIExchange) throws -> SymmetricKey {
        let secret = SymmetricKey(data: exchange.site.services.key("api-file"))
        let token = try exchange.token.token.id
        return SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: Array("\(token)".utf8), using: secret))
    }
}

/// What stands for an uploaded file: everything about it, signed.
struct FileReference: Sendable, Hashable {
    let name: String
    let contentType: String
    let digest: BlobDigest
    let expiresAt: Timestamp

    init(name: String, contentType: String, digest: BlobDigest, expiresAt: Timestamp) {
        let plain = name.split { "/\\".contains($0) }.last.map(String.init) ?? ""
        self.name = String((plain.isEmpty ? "file" : plain).prefix(100))
        self.contentType = contentType
        self.digest = digest
        self.expiresAt = expiresAt
    }

    /// Reads a reference; nil when it was not sealed with that key.
    init?(_ text: String, key: SymmetricKey) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, ConstantTime.equal(Self.seal(parts[0], key: key), Array(parts[1].utf8)),
            let json = try? JSON(reading: Array(PercentCoding.decodeForm(parts[0].utf8).utf8))
        else { return nil }
        guard let name = json["n"]?.text, let type = json["t"]?.text, let digest = json["d"]?.text,
            let end = json["e"]?.integer
        else { return nil }
        self.init(
            name: name,
            contentType: type,
            digest: BlobDigest(rawValue: digest),
            expiresAt: Timestamp(rawValue: Int64(end))
        )
    }

    /// The reference as text.
    func sealed(with key: SymmetricKey) -> String {
        let json: JSON = [
            "n": .text(name), "t": .text(contentType), "d": .text(digest.rawValue),
            "e": .integer(expiresAt.rawValue),
        ]
        let text = PercentCoding.encode(json.compact).replacing(".", with: "%2E")
        return "\(text).\(String(decoding: Self.seal(Substring(text), key: key), as: UTF8.self))"
    }

    private static func seal(_ text: Substring, key: SymmetricKey) -> [UInt8] {
        Array(Base64URL.encode(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key)).utf8)
    }
}
