import Crypto

extension MailAttachment {
    /// SHA-256 of ``bytes`` in lower-case hexadecimal digits.
    public var sha256: String { Self.hexadecimal(SHA256.hash(data: bytes)) }
    /// MD5 of ``bytes`` in lower-case hexadecimal digits; for comparing with other systems, never for identity.
    public var md5: String { Self.hexadecimal(Insecure.MD5.hash(data: bytes)) }

    private static func hexadecimal(_ digest: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        let text = digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return String(decoding: text, as: UTF8.self)
    }
}
