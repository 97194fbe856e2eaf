import Crypto
import DeskModel

extension BlobDigest {
    /// The digest of octets.
    static func of(_ octets: [UInt8]) -> BlobDigest {
        BlobDigest(rawValue: Hexadecimal.encode(SHA256.hash(data: octets)))
    }
}
