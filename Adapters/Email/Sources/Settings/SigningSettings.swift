import AddressNormalization
import ChannelKit

/// The settings of a channel that signs its mail.
struct SigningSettings: Sendable, Hashable {
    /// The domain that signs.
    let domain: String
    /// The name of the keys.
    let selector: String

    /// Reads the settings; nil when nothing is to be signed.
    ///
    /// - Throws: `SettingProblem` when the domain is none that may sign for the address.
    init?(_ settings: ChannelSettings, own: OwnAddresses) throws(SettingProblem) {
        guard settings["dkim"] != nil else { return nil }
        let domain = (settings.text("dkim.domain") ?? own.main.domain).lowercased()
        // Aligned as DMARC wants it (RFC 7489, 3.1.1): the same domain, or one above it.
        guard own.main.domain == domain || own.main.domain.hasSuffix(".\(domain)"), domain.contains(".") else {
            throw SettingProblem(
                path: "dkim.domain",
                problem: "not the domain of the address nor one above it",
                allowed: "\(own.main.domain), or what stands behind its first dot"
            )
        }
        let selector = settings.text("dkim.selector") ?? "tributary"
        let isPlain: (UInt8) -> Bool = { octet in
            switch octet {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
            default: false
            }
        }
        guard (1...50).contains(selector.utf8.count), selector.utf8.allSatisfy(isPlain) else {
            throw SettingProblem(
                path: "dkim.selector",
                problem: "no name that the DNS takes",
                allowed: "1 to 50 of a-z, 0-9 and -"
            )
        }
        self.domain = domain
        self.selector = selector
    }
}
