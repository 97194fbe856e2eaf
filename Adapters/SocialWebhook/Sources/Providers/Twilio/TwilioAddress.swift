/// An address as Twilio writes it: a number or short code, with the carrier before it where that is not SMS
/// (`whatsapp:+15551234567`).
struct TwilioAddress: Sendable, Hashable {
    /// What carries the message; nil is SMS.
    let carrier: String?
    /// The number, short code or name.
    let number: String

    /// Reads an address.
    init(_ text: String) {
        guard let colon = text.firstIndex(of: ":") else {
            carrier = nil
            number = text
            return
        }
        carrier = String(text[..<colon])
        number = String(text[text.index(after: colon)...])
    }

    /// A number of ours on the same carrier.
    func sibling(_ number: String) -> String { carrier.map { "\($0):\(number)" } ?? number }
}
