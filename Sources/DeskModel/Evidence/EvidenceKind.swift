import ChannelKit

extension Evidence {
    /// The stable name of each kind, by which it is stored.
    ///
    /// A name that was given once keeps its meaning; a kind that is written no more stays, to be read.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case wording
        case noAddress = "no-address"
        case newAddress = "new-address"
        case knownAddress = "known-address"
        case sharedAddress = "shared-address"
        case provenAddress = "proven-address"
        case adoptedAddress = "adopted-address"
        case onePerson = "one-person"
        case claimedAddress = "claimed-address"
        case strangeToken = "strange-token"
        case signedToken = "signed-token"
        case reference
        case doubtfulReference = "doubtful-reference"
        case conversation
        case doubtfulConversation = "doubtful-conversation"
        case subject
        case doubtfulSubject = "doubtful-subject"
        case severalOpenTickets = "several-open-tickets"
        case onlyOpenTicket = "only-open-ticket"
        case doubtfulOpenTicket = "doubtful-open-ticket"
        case quietOpenTicket = "quiet-open-ticket"
        case finishedTicket = "finished-ticket"
        case noTicket = "no-ticket"
        case namesMessage = "names-message"
        case namesNoMessage = "names-no-message"
        case unknownMessage = "unknown-message"
        case earlyChange = "early-change"
        case takenBackBefore = "taken-back-before"
        case strangersChange = "strangers-change"
        case unknownWords = "unknown-words"
        case sameWords = "same-words"
        case olderWords = "older-words"
        case changed
        case takenBack = "taken-back"
        case removed
        case colleague
        case agentsAddress = "agents-address"
        case colleaguesWords = "colleagues-words"
        case forwarded
        case noticeAddress = "notice-address"
        case noWords = "no-words"
        case machinesWords = "machines-words"
        case machinesWordsShown = "machines-words-shown"
        case copy
        case callBackWaits = "call-back-waits"
        case bulkMail = "bulk-mail"
        case colleaguesMail = "colleagues-mail"
        case unprovenAgent = "unproven-agent"
        case blockedAddress = "blocked-address"
        case blockedDomain = "blocked-domain"
        case names
        case mailAddresses = "mail-addresses"
        case phoneNumbers = "phone-numbers"
        case fields
        case alikeToOthers = "alike-to-others"
        case onePersonAlready = "one-person-already"
        case sameName = "same-name"
        case markedShared = "marked-shared"
        case unprovenAddresses = "unproven-addresses"
        case commonAddress = "common-address"
        case ticketCounts = "ticket-counts"
        case agentsWord = "agents-word"
        case operatorsWord = "operators-word"
        case programsWord = "programs-word"
    }

    /// The kind, and what it is about in the order of ``Evidence``'s cases; nil for words that stand as they are.
    public var form: (kind: Kind, parameters: [String])? {
        switch self {
        case .words: nil
        case .wording(let wording): (.wording, [wording.english, wording.chinese])
        case .noAddress: (.noAddress, [])
        case .newAddress: (.newAddress, [])
        case .knownAddress(let text): (.knownAddress, [text])
        case .sharedAddress: (.sharedAddress, [])
        case .provenAddress(let method): (.provenAddress, [method])
        case .adoptedAddress(let text, let assertedBy): (.adoptedAddress, [text, assertedBy])
        case .onePerson(let text, let other, let assertedBy): (.onePerson, [text, other, assertedBy])
        case .claimedAddress(let sender, let claimed, let gap): (.claimedAddress, [sender, claimed, gap.rawValue])
        case .strangeToken(let place): (.strangeToken, [place.rawValue])
        case .signedToken(let ticket, let place): (.signedToken, [String(ticket), place.rawValue])
        case .reference(let reference, let origin, let ticket):
            (.reference, [reference.rawValue, origin.rawValue, String(ticket)])
        case .doubtfulReference(let reference, let ticket, let objection):
            (.doubtfulReference, [reference.rawValue, Self.text(ticket), objection.rawValue])
        case .conversation(let ticket): (.conversation, [String(ticket)])
        case .doubtfulConversation(let ticket, let objection):
            (.doubtfulConversation, [Self.text(ticket), objection.rawValue])
        case .subject(let ticket): (.subject, [String(ticket)])
        case .doubtfulSubject(let ticket): (.doubtfulSubject, [String(ticket)])
        case .severalOpenTickets: (.severalOpenTickets, [])
        case .onlyOpenTicket(let number, let proof): (.onlyOpenTicket, [String(number), proof.rawValue])
        case .doubtfulOpenTicket(let ticket, let objection):
            (.doubtfulOpenTicket, [Self.text(ticket), objection.rawValue])
        case .quietOpenTicket(let ticket): (.quietOpenTicket, [Self.text(ticket)])
        case .finishedTicket(let number, let status): (.finishedTicket, [String(number), status.rawValue])
        case .noTicket: (.noTicket, [])
        case .namesMessage(let text): (.namesMessage, [text])
        case .namesNoMessage: (.namesNoMessage, [])
        case .unknownMessage(let text): (.unknownMessage, [text])
        case .earlyChange: (.earlyChange, [])
        case .takenBackBefore: (.takenBackBefore, [])
        case .strangersChange(let text): (.strangersChange, [text])
        case .unknownWords: (.unknownWords, [])
        case .sameWords: (.sameWords, [])
        case .olderWords: (.olderWords, [])
        case .changed: (.changed, [])
        case .takenBack: (.takenBack, [])
        case .removed(let by): (.removed, [by])
        case .colleague: (.colleague, [])
        case .agentsAddress: (.agentsAddress, [])
        case .colleaguesWords: (.colleaguesWords, [])
        case .forwarded(let author): (.forwarded, [author])
        case .noticeAddress: (.noticeAddress, [])
        case .noWords(let kind): (.noWords, [kind.rawValue])
        case .machinesWords(let origin): (.machinesWords, [origin.rawValue])
        case .machinesWordsShown(let origin): (.machinesWordsShown, [origin.rawValue])
        case .copy(let channel, let ticket): (.copy, [channel.rawValue, String(ticket)])
        case .callBackWaits(let text): (.callBackWaits, [text])
        case .bulkMail: (.bulkMail, [])
        case .colleaguesMail: (.colleaguesMail, [])
        case .unprovenAgent: (.unprovenAgent, [])
        case .blockedAddress(let text): (.blockedAddress, [text])
        case .blockedDomain(let text): (.blockedDomain, [text])
        case .names(let likeness): (.names, [likeness.rawValue])
        case .mailAddresses(let likeness): (.mailAddresses, [likeness.rawValue])
        case .phoneNumbers(let likeness): (.phoneNumbers, [likeness.rawValue])
        case .fields(let text, let likeness): (.fields, [text, likeness.rawValue])
        case .alikeToOthers(let number): (.alikeToOthers, [String(number)])
        case .onePersonAlready: (.onePersonAlready, [])
        case .sameName(let text): (.sameName, [text])
        case .markedShared(let text): (.markedShared, [text])
        case .unprovenAddresses(let texts): (.unprovenAddresses, texts)
        case .commonAddress(let text, let assertedBy, let weight):
            (.commonAddress, [text, assertedBy, weight.rawValue])
        case .ticketCounts(let number, let other): (.ticketCounts, [String(number), String(other)])
        case .agentsWord: (.agentsWord, [])
        case .operatorsWord: (.operatorsWord, [])
        case .programsWord(let text): (.programsWord, [text])
        }
    }

    private static func text(_ number: Int?) -> String { number.map { String($0) } ?? "" }
}
