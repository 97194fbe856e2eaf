import CryptoExtras
import ProviderKit

/// Takes the public key out of an X.509 certificate (RFC 5280), reading no more of it than the way to the key.
///
/// The certificate proves nothing here: it is believed because the address it was fetched from is Amazon's.
enum CertificateKey {
    /// The longest certificate that is read, in bytes.
    static let longest = 16 << 10

    /// The RSA key of a certificate in PEM; nil when it has none.
    static func rsaKey(pem: [UInt8]) -> _RSA.Signing.PublicKey? {
        guard pem.count <= longest else { return nil }
        let lines = String(decoding: pem, as: UTF8.self).split(whereSeparator: \.isNewline).map { $0.trimmingBlanks }
        guard let begin = lines.firstIndex(of: "-----BEGIN CERTIFICATE-----"),
            let end = lines[begin...].firstIndex(of: "-----END CERTIFICATE-----"),
            let octets = ProviderKit.Base64.octets(lines[(begin + 1)..<end].joined()),
            let info = publicKeyInfo(octets)
        else { return nil }
        return try? _RSA.Signing.PublicKey(derRepresentation: info)
    }

    /// The octets of `SubjectPublicKeyInfo`: the seventh element of the certificate's body, behind version, serial number,
    /// signature algorithm, issuer, validity and subject.
    static func publicKeyInfo(_ certificate: [UInt8]) -> [UInt8]? {
        guard let outer = DERElement(certificate[...]), outer.tag == DERElement.sequence,
            let body = DERElement(outer.content), body.tag == DERElement.sequence
        else { return nil }
        var rest = body.content
        var elements: [DERElement] = []
        while elements.count < 7, let element = DERElement(rest) {
            // Certificates of version 1 have no version.
            if elements.isEmpty, element.tag != DERElement.version { elements.append(element) }
            elements.append(element)
            rest = rest[element.end...]
        }
        guard elements.count == 7, elements[6].tag == DERElement.sequence else { return nil }
        return Array(elements[6].octets)
    }
}

/// One element in the distinguished encoding of ASN.1 (X.690): a tag, a length, and that many octets.
struct DERElement {
    static let sequence: UInt8 = 0x30
    /// `[0]`, explicit.
    static let version: UInt8 = 0xA0

    /// The tag, of one octet.
    let tag: UInt8
    /// What is inside.
    let content: ArraySlice<UInt8>
    /// The whole element.
    let octets: ArraySlice<UInt8>

    /// Where the next element begins.
    var end: Int { octets.endIndex }

    /// Reads the element that octets begin with; nil when it is cut off, or longer than 64 KiB.
    init?(_ source: ArraySlice<UInt8>) {
        guard source.count >= 2 else { return nil }
        tag = source[source.startIndex]
        guard tag & 0x1F != 0x1F else { return nil }
        let first = Int(source[source.startIndex + 1])
        var start = source.startIndex + 2
        var length = first
        if first >= 0x80 {
            let count = first - 0x80
            guard (1...2).contains(count), source.endIndex - start >= count else { return nil }
            length = source[start..<(start + count)].reduce(0) { $0 << 8 | Int($1) }
            start += count
        }
        guard source.endIndex - start >= length else { return nil }
        content = source[start..<(start + length)]
        octets = source[source.startIndex..<(start + length)]
    }
}
