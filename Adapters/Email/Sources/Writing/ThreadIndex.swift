import ChannelKit

/// Outlook's Thread-Index: 22 bytes that name the discussion, then 5 bytes for each answer ([MS-OXOMSG] 2.2.1.3).
enum ThreadIndex {
    /// How conversation keys of this kind begin.
    static let keyPrefix = "thread-index:"
    private static let rootLength = 22
    /// The longest index that is believed, in bytes: more answers than any thread has.
    private static let longest = 22 + 5 * 400

    /// The key that all mails of a discussion share; nil when the index names none.
    static func conversationKey(_ index: [UInt8]) -> String? {
        guard index.count >= rootLength, index.count <= longest else { return nil }
        let root = Array(index[..<rootLength])
        // The last 16 bytes are a random id: zeros are a program's empty value, equal for strangers.
        guard root[6...].contains(where: { $0 != 0 }) else { return nil }
        return keyPrefix + Base64.text(root)
    }

    /// The field's value for an answer in the discussion of a key; nil when the key is of another kind.
    ///
    /// The salt is any byte; it tells answers of the same moment apart.
    static func answer(in key: String, at date: Timestamp, salt: UInt8) -> String? {
        guard key.hasPrefix(keyPrefix), let root = Base64.bytes(String(key.dropFirst(keyPrefix.count))),
            root.count == rootLength
        else { return nil }
        // The root begins with the upper 6 bytes of a FILETIME: 100 ns since 1601, in steps of 2^16.
        let begun = root[..<6].reduce(UInt64(0)) { $0 << 8 | UInt64($1) } << 16
        let now = UInt64(max(0, date.rawValue + 11_644_473_600_000)) * 10_000
        let difference = now > begun ? now - begun : begun - now
        // Below 1.7 years in steps of 2^18, above in steps of 2^23, which the first bit tells.
        let isLong = difference >> 49 != 0
        let steps =
            UInt32(truncatingIfNeeded: difference >> (isLong ? 23 : 18)) & 0x7FFF_FFFF | (isLong ? 0x8000_0000 : 0)
        let child = [UInt8(steps >> 24), UInt8(steps >> 16 & 255), UInt8(steps >> 8 & 255), UInt8(steps & 255), salt]
        return Base64.text(root + child)
    }
}
