import ChannelKit
import Crypto

/// Which mails of a maildrop are journaled, by the server's unique ids (UIDL), with the day each was stored on.
///
/// The ids are kept as digests in a bounded number of shelves, each a cursor that is committed with the mails it names. An id
/// that is missing costs a second fetch and no second message: the journal knows the mail.
struct SeenMails: Sendable {
    /// The first 48 bits of an id's SHA-256, in 8 characters.
    typealias Digest = String

    /// The most ids on one shelf, so that its text stays within what a cursor may hold (64 KiB).
    static let mostOnShelf = 4000
    /// The most shelves.
    static let mostShelves = 64

    private var shelves: [[Digest: Int]] = []

    /// Creates the memory of a maildrop that was never read.
    init() {}

    /// Reads the shelves' texts in their order; what is none of ours counts as empty.
    init(_ texts: [String]) { shelves = texts.prefix(Self.mostShelves).map(Self.read) }

    /// How many mails are known.
    var count: Int { shelves.reduce(0) { $0 + $1.count } }

    /// The digest of a server's unique id.
    static func digest(of id: String) -> Digest { Base64.text(Array(SHA256.hash(data: Array(id.utf8)).prefix(6))) }

    /// The day that a mail was stored on, counted from 1970; nil when it is not known.
    func day(of digest: Digest) -> Int? { shelves.lazy.compactMap { $0[digest] }.first }

    /// Forgets what the server has no more.
    mutating func keep(only present: Set<Digest>) {
        for index in shelves.indices { shelves[index] = shelves[index].filter { present.contains($0.key) } }
    }

    /// Puts mails on a shelf with room for all of them.
    ///
    /// - Returns: the shelf's number; nil when there is no room left.
    mutating func add(_ digests: [Digest], day: Int) -> Int? {
        var number = shelves.firstIndex { $0.count + digests.count <= Self.mostOnShelf }
        if number == nil, shelves.count < Self.mostShelves, digests.count <= Self.mostOnShelf {
            shelves.append([:])
            number = shelves.count - 1
        }
        guard let number else { return nil }
        for digest in digests { shelves[number][digest] = day }
        return number
    }

    /// The text of a shelf: the ids of each day after the day's number and a colon, days apart by a semicolon.
    func text(of shelf: Int) -> String {
        Dictionary(grouping: shelves[shelf].keys) { shelves[shelf][$0] ?? 0 }
            .sorted { $0.key < $1.key }
            .map { "\($0.key):\($0.value.sorted().joined())" }
            .joined(separator: ";")
    }

    private static func read(_ text: String) -> [Digest: Int] {
        var shelf: [Digest: Int] = [:]
        for part in text.prefix(64 << 10).split(separator: ";") {
            let pair = part.split(separator: ":", maxSplits: 1)
            guard pair.count == 2, let day = Int(pair[0]) else { continue }
            let digests = Array(pair[1].utf8)
            for start in stride(from: 0, to: digests.count - 7, by: 8) where shelf.count < mostOnShelf {
                shelf[String(decoding: digests[start..<start + 8], as: UTF8.self)] = day
            }
        }
        return shelf
    }
}
