import AddressNormalization
import ChannelKit

/// A mail domain that tells an organization.
enum OrganizationDomain {
    /// Why a text is none.
    enum Problem: Error, Sendable, Hashable {
        /// It is no domain.
        case noDomain
        /// Everybody uses it.
        case common(String)
    }

    /// Mail services that everybody uses: their addresses tell nothing of an organization.
    private static let common: Set<String> = [
        "126.com", "139.com", "163.com", "aliyun.com", "aol.com", "foxmail.com", "gmail.com", "gmx.de", "gmx.net",
        "googlemail.com", "hotmail.com", "icloud.com", "live.com", "mail.ru", "me.com", "msn.com", "outlook.com",
        "proton.me", "protonmail.com", "qq.com", "sina.com", "sohu.com", "web.de", "yahoo.com", "yandex.ru", "yeah.net",
    ]

    /// Reads a domain, with or without an `@`, in the form that addresses are kept in.
    ///
    /// - Parameter text: what was typed.
    /// - Returns: the domain.
    /// - Throws: ``Problem``.
    static func read(_ text: some StringProtocol) throws(Problem) -> String {
        let bare = text.hasPrefix("@") ? String(text.dropFirst()) : String(text)
        // Normalized as the addresses are that it is compared with.
        guard bare.contains("."), !bare.contains(where: { $0 == "@" || $0.isWhitespace }),
            let key = EmailAddressNormalization.key("a@\(bare)"),
            let cut = key.value.lastIndex(of: "@")
        else { throw .noDomain }
        let domain = String(key.value[key.value.index(after: cut)...])
        guard !common.contains(domain) else { throw .common(domain) }
        return domain
    }
}
