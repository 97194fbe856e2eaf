import ChannelKit
import DeskConfiguration
import Testing

/// Damaged files are refused or taken, and never bring the program down.
@Suite struct MutationTests {
    /// Numbers that look random and are the same every time (xorshift64*).
    private struct Numbers: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state ^= state >> 12
            state ^= state << 25
            state ^= state >> 27
            return state &* 0x2545_F491_4F6C_DD1D
        }
    }

    private static let pieces: [[UInt8]] =
        [
            ": ", "- ", "\n", "\n  ", "\t", "{", "}", "[", "]", "\"", "'", "&a ", "*a", "!x ", "|\n", ">\n", "? ", "#",
            "%", "@",
            "`", "---\n", "...\n", "<<: ", "~", "null", "0x10", "\u{0}", "\u{FEFF}", "\u{1F600}", "\\u0000",
            "99999999999999999999",
        ].map { Array($0.utf8) } + [[0xFF], [0xC3], [0xED, 0xA0, 0x80]]

    @Test(arguments: 1...12)
    func `a damaged file is refused with places inside it or taken`(_ seed: UInt64) throws {
        var numbers = Numbers(state: seed &* 0x9E37_79B9_7F4A_7C15)
        let manifests = try TestDesk.manifests()
        let good = Array(GoodConfigurationTests.full.utf8)
        for _ in 0..<150 {
            var octets = good
            for _ in 0..<Int.random(in: 1...4, using: &numbers) { Self.damage(&octets, &numbers) }
            let lines = octets.count { $0 == UInt8(ascii: "\n") } + 1
            do {
                let configuration = try ConfigurationReader.read(
                    path: "desk.yaml",
                    octets: octets,
                    manifests: manifests,
                    environment: TestDesk.environment()
                )
                #expect(!configuration.publicURL.isEmpty && !configuration.contentURL.isEmpty)
            } catch {
                #expect(!error.errors.isEmpty)
                #expect(error.errors.allSatisfy { (1...lines + 1).contains($0.line) && $0.column >= 1 }, "\(error)")
                #expect(error.errors.allSatisfy { !"\($0)".contains("\n") })
            }
        }
    }

    @Test(arguments: 1...4)
    func `a damaged manifest is refused or taken`(_ seed: UInt64) {
        var numbers = Numbers(state: seed &* 0x9E37_79B9_7F4A_7C15)
        let good = Array(TestDesk.letter.utf8)
        for _ in 0..<150 {
            var octets = good
            for _ in 0..<Int.random(in: 1...4, using: &numbers) { Self.damage(&octets, &numbers) }
            do {
                let manifest = try ManifestReader.read(octets: octets)
                #expect(!manifest.kind.rawValue.isEmpty)
            } catch {
                #expect(!error.errors.isEmpty)
            }
        }
    }

    private static func damage(_ octets: inout [UInt8], _ numbers: inout Numbers) {
        let place = Int.random(in: 0..<octets.count, using: &numbers)
        let end = min(octets.count, place + Int.random(in: 1...40, using: &numbers))
        switch Int.random(in: 0..<5, using: &numbers) {
        case 0: octets.remove(at: place)
        case 1: octets.removeSubrange(place..<end)
        case 2: octets.insert(contentsOf: octets[place..<end], at: Int.random(in: 0...octets.count, using: &numbers))
        case 3: octets[place] = UInt8.random(in: 0...255, using: &numbers)
        default: octets.insert(contentsOf: pieces.randomElement(using: &numbers) ?? [], at: place)
        }
        if octets.isEmpty { octets = [0x0A] }
    }
}
