import ChannelKit
import DeskModel

/// What stands in the place of an erased arrival's or message's name.
///
/// The provider's name may hold an address. Its digest says nothing, and is enough to know the same thing again: what was
/// erased does not come back by being delivered once more.
enum ErasedName {
    static func of(_ name: ExternalID) -> ExternalID {
        if name.rawValue.hasPrefix(prefix) { return name }
        return ExternalID(rawValue: prefix + BlobTable.digest(of: Array(name.rawValue.utf8)).rawValue)
    }

    private static let prefix = "erased:"
}
