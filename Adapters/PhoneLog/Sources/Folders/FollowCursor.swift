import Crypto
import Foundation

/// The place in a followed file up to which everything is journaled.
///
/// The inode tells the file from the one that replaces it when the log is rotated; the digest of its beginning tells it from
/// another of the same inode. From `offset` on rows are read again to gather those of one call; `taken` says which of them are
/// journaled already. `modified` finds what was rotated away since when the file itself is gone or read to its end.
struct FollowCursor: Sendable, Hashable, Codable {
    /// The stream of cursors.
    static let stream = "follow"
    /// How much of the file's beginning the digest covers at most, in octets.
    static let longestHead = 256

    var inode: UInt64
    var offset: Int64
    var line: Int
    var headLength: Int
    var head: String
    /// Four rows a hexadecimal digit, the first row highest.
    var taken: String
    /// When the file was last written to before it was read, in nanoseconds since 1970; a little earlier while some of it is not
    /// handed over, and nil in cursors of earlier versions.
    var modified: Int64?

    /// Reads a cursor; nil where it is none.
    init?(_ text: String) {
        guard let cursor = try? JSONDecoder().decode(Self.self, from: Data(text.utf8)), cursor.offset >= 0,
            cursor.line >= 1, (0...Self.longestHead).contains(cursor.headLength),
            cursor.taken.utf8.count <= CallWindow.size
        else { return nil }
        self = cursor
    }

    init(inode: UInt64, offset: Int64, line: Int, head: [UInt8], taken: [Bool], modified: Int64) {
        self.inode = inode
        self.offset = offset
        self.line = line
        headLength = head.count
        self.head = Self.digest(head)
        self.taken = Self.encode(taken)
        self.modified = modified
    }

    /// The place behind a file that was read to its end, for good.
    static func behind(modified: Int64) -> FollowCursor {
        FollowCursor(inode: 0, offset: 0, line: 1, head: [], taken: [], modified: modified)
    }

    /// The cursor as it is committed.
    var text: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    /// Whether a file begins as the one did that the cursor was made of.
    func fits(head: [UInt8]) -> Bool { head.count == headLength && Self.digest(head) == self.head }

    /// Which of the rows from ``offset`` on are journaled.
    var takenRows: [Bool] {
        taken.flatMap { digit in
            let bits = digit.hexDigitValue ?? 0
            return [bits & 8 != 0, bits & 4 != 0, bits & 2 != 0, bits & 1 != 0]
        }
    }

    private static func encode(_ rows: [Bool]) -> String {
        stride(from: 0, to: rows.count, by: 4).map { start in
            let bits = (0..<4).reduce(0) { $0 << 1 | (start + $1 < rows.count && rows[start + $1] ? 1 : 0) }
            return String(bits, radix: 16)
        }.joined()
    }

    private static func digest(_ octets: [UInt8]) -> String {
        SHA256.hash(data: octets).prefix(16).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}
