import ChannelKit
import ProviderKit

/// Who a WhatsApp message goes to.
///
/// A person is named by the business-scoped id (BSUID: two letters of a country, a dot, letters and digits) where it is known,
/// else by the digits of the telephone number. Ids: <https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids>.
struct WhatsAppRecipient: Sendable, Hashable {
    /// What stands before a group's id in ``name``, so that it is told from a person.
    private static let groupMark = "group "

    /// The BSUID, the digits, or a group's id behind its mark.
    let name: String

    /// Wraps a stored name.
    init(name: String) { self.name = name }

    /// The recipient of a route: whoever the conversation is with, else the telephone number it names.
    init(_ route: ReplyRoute) throws(DeliveryFailure) {
        if let place = route.conversationKey.flatMap(ReplyPlace.init(key:)),
            let id = Conversation(place.conversation)?.partner
        {
            name = place.isGroup ? Self.groupMark + id : id
        } else if let target = route.target, target.kind == .phone {
            name = String(target.value.prefix { $0 != ";" }.drop { $0 == "+" })
        } else if let target = route.target, target.kind == .handle {
            name = target.value
        } else {
            throw DeliveryFailure(.never, reason: "This contact has no WhatsApp address and no telephone number.")
        }
    }

    /// Whether an id is a business-scoped one.
    static func isBusinessScoped(_ id: some StringProtocol) -> Bool {
        let country = id.utf8.prefix { $0 != UInt8(ascii: ".") }
        return country.count == 2 && id.utf8.count > 3
            && country.allSatisfy { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
    }

    /// A message to the recipient.
    ///
    /// - Parameters:
    ///   - type: the message's type.
    ///   - content: the member that is named like the type.
    /// - Returns: the body of the request.
    func message(type: String, _ content: JSONValue) -> JSONValue {
        var members: [String: JSONValue] = [
            "messaging_product": "whatsapp", "type": .text(type), type: content,
        ]
        if name.hasPrefix(Self.groupMark) {
            members["recipient_type"] = "group"
            members["to"] = .text(String(name.dropFirst(Self.groupMark.count)))
        } else {
            members["recipient_type"] = "individual"
            members[Self.isBusinessScoped(name) ? "recipient" : "to"] = .text(name)
        }
        return .object(members)
    }
}
