import ChannelKit
import DeskModel

/// Notes that a message came by another way as well.
struct MessageCopyWriter {
    /// The most recipients a message shows.
    private static let mostRecipients = 1_000

    let context: WriteContext
    private var connection: Connection { context.connection }

    init(context: WriteContext) { self.context = context }

    /// Adds the recipients of a copy that the message does not show yet.
    func add(_ copy: MessageCopy) throws {
        let stored = try connection.value(
            "SELECT recipients FROM inboundMessage WHERE id = ?1",
            copy.message,
            as: String.self
        )
        guard let stored else { return }
        var recipients = try JSONText.read(stored, as: EnvelopeRecipient.self)
        let count = recipients.count
        for recipient in copy.recipients where recipients.count < Self.mostRecipients {
            let isKnown = recipients.contains { known in
                known.address == recipient.address || (known.identity != nil && known.identity == recipient.identity)
            }
            if !isKnown { recipients.append(recipient) }
        }
        guard recipients.count > count else { return }
        try connection.run(
            "UPDATE inboundMessage SET recipients = ?2 WHERE id = ?1",
            copy.message,
            JSONText.list(recipients)
        )
    }

    /// The contact that sent a message.
    func contact(of message: MessageID) throws -> ContactID? {
        try connection.value("SELECT contact FROM inboundMessage WHERE id = ?1", message, as: ContactID.self)
    }
}
