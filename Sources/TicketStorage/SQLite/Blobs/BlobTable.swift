import ChannelKit
import Crypto
import DeskModel

/// Bytes by digest: small ones in the table, larger ones in segment files.
struct BlobTable {
    /// Up to this size bytes are kept in the table.
    static let inlineSize = 16 << 10

    let context: WriteContext

    /// Keeps bytes under their digest, once.
    func put(_ blob: BlobBytes, at now: Timestamp) throws {
        let connection = context.connection
        if try connection.exists("SELECT 1 FROM blob WHERE digest = ?1", blob.digest) { return }
        if blob.bytes.count <= Self.inlineSize {
            try connection.run(
                "INSERT INTO blob (digest, size, bytes, createdAt) VALUES (?1, ?2, ?3, ?4)",
                blob.digest,
                blob.bytes.count,
                blob.bytes,
                now
            )
        } else {
            let place = try context.segments.append(blob.bytes)
            try connection.run(
                "INSERT INTO blob (digest, size, segment, position, createdAt) VALUES (?1, ?2, ?3, ?4, ?5)",
                blob.digest,
                blob.bytes.count,
                place.segment,
                place.offset,
                now
            )
        }
    }

    /// Keeps bytes that nothing refers to yet; from now on they have their full time to be referred to.
    func keep(_ blob: BlobBytes, at now: Timestamp) throws {
        try put(blob, at: now)
        try context.connection.run(
            "UPDATE blob SET createdAt = max(createdAt, ?2) WHERE digest = ?1",
            blob.digest,
            now
        )
    }

    /// The digest of bytes.
    static func digest(of bytes: [UInt8]) -> BlobDigest {
        var text = ""
        text.reserveCapacity(64)
        for byte in SHA256.hash(data: bytes) {
            for digit in [byte >> 4, byte & 15] {
                let code = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
                text.unicodeScalars.append(Unicode.Scalar(code))
            }
        }
        return BlobDigest(rawValue: text)
    }
}

/// Reading bytes by digest.
struct BlobReading {
    let connection: Connection
    let folder: String

    /// The bytes; nil when they are not kept.
    ///
    /// - Throws: ``StorageError/corrupt(_:)`` when they should be there and are not whole.
    func bytes(_ digest: BlobDigest) throws -> [UInt8]? {
        let found = try connection.first(
            "SELECT size, segment, position, bytes FROM blob WHERE digest = ?1",
            digest
        ) { row in
            (
                size: try row.next(Int.self), segment: try row.next(Int?.self), offset: try row.next(Int64?.self),
                bytes: try row.next([UInt8]?.self)
            )
        }
        guard let found else { return nil }
        if let bytes = found.bytes { return bytes }
        guard let segment = found.segment, let offset = found.offset,
            let bytes = SegmentFile.read(segment: segment, offset: offset, size: found.size, in: folder)
        else { throw StorageError.corrupt("the blob \(digest.rawValue) is not whole") }
        return bytes
    }
}
