import ChannelKit

extension Evidence {
    /// Evidence from its form: the name of a kind, then what it is about.
    ///
    /// What is no form of a kind known here (a later version may have stored it) stands as words, so that nothing is lost.
    public init(form: [String]) {
        do {
            guard let kind = form.first.flatMap({ Kind(rawValue: $0) }) else { throw Unreadable() }
            var given = Parameters(form.dropFirst())
            try self.init(kind, &given)
            guard given.isEmpty else { throw Unreadable() }
        } catch {
            self = .words(form.joined(separator: " "))
        }
    }

    private init(_ kind: Kind, _ given: inout Parameters) throws(Unreadable) {
        switch kind {
        case .wording: self = .wording(Wording(try given.text(), try given.text()))
        case .noAddress: self = .noAddress
        case .newAddress: self = .newAddress
        case .knownAddress: self = .knownAddress(try given.text())
        case .sharedAddress: self = .sharedAddress
        case .provenAddress: self = .provenAddress(method: try given.text())
        case .adoptedAddress: self = .adoptedAddress(try given.text(), assertedBy: try given.text())
        case .onePerson: self = .onePerson(try given.text(), try given.text(), assertedBy: try given.text())
        case .claimedAddress:
            self = .claimedAddress(sender: try given.text(), claimed: try given.text(), try given.choice())
        case .strangeToken: self = .strangeToken(try given.choice())
        case .signedToken: self = .signedToken(ticket: try given.number(), try given.choice())
        case .reference: self = .reference(try given.choice(), try given.choice(), ticket: try given.number())
        case .doubtfulReference:
            self = .doubtfulReference(try given.choice(), ticket: try given.numberOrNothing(), try given.choice())
        case .conversation: self = .conversation(ticket: try given.number())
        case .doubtfulConversation:
            self = .doubtfulConversation(ticket: try given.numberOrNothing(), try given.choice())
        case .subject: self = .subject(ticket: try given.number())
        case .doubtfulSubject: self = .doubtfulSubject(ticket: try given.number())
        case .severalOpenTickets: self = .severalOpenTickets
        case .onlyOpenTicket: self = .onlyOpenTicket(try given.number(), try given.choice())
        case .doubtfulOpenTicket: self = .doubtfulOpenTicket(try given.numberOrNothing(), try given.choice())
        case .quietOpenTicket: self = .quietOpenTicket(try given.numberOrNothing())
        case .finishedTicket: self = .finishedTicket(try given.number(), try given.choice())
        case .noTicket: self = .noTicket
        case .namesMessage: self = .namesMessage(try given.text())
        case .namesNoMessage: self = .namesNoMessage
        case .unknownMessage: self = .unknownMessage(try given.text())
        case .earlyChange: self = .earlyChange
        case .takenBackBefore: self = .takenBackBefore
        case .strangersChange: self = .strangersChange(try given.text())
        case .unknownWords: self = .unknownWords
        case .sameWords: self = .sameWords
        case .olderWords: self = .olderWords
        case .changed: self = .changed
        case .takenBack: self = .takenBack
        case .removed: self = .removed(by: try given.text())
        case .colleague: self = .colleague
        case .agentsAddress: self = .agentsAddress
        case .colleaguesWords: self = .colleaguesWords
        case .forwarded: self = .forwarded(author: try given.text())
        case .noticeAddress: self = .noticeAddress
        case .noWords: self = .noWords(try given.choice())
        case .machinesWords: self = .machinesWords(try given.choice())
        case .machinesWordsShown: self = .machinesWordsShown(try given.choice())
        case .copy: self = .copy(channel: ChannelID(rawValue: try given.text()), ticket: try given.number())
        case .callBackWaits: self = .callBackWaits(try given.text())
        case .bulkMail: self = .bulkMail
        case .colleaguesMail: self = .colleaguesMail
        case .unprovenAgent: self = .unprovenAgent
        case .blockedAddress: self = .blockedAddress(try given.text())
        case .blockedDomain: self = .blockedDomain(try given.text())
        case .names: self = .names(try given.choice())
        case .mailAddresses: self = .mailAddresses(try given.choice())
        case .phoneNumbers: self = .phoneNumbers(try given.choice())
        case .fields: self = .fields(try given.text(), try given.choice())
        case .alikeToOthers: self = .alikeToOthers(try given.number())
        case .onePersonAlready: self = .onePersonAlready
        case .sameName: self = .sameName(try given.text())
        case .markedShared: self = .markedShared(try given.text())
        case .unprovenAddresses: self = .unprovenAddresses(given.rest())
        case .commonAddress: self = .commonAddress(try given.text(), assertedBy: try given.text(), try given.choice())
        case .ticketCounts: self = .ticketCounts(try given.number(), try given.number())
        case .agentsWord: self = .agentsWord
        case .operatorsWord: self = .operatorsWord
        case .programsWord: self = .programsWord(try given.text())
        }
    }
}

extension Evidence: Codable {
    /// Reads words from a text, everything else from a list of texts.
    public init(from decoder: any Decoder) throws {
        if let words = try? decoder.singleValueContainer().decode(String.self) {
            self = .words(words)
        } else {
            self.init(form: try [String](from: decoder))
        }
    }

    /// Writes words as a text, everything else as a list of texts.
    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .words(let words): try words.encode(to: encoder)
        default: try (form.map { [$0.kind.rawValue] + $0.parameters } ?? []).encode(to: encoder)
        }
    }
}

/// A form has parts that its kind does not.
private struct Unreadable: Error {}

/// What a form is about, taken one after the other.
private struct Parameters {
    private var parts: ArraySlice<String>

    init(_ parts: ArraySlice<String>) { self.parts = parts }

    var isEmpty: Bool { parts.isEmpty }

    mutating func text() throws(Unreadable) -> String {
        guard let text = parts.popFirst() else { throw Unreadable() }
        return text
    }

    mutating func number() throws(Unreadable) -> Int {
        guard let number = Int(try text()) else { throw Unreadable() }
        return number
    }

    mutating func numberOrNothing() throws(Unreadable) -> Int? {
        if parts.first == "" {
            parts.removeFirst()
            return nil
        }
        return try number()
    }

    mutating func choice<Choice: RawRepresentable<String>>() throws(Unreadable) -> Choice {
        guard let choice = Choice(rawValue: try text()) else { throw Unreadable() }
        return choice
    }

    mutating func rest() -> [String] {
        defer { parts = [] }
        return Array(parts)
    }
}
