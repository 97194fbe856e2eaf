import AddressNormalization
import ChannelKit
import DeskModel

/// What somebody writes to have a sender blocked: an address, or a domain with or without an `@`.
enum BlockedSender {
    /// What is meant; nil when it is neither.
    static func read(_ text: String) -> (kind: SenderBlock.Kind, value: String)? {
        let text = text.prefix(400).drop { $0.isWhitespace }
        if text.contains("@"), text.first != "@" {
            return EmailAddressNormalization.key(String(text)).map { (.address, $0.value) }
        }
        let name = text.first == "@" ? text.dropFirst() : text
        guard name.contains("."), !name.contains(" "),
            let domain = EmailAddressNormalization.parse("somebody@\(name)")?.domain
        else { return nil }
        return (.domain, domain)
    }
}
