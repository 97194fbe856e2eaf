import COpenSSL

/// Short fingerprints of settings.
enum Fingerprint {
    /// The first 16 hexadecimal digits of the SHA-256 of a text.
    static func text(of text: String) -> String {
        var digest = [UInt8](repeating: 0, count: 32)
        var length: UInt32 = 0
        let octets = Array(text.utf8)
        guard EVP_Digest(octets, octets.count, &digest, &length, EVP_sha256(), nil) == 1 else { return "" }
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: digest.prefix(8).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] },
            as: UTF8.self
        )
    }
}
