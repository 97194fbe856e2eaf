import ChannelKit
import DeskModel

/// Arrivals that became no message and whose transport named no sender, when they name one of a person's addresses.
///
/// Of a mail its sender's fields are looked at; of anything else all of it, for nothing says which part names the sender.
/// Reading them takes long on a busy desk, so they are found beside the writer, which looks only at what came since.
struct NamingArrivals {
    /// What was looked for.
    let addresses: Set<String>
    let found: [ArrivalID]
    /// No arrival up to this one has to be looked at again: later ones came since, or waited to be routed.
    let mark: ArrivalID
}

extension NamingArrivals {
    /// Finds those that name addresses, which are in lower case.
    ///
    /// Of what was found before only what came since is looked at, unless the person has other addresses now.
    init(of addresses: [String], since known: NamingArrivals?, _ connection: Connection, blobFolder: String) throws {
        self.addresses = Set(addresses)
        let known = known?.addresses == self.addresses ? known : nil
        let blobs = BlobReading(connection: connection, folder: blobFolder)
        let mention = AddressMention(addresses)
        let unrouted = try connection.all(
            """
            SELECT id FROM arrival WHERE outcome <> 'opened' AND outcome <> 'appended'
                AND outcome IN ('ignored', 'quarantined', 'duplicate') AND ifnull(envelopeSender, '') = ''
                AND (id > ?1 OR id IN (SELECT value FROM json_each(?2)))
            """,
            known?.mark ?? Self.beginning,
            JSONText.list(known?.found ?? [])
        ) { try $0.next(ArrivalID.self) }
        let before = Set(known?.found ?? [])
        // One after the other: their octets are many megabytes together.
        found = try unrouted.filter { try before.contains($0) || Self.names(mention, $0, connection, blobs) }
        let mark = try connection.value(
            """
            SELECT coalesce(
                (SELECT min(id) - 1 FROM arrival
                    WHERE outcome <> 'opened' AND outcome <> 'appended' AND outcome = 'accepted'),
                (SELECT max(id) FROM arrival),
                0)
            """,
            as: ArrivalID.self
        )
        self.mark = mark ?? Self.beginning
    }

    private static let beginning = ArrivalID(rawValue: 0)

    private static func names(
        _ mention: AddressMention,
        _ id: ArrivalID,
        _ connection: Connection,
        _ blobs: BlobReading
    ) throws -> Bool {
        let arrival = try connection.first(
            "SELECT mediaType, headers, blob, bytes FROM arrival LEFT JOIN arrivalOctets ON arrival = id WHERE id = ?1",
            id
        ) {
            (
                try $0.next(String.self), try $0.next(String.self), try $0.next(BlobDigest?.self),
                try $0.next([UInt8]?.self)
            )
        }
        guard let (mediaType, headers, blob, bytes) = arrival else { return false }
        let octets = try bytes ?? blob.flatMap { try blobs.bytes($0) }
        if mediaType == "message/rfc822" { return octets.map { mention.isIn(MailSenderFields.of($0)) } ?? false }
        return mention.isIn(Array(headers.utf8)) || octets.map(mention.isIn) ?? false
    }
}
