import ChannelKit
import Testing

@testable import EmailAdapter

/// Mails to one domain that take turns.
@Suite struct DomainRatesTests {
    private let start = Timestamp(seconds: 1_800_000_000)

    @Test func `a few leave at once, the others in turn, and nobody waits twice`() {
        let rates = DomainRates(["example.net": 60])
        var waits: [Duration] = []
        for number in 0..<20 {
            waits.append(rates.wait(for: ["a@Example.NET"], delivery: "\(number)", at: start) ?? .zero)
        }
        #expect(waits.prefix(5).allSatisfy { $0 == .zero })
        #expect(Array(waits.dropFirst(5)) == (1...15).map { .seconds($0) })
        // Asked too early, the turn stays what it is; at its time it is taken.
        #expect(rates.wait(for: ["a@example.net"], delivery: "9", at: start.advanced(by: .seconds(3))) == .seconds(2))
        #expect(rates.wait(for: ["a@example.net"], delivery: "9", at: start.advanced(by: .seconds(5))) == nil)
    }

    @Test func `in any minute no more leave than are allowed, apart from the first few`() {
        let rates = DomainRates(["*": 30])
        var left: [Timestamp] = []
        var waiting = (0..<200).map { (name: "\($0)", at: start) }
        while let next = waiting.indices.min(by: { waiting[$0].at < waiting[$1].at }) {
            let mail = waiting.remove(at: next)
            if let wait = rates.wait(for: ["a@example.net"], delivery: mail.name, at: mail.at) {
                waiting.append((mail.name, mail.at.advanced(by: wait)))
            } else {
                left.append(mail.at)
            }
        }
        for time in left {
            #expect(left.count { $0 >= time && $0 < time.advanced(by: .seconds(60)) } <= 35)
        }
        #expect(left.count == 200)
    }

    @Test func `domains do not wait for each other, and unnamed ones have no limit without a star`() {
        let rates = DomainRates(["slow.example": 1])
        #expect(rates.wait(for: ["a@slow.example"], delivery: "1", at: start) == nil)
        #expect(rates.wait(for: ["a@slow.example"], delivery: "2", at: start) == .seconds(60))
        for number in 0..<1000 {
            #expect(rates.wait(for: ["a@fast.example"], delivery: "f\(number)", at: start) == nil)
        }
        #expect(DomainRates([:]).wait(for: ["a@slow.example"], delivery: "3", at: start) == nil)
    }
}
