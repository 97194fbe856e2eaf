/// Whether octets name one of a person's addresses, as a word of its own and whatever its case.
///
/// What is packed (base64, quoted-printable, archives) is not looked into.
struct AddressMention {
    /// Shorter names stand in too many texts that mean somebody else.
    private static let minimumLength = 5

    private let addresses: [[UInt8]]

    /// Looks for addresses in lower case.
    init(_ addresses: [String]) {
        self.addresses = Set(addresses).filter { $0.utf8.count >= Self.minimumLength }.map { Array($0.utf8) }
    }

    /// Whether the octets name one; time grows with their number.
    func isIn(_ octets: [UInt8]) -> Bool {
        let text = Array(String(decoding: octets, as: UTF8.self).lowercased().utf8)
        return addresses.contains { isNamed($0, in: text) }
    }

    private func isNamed(_ address: [UInt8], in text: [UInt8]) -> Bool {
        guard text.count >= address.count else { return false }
        for start in 0...(text.count - address.count) where text[start] == address[0] {
            let end = start + address.count
            guard text[start..<end].elementsEqual(address) else { continue }
            if start > 0, Self.isPart(text[start - 1]) { continue }
            if end < text.count, Self.isPart(text[end]) { continue }
            return true
        }
        return false
    }

    /// Whether an octet beside an address makes it another one.
    ///
    /// A full stop does not: it ends sentences.
    private static func isPart(_ octet: UInt8) -> Bool {
        switch octet {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
            UInt8(ascii: "_"), UInt8(ascii: "+"), UInt8(ascii: "@"):
            true
        default: false
        }
    }
}
