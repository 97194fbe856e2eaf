import AddressNormalization
import ChannelKit

/// The recipient that a provider's event speaks of.
enum ProviderRecipient {
    /// The address as an identity; nil when it is none.
    static func key(_ address: String?) -> IdentityKey? { address.flatMap { EmailAddressNormalization.key($0) } }
}
