@testable import TicketStorage

extension BlobBytes {
    /// Bytes with their digest.
    static func made(_ bytes: [UInt8]) -> BlobBytes { BlobBytes(digest: BlobTable.digest(of: bytes), bytes: bytes) }
}
