public import ChannelKit

/// Addresses that belong to a desk, an office or a machine rather than to one person.
///
/// A guess from the address alone, made when an identity is first seen; an agent may mark it otherwise. It errs towards
/// "shared": a shared address never unifies anything, so a wrong guess costs a suggestion, never a stranger's view.
public enum SharedAddresses {
    /// Whether several people probably stand behind the address.
    ///
    /// An e-mail address is shared where its local part is made of the names of roles, in English or the other
    /// languages served (`info@`, `sales-uk@`, `kontakt2@`); a telephone number where its kind is a company's
    /// (toll-free, shared cost, premium rate) and it names no extension; a handle never.
    public static func isProbablyShared(_ key: IdentityKey) -> Bool {
        switch key.kind {
        case .email: isRole(key.value.prefix { $0 != "@" })
        case .phone: isCompanyNumber(key.value)
        case .handle: false
        }
    }

    private static func isRole(_ localPart: Substring) -> Bool {
        let base = localPart.prefix { $0 != "+" }
        let whole = base.filter { $0.isLetter }
        if roles.contains(whole) { return true }
        let words = base.split { !$0.isLetter }.map(String.init)
        // Every word is a role or a short country or language mark, and the first one is a role: sales.uk, but not jo.sales.
        guard let first = words.first, roles.contains(first) else { return false }
        return words.dropFirst().allSatisfy { roles.contains($0) || $0.utf8.count <= 2 }
    }

    private static func isCompanyNumber(_ value: String) -> Bool {
        guard let number = PhoneNumberNormalization.parse(value, region: nil), number.extension == nil else {
            return false
        }
        switch number.kind {
        case .tollFree, .sharedCost, .premiumRate, .company: return true
        default: return false
        }
    }
}
