/// The name of a conversation: an account of ours and who it is with, joined by a colon.
struct Conversation: Sendable, Hashable {
    /// Our own side: a telephone number's id, a page, an account.
    let account: String
    /// The other side.
    let partner: String

    /// Names a conversation.
    init(account: String, partner: String) {
        self.account = account.replacing(":", with: "")
        self.partner = partner
    }

    /// Reads a name; nil when it is none that ``name`` writes.
    init?(_ name: String) {
        guard let end = name.firstIndex(of: ":") else { return nil }
        account = String(name[..<end])
        partner = String(name[name.index(after: end)...])
        if partner.isEmpty { return nil }
    }

    /// The name.
    var name: String { "\(account):\(partner)" }
}
