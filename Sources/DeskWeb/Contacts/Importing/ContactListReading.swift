import AddressNormalization
public import ChannelKit
public import DeskModel
public import TicketStorage

/// Makes people of the rows of a list.
public struct ContactListReading {
    /// What a column holds.
    public enum Column: String, Sendable, CaseIterable {
        /// Nothing that is wanted.
        case ignored
        /// A name, or a part of one.
        case name
        /// A mail address.
        case email
        /// A telephone number.
        case phone

        /// What a heading says, in the words that lists usually have.
        public static func guess(_ heading: String) -> Column {
            let word = heading.lowercased().filter { $0.isLetter }
            if ["name", "fullname", "contact", "姓名", "名称", "联系人"].contains(word) { return .name }
            if word.contains("mail") || word.contains("邮箱") || word.contains("邮件") { return .email }
            if ["phone", "tel", "mobile", "cell", "电话", "手机"].contains(where: word.contains) { return .phone }
            return .ignored
        }
    }

    /// What is wrong with a row.
    public struct Problem: Sendable, Hashable {
        enum Kind: Sendable, Hashable {
            case noAddress
            case badMail(String)
            case badPhone(String)
            case nameTooLong
            case repeated(line: Int)
        }

        /// The row's line, counted from 1.
        public let line: Int
        let kind: Kind

        /// What is wrong and what is allowed, in English.
        public var english: String { sentence(Words(language: .english)) }
    }

    /// How many rows a list may have.
    static let maximumRows = 20_000
    /// How large a list may be, in bytes.
    static let maximumBytes = 5 << 20

    let columns: [Column]
    /// The country of telephone numbers without one, as ISO 3166 has it.
    let region: String?
    let ids: RecordIDSource
    let now: Timestamp

    /// Reads lists.
    ///
    /// - Parameters:
    ///   - columns: what the columns hold, in order.
    ///   - region: the country of telephone numbers without one, as ISO 3166 has it.
    ///   - ids: makes the ids of who is new.
    ///   - now: when they are taken in.
    public init(columns: [Column], region: String?, ids: RecordIDSource, now: Timestamp) {
        self.columns = columns
        self.region = region
        self.ids = ids
        self.now = now
    }

    /// The people of a list, with the lines they are in, and what is wrong with the others.
    public func read(_ table: CSVTable) -> (people: [(line: Int, person: ImportedPerson)], problems: [Problem]) {
        var people: [(line: Int, person: ImportedPerson)] = []
        var problems: [Problem] = []
        var seen: [IdentityKey: Int] = [:]
        for row in table.rows {
            do throws(RowFailure) {
                let person = try person(row)
                if let line = person.identities.lazy.compactMap({ seen[$0.key] }).first {
                    throw RowFailure(kind: .repeated(line: line))
                }
                for identity in person.identities { seen[identity.key] = row.line }
                people.append((row.line, person))
            } catch {
                problems.append(Problem(line: row.line, kind: error.kind))
            }
        }
        return (people, problems)
    }

    private struct RowFailure: Error { let kind: Problem.Kind }

    private func person(_ row: CSVTable.Row) throws(RowFailure) -> ImportedPerson {
        let contact = ContactID(rawValue: ids.next(Contact.self, at: now).rawValue)
        var name = ""
        var identities: [Identity] = []
        for (index, column) in columns.enumerated() {
            let text = row.field(index)
            guard !text.isEmpty else { continue }
            switch column {
            case .ignored: continue
            case .name: name += name.isEmpty ? text : " \(text)"
            case .email:
                guard text.utf8.count <= 320, let key = EmailAddressNormalization.key(text) else {
                    throw RowFailure(kind: .badMail(String(text.prefix(60))))
                }
                add(key, text, to: &identities, of: contact)
            case .phone:
                guard text.utf8.count <= 60, let key = PhoneNumberNormalization.key(text, region: region) else {
                    throw RowFailure(kind: .badPhone(String(text.prefix(60))))
                }
                add(key, text, to: &identities, of: contact)
            }
        }
        guard name.count <= 200 else { throw RowFailure(kind: .nameTooLong) }
        guard !identities.isEmpty else { throw RowFailure(kind: .noAddress) }
        return ImportedPerson(contact: Contact(id: contact, name: name, createdAt: now), identities: identities)
    }

    private func add(_ key: IdentityKey, _ address: String, to identities: inout [Identity], of contact: ContactID) {
        guard !identities.contains(where: { $0.key == key }) else { return }
        identities.append(
            Identity(
                id: ids.next(at: now),
                key: key,
                address: address,
                contact: contact,
                isShared: SharedAddresses.isProbablyShared(key),
                createdAt: now
            )
        )
    }
}
