import ChannelKit
import Foundation

/// How far a mailbox folder has been taken, as it is committed with the arrivals.
struct MailboxCursor: Sendable, Hashable, Codable {
    /// The folder's generation: UIDs mean something only as long as it stays the same (RFC 9051, 2.3.1.1).
    var uidValidity: UInt32
    /// Mails up to this UID are journaled.
    var uid: UInt32
    /// How many mails of this generation were journaled.
    var taken: Int
    /// Mails up to this UID are also marked or moved on the server; what lies between is done again after a crash.
    var settled: UInt32

    /// How many mails the server counts but did not give when the folder was last taken from its beginning.
    var missed: Int

    private enum CodingKeys: String, CodingKey {
        case uidValidity = "uidvalidity"
        case uid, taken, settled, missed
    }

    /// The beginning of a generation.
    init(uidValidity: UInt32) {
        self.uidValidity = uidValidity
        uid = 0
        taken = 0
        settled = 0
        missed = 0
    }

    /// Reads a committed value; nil when it is none of ours, which is answered by taking the folder from its beginning.
    init?(_ text: String) {
        guard text.utf8.count <= 4096,
            let cursor = try? JSONDecoder().decode(Self.self, from: Data(text.utf8)), cursor.taken >= 0,
            cursor.missed >= 0
        else { return nil }
        self = cursor
    }

    /// The value to commit.
    var text: String {
        #"{"missed":\#(missed),"settled":\#(settled),"taken":\#(taken),"uid":\#(uid),"uidvalidity":\#(uidValidity)}"#
    }
}
