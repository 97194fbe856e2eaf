import Foundation
import Testing

@testable import ConformanceCases

@Suite struct HonestAdapterTests {
    @Test(arguments: ConformanceCases.all)
    func `an honest adapter keeps every promise`(_ promise: ConformanceCase) async {
        for subject in [SampleSubjects.chat(), SampleSubjects.page()] {
            let report = await promise.run(subject)
            #expect(!report.isFailure, "\(report)")
        }
    }

    @Test func `every case says something about one of the samples`() throws {
        for promise in ConformanceCases.all {
            let reasons = try [SampleSubjects.chat(), SampleSubjects.page()].map {
                try promise.need.missing(in: CaseRun($0))
            }
            #expect(reasons.contains(nil), "\(promise.name)")
        }
    }

    @Test func `each case has a name of its own`() {
        #expect(Set(ConformanceCases.all.map(\.name)).count == ConformanceCases.all.count)
    }

    @Test func `a report shows its transcript when the promise is broken`() async throws {
        let promise = try #require(ConformanceCases.all.first { $0.name.hasPrefix("every way the outside") })
        let report = await promise.run(SampleSubjects.chat(.triesTwice))
        #expect(report.description.hasPrefix("FAIL  sample that triesTwice: every way the outside answers"))
        #expect(
            report.description.contains("the server takes it: receipt: 250 2.0.0 Ok: queued as SCRIPTED, 2 attempts")
        )
        #expect(await promise.run(SampleSubjects.page()).description.hasPrefix("skip  every way"))
    }

    @Test(arguments: 0..<6) func `a secret is found in whatever form it stands`(shift: Int) {
        let secret = "planted-correcthorse-battery"
        let search = SecretSearch(secrets: ["TOKEN": secret], keys: [Array(repeating: 0xAB, count: 32)])
        let text = String(repeating: "x", count: shift) + secret + "tail"
        #expect(search.find(in: text) == "the secret TOKEN")
        #expect(search.find(in: Data(text.utf8).base64EncodedString()) == "the secret TOKEN")
        #expect(search.find(in: String(repeating: "ab", count: 32)) == "a key of the host")
        #expect(search.find(in: "planted-correcthorse") == nil)
        #expect(search.find(in: "") == nil)
    }

    @Test func `random numbers are the same for the same seed`() {
        var random = SeededRandom(seed: 0)
        // The first numbers of SplitMix64 from 0, as its authors give them.
        #expect([random.next(), random.next()] == [0xE220_A839_7B1D_CDAF, 0x6E78_9E6A_A1B9_65F4])
        let body = Array("It weaves.".utf8)
        #expect(
            HostileOctets.mutations(of: body, count: 20, seed: 7)
                == HostileOctets.mutations(of: body, count: 20, seed: 7)
        )
        #expect(HostileOctets.truncations(of: body).count == body.count)
    }
}
