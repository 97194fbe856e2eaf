import AddressNormalization
import ChannelKit
import ProviderKit

/// Makes visitors: new ones, those who come back, and those whose site says who they are.
struct VisitorDesk: Sendable {
    /// The longest name.
    static let maximumNameBytes = 120

    let channel: ChannelID
    let userKey: [UInt8]
    let makeID: @Sendable () -> String

    /// The visitor of a page that is opened.
    ///
    /// A token that stands for a user of the site is worth nothing without the site's word: somebody else may sit at the
    /// browser by now.
    ///
    /// - Parameters:
    ///   - known: who the page's token stands for.
    ///   - identity: who its site says is signed in.
    ///   - now: the time.
    /// - Returns: the visitor, with a fresh token's time.
    func visitor(known: Visitor?, identity: HostIdentity?, at now: Timestamp) -> Visitor {
        guard let identity else {
            var visitor = known.flatMap { $0.user == nil ? $0 : nil } ?? Visitor(id: makeID(), issuedAt: now)
            visitor.issuedAt = now
            return visitor
        }
        let id =
            "u"
            + Hexadecimal.text(
                Signature.code(.sha256, key: userKey, Array("\(channel)\0\(identity.user)".utf8)).prefix(16)
            )
        var visitor = known.flatMap { $0.id == id ? $0 : nil } ?? Visitor(id: id, issuedAt: now)
        visitor.issuedAt = now
        visitor.user = identity.user
        visitor.name = Self.name(identity.name) ?? visitor.name
        visitor.hostEmail = identity.verifiedEmail.flatMap(Self.email)
        if visitor.email == nil { visitor.email = visitor.hostEmail ?? identity.claimedEmail.flatMap(Self.email) }
        if let known, known.user == nil, known.id != id { visitor.formerly = known.id }
        return visitor
    }

    /// A mail address as it is kept; nil when it is none.
    static func email(_ text: String) -> String? {
        let line = OneLine.text(text, maximumBytes: 300).filter { $0 != " " }
        guard line.utf8.count <= 254, let key = EmailAddressNormalization.key(line) else { return nil }
        return key.value
    }

    /// A name as it is kept; nil when there is nothing in it.
    static func name(_ text: String?) -> String? {
        guard let text else { return nil }
        let plain = text.unicodeScalars.prefix(400).filter { $0.properties.generalCategory != .format }
        let line = OneLine.text(String(String.UnicodeScalarView(plain)), maximumBytes: maximumNameBytes)
        return line.allSatisfy(\.isWhitespace) ? nil : line
    }
}
