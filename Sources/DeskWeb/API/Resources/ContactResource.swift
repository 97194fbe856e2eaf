import ChannelKit
import DeskModel
import TicketStorage

/// People as programs see them.
enum ContactResource {
    static let identity = APIObject(
        "Identity",
        "One address of a person.",
        [
            .required("id", .id, "The id."),
            .required("kind", .choice(IdentityKind.allCases.map(\.rawValue)), "What it is an address of."),
            .required("address", .words, "The address as written."),
            .required("contact", .id, "The contact it belongs to."),
            .required("verified", .boolean, "Whether it was ever proven."),
            .required("shared", .boolean, "Whether several people use it."),
            .required("blocked", .boolean, "Whether its messages are put aside."),
            .required("undeliverable_since", .nullable(.time), "Since when mail to it fails for good."),
        ]
    )

    static let merge = APIObject(
        "ContactMerge",
        "An edge that makes one contact stand for another.",
        [
            .required("id", .id, "The id, for undoing it."),
            .required("from", .id, "The contact that no longer stands for itself."),
            .required("into", .id, "The contact that stands for both."),
            .required("by", .object(ActorResource.schema), "Who merged."),
            .required("evidence", .items(.words), "Why."),
            .required("at", .time, "When."),
            .required("undone_at", .nullable(.time), "When it was undone."),
        ]
    )

    static let schema = APIObject(
        "Contact",
        "A person, as far as the desk knows.",
        [
            .required("id", .id, "The id of the contact asked for."),
            .required("person", .id, "The contact that stands for the person after merges."),
            .required("name", .words, "The person's name; may be empty."),
            .required("identities", .items(.object(identity)), "All addresses of the person."),
            .required("merges", .items(.object(merge)), "Merges that make up the person, those undone included."),
            .required("ticket_count", .count, "How many tickets the person has."),
            .required("created_at", .time, "When the contact was first heard of."),
        ]
    )

    static func json(_ profile: ContactProfile) -> JSON {
        [
            "id": .id(profile.contact.id), "person": .id(profile.person.id), "name": .text(profile.person.name),
            "identities": .array(profile.identities.map(json)), "merges": .array(profile.merges.map(json)),
            "ticket_count": .integer(profile.ticketCount), "created_at": .time(profile.contact.createdAt),
        ]
    }

    static func json(_ identity: Identity) -> JSON {
        [
            "id": .id(identity.id), "kind": .text(identity.key.kind.rawValue), "address": .text(identity.address),
            "contact": .id(identity.contact), "verified": .boolean(identity.isVerified),
            "shared": .boolean(identity.isShared), "blocked": .boolean(identity.isBlocked),
            "undeliverable_since": .time(orNull: identity.undeliverableSince),
        ]
    }

    static func json(_ merge: ContactMerge) -> JSON {
        [
            "id": .id(merge.id), "from": .id(merge.from), "into": .id(merge.into),
            "by": ActorResource.json(merge.actor), "evidence": .array(merge.evidence.map { .text($0.said.english) }),
            "at": .time(merge.at), "undone_at": .time(orNull: merge.undoneAt),
        ]
    }

    /// Where a contact is found.
    static func path(_ id: ContactID) -> String { "/api/v1/contacts/\(id)" }
}
