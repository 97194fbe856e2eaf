import ChannelKit
import ProviderKit

/// Who a WhatsApp message goes to.
///
/// A person is named by the business-scoped id (BSUID: two letters of a country, a dot, letters and digits) where it is known,
/// else by the digits of the telephone number. Ids:
/// <https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids>.
struct WhatsAppRecipient: Sendable, Hashable {
    /// What stands before a group's id in the name of a conversation, so that it is told from a person.
    static let groupMark = "group:"

    private let name: String

    /// The partner of a conversation.
    ///
    /// - Throws: `DeliveryFailure` with `never` when it names none.
    init(_ conversation: String) throws(DeliveryFailure) {
        guard let partner = Conversation(conversation)?.partner else {
            throw DeliveryFailure(
                .never,
                reason: Wording(
                    "This contact has no WhatsApp address and no telephone number.",
                    "该联系人没有 WhatsApp 地址，也没有电话号码。"
                )
            )
        }
        name = partner
    }

    /// A message to the recipient.
    ///
    /// - Parameters:
    ///   - type: the message's type.
    ///   - content: the member that is named like the type.
    /// - Returns: the body of the request.
    func message(type: String, _ content: JSONValue) -> JSONValue {
        var members: [String: JSONValue] = [
            "messaging_product": "whatsapp", "recipient_type": "individual", "type": .text(type), type: content,
        ]
        if name.hasPrefix(Self.groupMark) {
            members["recipient_type"] = "group"
            members["to"] = .text(String(name.dropFirst(Self.groupMark.count)))
        } else {
            members[Self.isBusinessScoped(name) ? "recipient" : "to"] = .text(name)
        }
        return .object(members)
    }

    private static func isBusinessScoped(_ id: String) -> Bool {
        let country = id.utf8.prefix { $0 != UInt8(ascii: ".") }
        return country.count == 2 && id.utf8.count > 3
            && country.allSatisfy { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
    }
}
