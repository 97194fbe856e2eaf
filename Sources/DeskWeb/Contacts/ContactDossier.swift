public import ChannelKit
public import DeskModel
import Foundation
public import TicketStorage

/// Everything held about a person that they may have, as one archive: `contact.json` and the files of their messages.
///
/// Notes, and fields for agents only, are the desk's own words between colleagues and stay out.
public struct ContactDossier: Sendable {
    private struct Document: Encodable {
        let exportedAt: String
        let contact: Person
        let identities: [Address]
        let evidence: [Evidence]
        let merges: [Merge]
        let tickets: [Matter]
    }

    private struct Person: Encodable {
        let id: String
        let name: String
        let createdAt: String
        let mergedContacts: [String]
    }

    private struct Address: Encodable {
        let id: String
        let kind: String
        let address: String
        let isVerified: Bool
        let isShared: Bool
        let createdAt: String
    }

    private struct Evidence: Encodable {
        let identity: String
        let method: String
        let assertedBy: String
        let isVerified: Bool
        let tiedTo: String?
        let at: String
    }

    private struct Merge: Encodable {
        let from: String
        let into: String
        let at: String
        let undoneAt: String?
    }

    private struct Matter: Encodable {
        let number: Int
        let subject: String
        let status: String
        let createdAt: String
        let fields: [Answer]
        let messages: [Words]
    }

    private struct Words: Encodable {
        let direction: String
        let channel: String
        let at: String
        let from: String?
        let subject: String?
        let text: String
        let fields: [Answer]
        let attachments: [File]
    }

    private struct Answer: Encodable {
        let label: String
        let value: String
    }

    private struct File: Encodable {
        let path: String
        let name: String
        let contentType: String
        let size: Int
        let sha256: String
    }

    private let store: any TicketStore
    private let person: ContactID
    private let now: Timestamp

    /// Creates a dossier of the person that a contact belongs to.
    public init(of contact: ContactID, store: any TicketStore, at now: Timestamp) {
        person = contact
        self.store = store
        self.now = now
    }

    /// Writes the archive, piece by piece.
    ///
    /// - Parameter write: takes each piece.
    /// - Returns: false when there is no such contact; nothing is written then.
    /// - Throws: what the store or the writing throws.
    public func write(_ write: @escaping ([UInt8]) async throws -> Void) async throws -> Bool {
        guard let profile = try await store.contact(person) else { return false }
        let design = try await store.ticketDesign()
        var archive = ZIPWriter(write)
        var matters: [Matter] = []
        var after: PageCursor?
        repeat {
            let page = try await store.ticketPage(
                TicketQuery(view: .all, person: profile.person.id, after: after, limit: 100)
            )
            for number in page.items.map(\.ticket.number) {
                guard let thread = try await store.thread(number: number) else { continue }
                matters.append(try await matter(thread, design, into: &archive))
            }
            after = page.next
        } while after != nil
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try await archive.add("contact.json", Array(try encoder.encode(document(profile, matters))))
        try await archive.finish()
        return true
    }

    private func document(_ profile: ContactProfile, _ matters: [Matter]) -> Document {
        Document(
            exportedAt: time(now),
            contact: Person(
                id: profile.person.id.description,
                name: profile.person.name,
                createdAt: time(profile.person.createdAt),
                mergedContacts: Set(profile.merges.filter { $0.undoneAt == nil }.map(\.from.description)).sorted()
            ),
            identities: profile.identities.map {
                Address(
                    id: $0.id.description,
                    kind: $0.key.kind.rawValue,
                    address: $0.address,
                    isVerified: $0.isVerified,
                    isShared: $0.isShared,
                    createdAt: time($0.createdAt)
                )
            },
            evidence: profile.evidence.map {
                Evidence(
                    identity: $0.identity.description,
                    method: $0.method,
                    assertedBy: $0.assertedBy,
                    isVerified: $0.isVerified,
                    tiedTo: $0.tiedTo?.value,
                    at: time($0.at)
                )
            },
            merges: profile.merges.map {
                Merge(
                    from: $0.from.description,
                    into: $0.into.description,
                    at: time($0.at),
                    undoneAt: $0.undoneAt.map(time)
                )
            },
            tickets: matters.sorted { $0.number < $1.number }
        )
    }

    private func matter(
        _ thread: TicketThread,
        _ design: TicketDesign,
        into archive: inout ZIPWriter
    ) async throws -> Matter {
        let values = try await store.fieldValues(of: thread.ticket.id)
        let fields = design.fields.filter { $0.definition.audience == .customers }.compactMap { field in
            values[field.id].map { value in
                Answer(
                    label: field.definition.name.text(chinese: false),
                    value: field.shown(value, chinese: false)
                )
            }
        }
        var messages: [Words] = []
        for entry in thread.entries {
            switch entry {
            case .inbound(let message):
                messages.append(
                    Words(
                        direction: "inbound",
                        channel: message.channel.rawValue,
                        at: time(message.at),
                        from: message.senderAddress,
                        subject: message.subject,
                        text: message.text,
                        fields: message.fields.map { Answer(label: $0.label, value: $0.value) },
                        attachments: try await files(message.attachments, of: thread.ticket, into: &archive)
                    )
                )
            case .reply(let reply, _):
                messages.append(
                    Words(
                        direction: "outbound",
                        channel: reply.channel.rawValue,
                        at: time(reply.at),
                        from: nil,
                        subject: nil,
                        text: reply.text,
                        fields: [],
                        attachments: try await files(reply.attachments, of: thread.ticket, into: &archive)
                    )
                )
            case .note: continue
            }
        }
        return Matter(
            number: thread.ticket.number,
            subject: thread.ticket.subject,
            status: thread.ticket.status.rawValue,
            createdAt: time(thread.ticket.createdAt),
            fields: fields,
            messages: messages
        )
    }

    private func files(
        _ attachments: [AttachmentRecord],
        of ticket: Ticket,
        into archive: inout ZIPWriter
    ) async throws -> [File] {
        var files: [File] = []
        for attachment in attachments {
            guard let octets = try await store.blob(attachment.blob) else { continue }
            // The name is somebody else's choice: only its last part goes into a path, behind an id of ours.
            let name = String(attachment.name.map { "/\\:".contains($0) || $0.isNewline ? "_" : $0 }.prefix(100))
            let path = "attachments/\(ticket.number)/\(attachment.id)-\(name)"
            try await archive.add(path, octets)
            files.append(
                File(
                    path: path,
                    name: attachment.name,
                    contentType: attachment.contentType,
                    size: attachment.size,
                    sha256: attachment.blob.rawValue
                )
            )
        }
        return files
    }

    private func time(_ time: Timestamp) -> String { PageClock(now: now, zone: nil).iso(time) }
}
