import ChannelKit
import DeskModel
import Foundation

/// Lets go of blobs that nothing refers to.
struct BlobTidying {
    /// How long a blob may wait for a message that refers to it, in milliseconds: a day.
    static let grace: Int64 = 86_400_000

    /// Blobs older than the grace that nothing refers to; at most 1,000.
    static func unreferenced(_ connection: Connection, now: Timestamp) throws -> [BlobDigest] {
        try connection.all(
            """
            SELECT digest FROM blob
            WHERE createdAt < ?1
                AND NOT EXISTS (SELECT 1 FROM attachment WHERE blob = digest)
                AND NOT EXISTS (SELECT 1 FROM arrivalOctets WHERE blob = digest)
                AND NOT EXISTS (SELECT 1 FROM outboundPart WHERE blob = digest)
                AND NOT EXISTS (SELECT 1 FROM articlePicture WHERE blob = digest)
                AND NOT EXISTS (SELECT 1 FROM branding WHERE logo = digest)
            LIMIT 1000
            """,
            now.rawValue - grace
        ) { try $0.next() }
    }

    /// Removes blobs, unless something refers to them by now.
    static func remove(_ digests: [BlobDigest], _ context: WriteContext) throws {
        for digest in digests {
            try context.connection.run(
                """
                DELETE FROM blob
                WHERE digest = ?1
                    AND NOT EXISTS (SELECT 1 FROM attachment WHERE blob = digest)
                    AND NOT EXISTS (SELECT 1 FROM arrivalOctets WHERE blob = digest)
                    AND NOT EXISTS (SELECT 1 FROM outboundPart WHERE blob = digest)
                    AND NOT EXISTS (SELECT 1 FROM articlePicture WHERE blob = digest)
                    AND NOT EXISTS (SELECT 1 FROM branding WHERE logo = digest)
                """,
                digest
            )
        }
    }

    /// Deletes segment files that no blob is in; runs on the writer, which appends to the newest.
    static func removeEmptySegments(_ context: WriteContext, folder: String) throws {
        let used = Set(
            try context.connection.all("SELECT DISTINCT segment FROM blob WHERE segment IS NOT NULL") {
                try $0.next(Int.self)
            }
        )
        for segment in 1..<max(1, context.segments.segment) where !used.contains(segment) {
            unlink(SegmentFile.path(segment, in: folder))
        }
    }
}
