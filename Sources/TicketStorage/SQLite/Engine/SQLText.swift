import ChannelKit
import DeskModel

/// A value that is stored as its text.
protocol SQLText: SQLValue, RawRepresentable where RawValue == String {}

extension SQLText {
    func bind(to statement: OpaquePointer, at index: CInt) -> CInt { rawValue.bind(to: statement, at: index) }

    static func read(from statement: OpaquePointer, at column: CInt) throws -> Self {
        guard let value = Self(rawValue: try String.read(from: statement, at: column)) else {
            throw SQLiteFailure.unreadable(column: column, of: statement)
        }
        return value
    }
}

extension ChannelID: SQLText {}
extension ExternalID: SQLText {}
extension BlobDigest: SQLText {}
extension ArrivalVerdict: SQLText {}
extension AutomaticOrigin: SQLText {}
extension IdentityKind: SQLText {}
extension OutboundReply.Purpose: SQLText {}
extension AgentRole: SQLText {}
extension SecondStepState: SQLText {}
extension BrandColor: SQLText {}
extension IntakeOutcome: SQLText {}
extension KnownMessageID.Origin: SQLText {}
extension DeliveryState: SQLText {}
extension TicketStatus: SQLText {}
extension TicketPriority: SQLText {}
extension TicketLinkKind: SQLText {}
extension TicketEvent.Kind: SQLText {}
extension TicketTask.Kind: SQLText {}
extension Suggestion.Outcome: SQLText {}
extension UndoableAction.Kind: SQLText {}
extension WebhookDeliveryState: SQLText {}

/// An actor is stored as `contact:ID`, `agent:ID`, `system:RULE`, `service:NAME` or `operator`.
extension Actor: SQLValue {
    func bind(to statement: OpaquePointer, at index: CInt) -> CInt { text.bind(to: statement, at: index) }

    static func read(from statement: OpaquePointer, at column: CInt) throws -> Actor {
        guard let actor = Actor(text: try String.read(from: statement, at: column)) else {
            throw SQLiteFailure.unreadable(column: column, of: statement)
        }
        return actor
    }

    private var text: String {
        switch self {
        case .contact(let id): "contact:\(id.rawValue)"
        case .agent(let id): "agent:\(id.rawValue)"
        case .system(let rule): "system:\(rule)"
        case .service(let name): "service:\(name)"
        case .operator: "operator"
        }
    }

    private init?(text: String) {
        if text == "operator" {
            self = .operator
            return
        }
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let rest = text[text.index(after: colon)...]
        switch text[..<colon] {
        case "contact":
            guard let id = ContactID(rest) else { return nil }
            self = .contact(id)
        case "agent":
            guard let id = AgentID(rest) else { return nil }
            self = .agent(id)
        case "system": self = .system(String(rest))
        case "service": self = .service(String(rest))
        default: return nil
        }
    }
}
