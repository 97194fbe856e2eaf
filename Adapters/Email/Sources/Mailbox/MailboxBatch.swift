/// Mails that are fetched and journaled together.
enum MailboxBatch: Sendable {
    /// Mails that are fetched whole.
    case whole([FetchedMail])
    /// A mail over the channel's limit, of which only the beginning is fetched.
    case beginning(FetchedMail)

    /// The most mails of one batch.
    static let mostMails = 100
    /// The most bytes of one batch, unless a single mail is larger.
    static let largest = 16 << 20
    /// How many bytes are taken of a mail that is too large.
    static let beginningSize = 256 << 10

    /// The highest UID.
    var lastUID: UInt32 {
        switch self {
        case .whole(let mails): mails.last?.uid ?? 0
        case .beginning(let mail): mail.uid
        }
    }

    /// The number of mails.
    var count: Int {
        switch self {
        case .whole(let mails): mails.count
        case .beginning: 1
        }
    }

    /// Cuts listed mails, in ascending order of their UIDs, into batches; one over `limit` bytes is not fetched whole.
    static func batches(_ mails: [FetchedMail], limit: Int) -> [MailboxBatch] {
        var batches: [MailboxBatch] = []
        var current: [FetchedMail] = []
        var size = 0
        func close() {
            if !current.isEmpty { batches.append(.whole(current)) }
            current = []
            size = 0
        }
        for mail in mails {
            // A server that tells no size is believed to hold a large mail: it goes alone.
            let weight = mail.size ?? largest
            if weight > limit {
                close()
                batches.append(.beginning(mail))
                continue
            }
            if current.count >= mostMails || size + weight > largest { close() }
            current.append(mail)
            size += weight
        }
        close()
        return batches
    }
}
