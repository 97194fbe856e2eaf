/// What the attributes of a set of contacts are, told from their names and their values.
struct DuplicateSchema: Sendable {
    /// How the values of an attribute are compared.
    enum Kind: Sendable, Hashable {
        /// A day, such as the date of birth.
        case date
        /// A number or code that one person has: of a customer, a passport, an insurance.
        case identifier
        /// A short code many share, such as a postcode.
        case code
        /// A small number, such as a house number.
        case number
        /// One of few words: a state, a plan, a language.
        case category
        /// Words: a street, a city, a company.
        case text
        /// A further e-mail address.
        case email
        /// A further telephone number.
        case phone
        /// A part of the person's name.
        case namePart
    }

    /// One attribute that is worth comparing.
    struct Field: Sendable {
        let name: String
        let kind: Kind
        /// The name as words: `date_of_birth` is the date of birth.
        let label: String

        init(name: String, kind: Kind) {
            self.name = name
            self.kind = kind
            label = DuplicateSchema.words(of: name).joined(separator: " ")
        }
    }

    /// The most attributes that are compared; the fullest ones count.
    static let maximumFields = 16

    let fields: [Field]

    init(_ contacts: [DuplicateCandidate]) {
        var filled: [String: Int] = [:]
        for contact in contacts {
            for (name, value) in contact.attributes where !value.isEmpty { filled[name, default: 0] += 1 }
            // Names are the desk's own and few; thousands of them are an attack or a mistake.
            if filled.count > 1_000 { break }
        }
        let names = filled.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(Self.maximumFields).map(\.key)
        fields = names.sorted().map { name in
            Field(name: name, kind: Self.kind(of: name, values: contacts.lazy.compactMap { $0.attributes[name] }))
        }
    }

    private static func kind(of name: String, values: some Sequence<String>) -> Kind {
        let words = Set(words(of: name))
        var sample = Sample()
        for value in values where !value.isEmpty {
            sample.add(value)
            if sample.count == 2_000 { break }
        }
        if !words.isDisjoint(with: ["email", "mail", "mailbox"]), sample.share(sample.addresses) > 0.7 {
            return .email
        }
        if !words.isDisjoint(with: phoneWords), sample.share(sample.digital) > 0.7 { return .phone }
        if isNamePart(words) { return .namePart }
        if sample.share(sample.dates) > 0.7 { return .date }
        let hasIDWord = !words.isDisjoint(with: identifierWords)
        if hasIDWord, sample.share(sample.digital) > 0.7, sample.variety > 0.3 { return .identifier }
        if sample.share(sample.digital) > 0.7, sample.share(sample.oneWord) > 0.7 {
            if sample.share(sample.short) > 0.8, sample.meanLength <= 4, words.isDisjoint(with: postcodeWords) {
                return .number
            }
            if sample.meanLength >= 6, sample.variety > 0.5, words.isDisjoint(with: postcodeWords) {
                return .identifier
            }
            return .code
        }
        if !words.isDisjoint(with: postcodeWords) { return .code }
        if sample.distinct.count <= 20 && sample.count > 60 { return .category }
        return .text
    }

    /// The words in an attribute's name: `dateOfBirth`, `date_of_birth` and `Date of birth` are the same three.
    static func words(of name: String) -> [String] {
        var words: [String] = []
        var word = ""
        var wasLower = false
        for character in name.prefix(100) {
            let starts = character.isUppercase && wasLower
            if starts || !(character.isLetter || character.isNumber) {
                if !word.isEmpty { words.append(word.lowercased()) }
                word = ""
            }
            if character.isLetter || character.isNumber { word.append(character) }
            wasLower = character.isLowercase
        }
        if !word.isEmpty { words.append(word.lowercased()) }
        return words
    }

    private static func isNamePart(_ words: Set<String>) -> Bool {
        if !words.isDisjoint(with: [
            "surname", "lastname", "firstname", "forename", "vorname", "nachname", "familienname",
        ]) {
            return true
        }
        return words.contains("name")
            && !words.isDisjoint(with: ["given", "first", "last", "family", "middle", "maiden", "full"])
    }

    private static let phoneWords: Set<String> = [
        "phone", "telephone", "tel", "mobile", "cell", "cellphone", "telefon", "handy", "mobil", "fax", "whatsapp",
        "telefono", "teléfono", "telefone", "téléphone", "电话", "手机",
    ]
    private static let identifierWords: Set<String> = [
        "id", "ids", "number", "no", "nr", "num", "ssn", "nino", "nif", "passport", "license", "licence", "tax", "vat",
        "iban", "account", "customer", "member", "membership", "policy", "insurance", "social", "sec", "card", "code",
        "kundennummer", "ausweis", "dni", "cpf", "身份证", "编号", "identifier", "reference", "ref",
    ]
    private static let postcodeWords: Set<String> = [
        "postcode", "zip", "zipcode", "plz", "postal", "postleitzahl", "cp", "pincode", "邮编", "eircode",
    ]
}

/// What the values of one attribute have in common.
private struct Sample {
    var count = 0
    var dates = 0
    var addresses = 0
    /// At least half of the characters are digits.
    var digital = 0
    var oneWord = 0
    var short = 0
    var length = 0
    var distinct: Set<String> = []

    var meanLength: Double { Double(length) / Double(max(1, count)) }
    /// The share of the values that are unlike all before them.
    var variety: Double { Double(distinct.count) / Double(max(1, count)) }

    func share(_ part: Int) -> Double { Double(part) / Double(max(1, count)) }

    mutating func add(_ value: String) {
        let value = value.prefix(100)
        var digits = 0
        var blanks = 0
        var total = 0
        var at = 0
        for byte in value.utf8 {
            total += 1
            if (0x30...0x39).contains(byte) { digits += 1 } else if byte == 0x20 { blanks += 1 }
            if byte == 0x40 { at += 1 }
        }
        count += 1
        length += total
        if FoldedDate(String(value)) != nil { dates += 1 }
        if at == 1 { addresses += 1 }
        if digits * 2 >= total { digital += 1 }
        if blanks == 0 { oneWord += 1 }
        if total <= 5 { short += 1 }
        distinct.insert(String(value))
    }
}
