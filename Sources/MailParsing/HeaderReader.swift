/// Reads the fields of a mail's header that its message is made of, keeping count of what they cost.
struct HeaderReader {
    private let header: HeaderSection
    private let options: MailParseOptions
    private var addressesLeft: Int
    /// What was cut.
    private(set) var warnings: [MailWarning] = []

    init(_ header: HeaderSection, options: MailParseOptions) {
        self.header = header
        self.options = options
        addressesLeft = options.maximumAddresses
    }

    /// The first field of a name as text on one line.
    func text(_ name: String) -> String {
        header.first(name).map { EncodedWords.decode($0.unfolded).onOneLine } ?? ""
    }

    /// The addresses of the first From field that holds one.
    mutating func author() -> [MailAddress] {
        var first: [MailAddress] = []
        for field in header.all("from").prefix(5) {
            let list = AddressList(field.unfolded, limit: addressesLeft).addresses
            addressesLeft -= list.count
            if list.contains(where: { $0.address.contains("@") }) { return list }
            if first.isEmpty { first = list }
        }
        return first
    }

    /// The addresses of all fields of a name.
    mutating func addresses(_ name: String) -> [MailAddress] {
        var result: [MailAddress] = []
        for field in header.all(name) {
            let list = AddressList(field.unfolded, limit: addressesLeft)
            addressesLeft -= list.addresses.count
            if list.isCut, !warnings.contains(.addressesCut) { warnings.append(.addressesCut) }
            result += list.addresses
        }
        return result
    }

    /// The ids in all fields of a name.
    func ids(_ name: String) -> [String] { header.all(name).flatMap { MessageIDList.read($0.unfolded) } }

    /// Addresses of fields that hold one each, without repetition.
    func plainAddresses(_ names: [String]) -> [String] {
        var result: [String] = []
        for field in header.fields where names.contains(field.name) && result.count < 50 {
            let address = envelopeAddress(field.unfolded)
            if !address.isEmpty, !result.contains(address) { result.append(address) }
        }
        return result
    }

    /// The address in a trace field, without angle brackets.
    func envelopeAddress(_ value: Octets) -> String {
        AddressList(value, limit: 1).addresses.first?.address ?? ""
    }

    /// All fields, decoded.
    func list() -> [MailHeader] {
        header.fields.map { field in
            MailHeader(name: field.name, value: EncodedWords.decode(field.unfolded).onOneLine)
        }
    }
}

extension SpamVerdict {
    /// Reads the fields of SpamAssassin, Rspamd and Exchange; nil when there is none.
    init?(_ header: HeaderSection) {
        var isSpam: Bool?
        var score: Double?
        for field in header.fields {
            switch field.name {
            case "x-spam-flag", "x-spam":
                isSpam = field.unfolded.startsLowercased(with: "yes") || field.unfolded.startsLowercased(with: "true")
            case "x-spam-status":
                isSpam = isSpam ?? field.unfolded.startsLowercased(with: "yes")
                if let range = field.unfolded.firstRange(ofLowercased: "score=") {
                    score = score ?? Self.number(field.unfolded[range.upperBound...])
                }
            case "x-spam-score", "x-rspamd-score": score = score ?? Self.number(field.unfolded)
            default: break
            }
        }
        guard isSpam != nil || score != nil else { return nil }
        self.init(isSpam: isSpam ?? false, score: score)
    }

    private static func number(_ octets: Octets) -> Double? {
        let digits = octets.trimmed().prefix { ASCII.isDigit($0) || $0 == ASCII.dot || $0 == ASCII.hyphen }
        return digits.count <= 12 ? Double(String(decoding: digits, as: UTF8.self)) : nil
    }
}
