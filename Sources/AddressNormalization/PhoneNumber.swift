/// A telephone number that was understood, in the one form every spelling of it shares.
public struct PhoneNumber: Sendable, Hashable, Codable {
    /// What a number reaches, as far as the numbering plan tells.
    public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        /// A line at an address.
        case fixed
        /// A mobile telephone: can be sent an SMS.
        case mobile
        /// A plan that does not tell the two apart, as in North America.
        case fixedOrMobile
        /// Free for the caller.
        case tollFree
        /// Costs the caller extra.
        case premiumRate
        /// The cost is shared between caller and callee.
        case sharedCost
        /// Internet telephony.
        case voip
        /// A number for life that is forwarded.
        case personal
        /// A pager.
        case pager
        /// A company's number, wherever it is answered.
        case company
        /// Voice mail access.
        case voicemail
        /// Not known.
        case unknown
    }

    /// The number in E.164 form: a plus, the country code, the national number; without the extension.
    public let e164: String
    /// Whether the numbering plan of the country has the number; the plan's tables are as old as the library.
    public let isValid: Bool
    /// Whether the number has a length its country uses; every valid number is possible.
    public let isPossible: Bool
    /// The ISO 3166-1 code of the country, `001` for global services, nil where it is not known.
    public let region: String?
    /// The digits to dial once connected, at most seven of them or so; nil without one.
    public let `extension`: String?
    /// What the number reaches.
    public let kind: Kind
}
