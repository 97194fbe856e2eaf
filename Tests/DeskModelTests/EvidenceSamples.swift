import ChannelKit
import DeskModel

/// Examples of every kind of evidence.
enum EvidenceSamples {
    /// What every text stands with, so that it is found in a sentence.
    static let mark = "§"

    private static let statuses = TicketStatus.allCases
    private static let origins: [AutomaticOrigin] = [
        .autoReply, .bounce, .deliveryNotice, .feedbackReport, .bulk, .ownEcho,
    ]

    /// A kind with each of its choices; a kind that is new must be given here.
    static func samples(of kind: Evidence.Kind) -> [Evidence] {
        switch kind {
        case .wording: [.wording(Wording("It looks odd.", "看起来可疑。"))]
        case .noAddress: [.noAddress]
        case .newAddress: [.newAddress]
        case .knownAddress: [.knownAddress("§a")]
        case .sharedAddress: [.sharedAddress]
        case .provenAddress: [.provenAddress(method: "§m")]
        case .adoptedAddress: [.adoptedAddress("§a", assertedBy: "§w")]
        case .onePerson: [.onePerson("§a", "§b", assertedBy: "§w")]
        case .claimedAddress: Evidence.Gap.allCases.map { .claimedAddress(sender: "§a", claimed: "§b", $0) }
        case .strangeToken: Evidence.TokenPlace.allCases.map { .strangeToken($0) }
        case .signedToken: Evidence.TokenPlace.allCases.map { .signedToken(ticket: 4711, $0) }
        case .reference:
            Evidence.Reference.allCases.flatMap { reference in
                [KnownMessageID.Origin.sent, .received, .mentioned].map { .reference(reference, $0, ticket: 4711) }
            }
        case .doubtfulReference:
            Evidence.Reference.allCases.flatMap { reference in
                Evidence.ReferenceObjection.allCases.flatMap { objection in
                    [nil, 4711].map { .doubtfulReference(reference, ticket: $0, objection) }
                }
            }
        case .conversation: [.conversation(ticket: 4711)]
        case .doubtfulConversation:
            Evidence.ConversationObjection.allCases.flatMap { objection in
                [nil, 4711].map { .doubtfulConversation(ticket: $0, objection) }
            }
        case .subject: [.subject(ticket: 4711)]
        case .doubtfulSubject: [.doubtfulSubject(ticket: 4711)]
        case .severalOpenTickets: [.severalOpenTickets]
        case .onlyOpenTicket: Evidence.OpenTicketProof.allCases.map { .onlyOpenTicket(4711, $0) }
        case .doubtfulOpenTicket:
            Evidence.OpenTicketObjection.allCases.flatMap { objection in
                [nil, 4711].map { .doubtfulOpenTicket($0, objection) }
            }
        case .quietOpenTicket: [nil, 4711].map { .quietOpenTicket($0) }
        case .finishedTicket: statuses.map { .finishedTicket(4711, $0) }
        case .noTicket: [.noTicket]
        case .namesMessage: [.namesMessage("§id")]
        case .namesNoMessage: [.namesNoMessage]
        case .unknownMessage: [.unknownMessage("§id")]
        case .earlyChange: [.earlyChange]
        case .takenBackBefore: [.takenBackBefore]
        case .strangersChange: [.strangersChange("§n")]
        case .unknownWords: [.unknownWords]
        case .sameWords: [.sameWords]
        case .olderWords: [.olderWords]
        case .changed: [.changed]
        case .takenBack: [.takenBack]
        case .removed: [.removed(by: "§n")]
        case .colleague: [.colleague]
        case .agentsAddress: [.agentsAddress]
        case .colleaguesWords: [.colleaguesWords]
        case .forwarded: [.forwarded(author: "§a")]
        case .noticeAddress: [.noticeAddress]
        case .noWords: EnvelopeKind.allCases.map { .noWords($0) }
        case .machinesWords: origins.map { .machinesWords($0) }
        case .machinesWordsShown: origins.map { .machinesWordsShown($0) }
        case .copy: [.copy(channel: ChannelID(rawValue: "§c"), ticket: 4711)]
        case .callBackWaits: [.callBackWaits("§a")]
        case .bulkMail: [.bulkMail]
        case .colleaguesMail: [.colleaguesMail]
        case .unprovenAgent: [.unprovenAgent]
        case .blockedAddress: [.blockedAddress("§a")]
        case .blockedDomain: [.blockedDomain("§d")]
        case .names: Evidence.NameLikeness.allCases.map { .names($0) }
        case .mailAddresses: Evidence.Likeness.allCases.map { .mailAddresses($0) }
        case .phoneNumbers: Evidence.Likeness.allCases.map { .phoneNumbers($0) }
        case .fields: Evidence.Likeness.allCases.map { .fields("§f", $0) }
        case .alikeToOthers: [.alikeToOthers(4711)]
        case .onePersonAlready: [.onePersonAlready]
        case .sameName: [.sameName("§n")]
        case .markedShared: [.markedShared("§a")]
        case .unprovenAddresses: [.unprovenAddresses(["§a", "§b"]), .unprovenAddresses(["§c"])]
        case .commonAddress: Evidence.Weight.allCases.map { .commonAddress("§a", assertedBy: "§w", $0) }
        case .ticketCounts: [.ticketCounts(4711, 815)]
        case .agentsWord: [.agentsWord]
        case .operatorsWord: [.operatorsWord]
        case .programsWord: [.programsWord("§p")]
        }
    }
}
