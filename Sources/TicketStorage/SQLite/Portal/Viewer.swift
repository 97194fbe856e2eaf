import ChannelKit
import DeskModel

/// Who looks at the portal: a proven identity, and everything that counts as the same person's at this moment.
struct Viewer {
    /// The identity that is signed in.
    let identity: Identity
    /// The contact that holds it.
    let contact: Contact
    /// The contacts whose tickets may be theirs.
    let contacts: [ContactID]
    /// The identities whose words are theirs.
    let identities: [Identity]

    /// Looks the person up; nil when the identity is gone, blocked or unproven.
    init?(_ id: IdentityID, _ connection: Connection) throws {
        let people = PersonRow(connection: connection)
        guard let identity = try people.identity(id), identity.isVerified,
            try !SenderBlockTable(connection: connection).isBlocked(identity),
            let contact = try people.contact(identity.contact)
        else { return nil }
        self.identity = identity
        self.contact = contact
        // Whoever reads a shared mailbox is not the person that one of its readers was merged with.
        guard !identity.isShared else {
            contacts = [contact.id]
            identities = [identity]
            return
        }
        contacts = try people.contacts(ofPerson: contact.person)
        identities = try contacts.flatMap(people.identities)
            .filter { $0.isVerified && !$0.isShared && !$0.isBlocked }
    }
}
