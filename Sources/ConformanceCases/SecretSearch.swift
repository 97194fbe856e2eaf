import Foundation

/// Finds planted secrets in whatever an adapter says, as they are, in Base64, and in hexadecimal digits.
struct SecretSearch: Sendable {
    private var patterns: [(name: String, octets: [UInt8])] = []

    /// Searches for texts by name, and for key material.
    init(secrets: [String: String], keys: [[UInt8]] = []) {
        for (name, value) in secrets.sorted(by: { $0.key < $1.key }) { add("the secret \(name)", Array(value.utf8)) }
        for key in keys { add("a key of the host", key) }
    }

    /// The name of a secret that occurs in a text; nil when none does.
    func find(in text: String) -> String? { find(in: Array(text.utf8)) }

    /// The name of a secret that occurs in octets; nil when none does.
    func find(in octets: [UInt8]) -> String? {
        patterns.first { OctetSearch.holds(octets, $0.octets) }?.name
    }

    private mutating func add(_ name: String, _ value: [UInt8]) {
        patterns.append((name, value))
        patterns.append((name, Self.hexadecimal(value, "0123456789abcdef")))
        patterns.append((name, Self.hexadecimal(value, "0123456789ABCDEF")))
        // Where a value stands in a longer text decides how its Base64 looks: one way for each place within three octets.
        for shift in 0..<3 {
            let encoded = Array(Data([UInt8](repeating: 0, count: shift) + value).base64EncodedString().utf8)
            let whole = encoded.dropFirst(shift == 0 ? 0 : shift + 1).dropLast(4)
            if whole.count >= 8 { patterns.append((name, Array(whole))) }
        }
    }

    private static func hexadecimal(_ octets: [UInt8], _ digits: String) -> [UInt8] {
        let digits = Array(digits.utf8)
        return octets.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    }
}
