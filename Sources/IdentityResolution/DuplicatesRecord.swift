import AddressNormalization
import ChannelKit

/// The number of a folded value; equal values of the same space have equal numbers.
typealias ValueID = Int32

/// Numbers the values of a set of contacts, so that comparing equal ones costs nothing.
struct ValueTable: Sendable {
    /// What makes values comparable: words of names, addresses, or one field of the schema.
    enum Space: Hashable, Sendable {
        case name
        case email
        case domain
        case phone
        case field(Int)
    }

    private struct Key: Hashable {
        let space: Space
        let text: FoldedText
    }

    private var ids: [Key: ValueID] = [:]
    private var texts: [FoldedText] = []
    /// For an e-mail address, the number of its domain.
    private(set) var domains: [ValueID: ValueID] = [:]

    var count: Int { texts.count }

    subscript(id: ValueID) -> FoldedText { texts[Int(id)] }

    mutating func id(of text: FoldedText, in space: Space) -> ValueID {
        let next = ValueID(texts.count)
        let id = ids[Key(space: space, text: text), default: next]
        if id == next {
            ids[Key(space: space, text: text)] = id
            texts.append(text)
        }
        return id
    }

    /// The number of an e-mail address, whose domain gets one too.
    mutating func id(ofEmail text: FoldedText) -> ValueID {
        let id = id(of: text, in: .email)
        if domains[id] == nil, let at = text.units.lastIndex(of: UInt16(UInt8(ascii: "@"))) {
            domains[id] = self.id(of: FoldedText(units: text.units[(at + 1)...]), in: .domain)
        }
        return id
    }
}

/// A contact prepared for comparing: folded once, compared many times.
struct DuplicateRecord: Sendable {
    /// The words of the name without titles, at most ``maximumNames``.
    let names: [ValueID]
    /// The words in order of the alphabet run together, so that spacing and order do not count.
    let wholeName: ValueID?
    /// The addresses of this person alone; shared ones (`info@`) say nothing about who it is.
    let emails: [ValueID]
    /// The domains of the addresses.
    let domains: [ValueID]
    /// The last nine digits, so that `+44 20…` meets `020…`.
    let phones: [ValueID]
    /// One for each field of the schema; nil where the contact has none.
    let values: [ValueID?]

    /// All values, each once.
    var all: Set<ValueID> {
        Set(names).union(emails).union(domains).union(phones).union(values.compactMap(\.self))
    }

    /// The most words of a name that are looked at.
    static let maximumNames = 5
    /// The most addresses of a kind that are looked at.
    static let maximumAddresses = 8

    init(_ contact: DuplicateCandidate, schema: DuplicateSchema, table: inout ValueTable) {
        var emails = Array(contact.emails.prefix(Self.maximumAddresses))
        var phones = Array(contact.phones.prefix(Self.maximumAddresses))
        var nameParts: [String] = []
        var values: [ValueID?] = []
        for (index, field) in schema.fields.enumerated() {
            let raw = contact.attributes[field.name] ?? ""
            var value: ValueID?
            switch field.kind {
            case .email: emails.append(raw)
            case .phone: phones.append(raw)
            case .namePart: nameParts.append(raw)
            default:
                let text = Self.folded(raw, field.kind)
                if !text.isEmpty { value = table.id(of: text, in: .field(index)) }
            }
            values.append(value)
        }
        self.values = values
        let name = contact.name.isEmpty ? nameParts.joined(separator: " ") : contact.name
        let words = FoldedText.words(name).filter { !Self.titles.contains($0) }.prefix(Self.maximumNames)
        names = words.map { table.id(of: FoldedText(units: $0), in: .name) }
        let whole = FoldedText(units: words.sorted { $0.lexicographicallyPrecedes($1) }.joined())
        wholeName = whole.isEmpty ? nil : table.id(of: whole, in: .name)
        let mailboxes = emails.compactMap(Self.mailbox).map { table.id(ofEmail: $0) }
        self.emails = mailboxes
        domains = mailboxes.compactMap { table.domains[$0] }
        self.phones = phones.compactMap(Self.phone).map { table.id(of: $0, in: .phone) }
    }

    /// A day as its eight digits, anything else as its letters and digits.
    private static func folded(_ raw: String, _ kind: DuplicateSchema.Kind) -> FoldedText {
        guard kind == .date, let date = FoldedDate(raw) else { return FoldedText(raw) }
        return FoldedText(units: date.digits)
    }

    private static func mailbox(_ raw: String) -> FoldedText? {
        guard !raw.isEmpty, raw.utf8.count <= 254 else { return nil }
        let key = EmailAddressNormalization.key(raw)
        if let key, SharedAddresses.isProbablyShared(key) { return nil }
        return FoldedText(units: (key?.value ?? raw.lowercased()).utf16)
    }

    private static func phone(_ raw: String) -> FoldedText? {
        let digits = raw.utf16.prefix(FoldedText.maximumLength).filter { (0x30...0x39).contains($0) }
        return digits.count < 6 ? nil : FoldedText(units: digits.suffix(9))
    }

    private static let titles = Set(
        ["mr", "mrs", "ms", "miss", "dr", "prof", "herr", "frau", "sir", "mme", "mlle", "sr", "sra"]
            .map { Array($0.utf16) }
    )
}
