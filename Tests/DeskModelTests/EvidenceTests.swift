import ChannelKit
import DeskModel
import Foundation
import Testing

/// Every piece of evidence is stored and read alike, and says the same in both languages.
@Suite struct EvidenceTests {
    /// Everything there is: each kind with each of its choices.
    private static let all: [Evidence] = Evidence.Kind.allCases.flatMap(EvidenceSamples.samples)

    @Test(arguments: Evidence.Kind.allCases)
    func `every kind is stored by its name and comes back`(_ kind: Evidence.Kind) throws {
        let samples = EvidenceSamples.samples(of: kind)
        #expect(!samples.isEmpty)
        for sample in samples {
            let form = try #require(sample.form)
            #expect(form.kind == kind)
            #expect(Evidence(form: [form.kind.rawValue] + form.parameters) == sample)
        }
        let octets = try JSONEncoder().encode(samples)
        #expect(try JSONDecoder().decode([Evidence].self, from: octets) == samples)
    }

    @Test(arguments: Evidence.Kind.allCases)
    func `every kind shows in both languages what it is about`(_ kind: Evidence.Kind) throws {
        for sample in EvidenceSamples.samples(of: kind) {
            let said = sample.said
            #expect(!said.english.isEmpty && !said.chinese.isEmpty && said.english != said.chinese)
            #expect(said.english.unicodeScalars.allSatisfy { !Self.isHan($0) }, "\(said.english)")
            #expect(said.chinese.unicodeScalars.contains(where: Self.isHan), "\(said.chinese)")
            let form = try #require(sample.form)
            for parameter in form.parameters where parameter.contains(EvidenceSamples.mark) || Int(parameter) != nil {
                #expect(said.english.contains(parameter), "\(said.english) lacks \(parameter)")
                #expect(said.chinese.contains(parameter), "\(said.chinese) lacks \(parameter)")
            }
        }
    }

    @Test func `no two kinds or choices say the same in either language`() {
        var english: [String: Evidence] = [:]
        var chinese: [String: Evidence] = [:]
        for evidence in Self.all {
            let said = evidence.said
            #expect(english.updateValue(evidence, forKey: said.english) == nil, "\(said.english)")
            #expect(chinese.updateValue(evidence, forKey: said.chinese) == nil, "\(said.chinese)")
        }
    }

    @Test func `words stand as they are, whatever they look like`() throws {
        let words = [
            "The address of Ada is new.", "", "known-address", #"["known-address","ada@example.org"]"#, "[", "因为",
        ]
        for text in words {
            let evidence = Evidence.words(text)
            #expect(evidence.form == nil)
            #expect(evidence.said == BilingualText(english: text, chinese: text))
        }
        let octets = try JSONEncoder().encode(words)
        #expect(try JSONDecoder().decode([Evidence].self, from: octets) == words.map { .words($0) })
        #expect(try JSONEncoder().encode(words.map { Evidence.words($0) }) == octets)
    }

    @Test(arguments: [
        ["kind-of-tomorrow", "a", "b"], ["known-address"], ["known-address", "a", "b"], ["signed-token", "x", "body"],
        ["signed-token", "12", "elsewhere"], [""],
    ])
    func `a form that is not known stands as the words it is made of`(_ form: [String]) {
        #expect(Evidence(form: form) == .words(form.joined(separator: " ")))
    }

    @Test func `the English sentences are those that programs have always read`() {
        let sentences: [(Evidence, String)] = [
            (.knownAddress("ada@example.org"), "ada@example.org is known."),
            (.provenAddress(method: "dmarc"), "The address is proven by dmarc."),
            (.signedToken(ticket: 7, .recipient), "A signed token of ticket 7 stands in a recipient address."),
            (.strangeToken(.body), "A token in the body is not one of ours."),
            (.reference(.answers, .sent, ticket: 7), "It answers a message that was sent in ticket 7."),
            (
                .doubtfulReference(.names, ticket: nil, .stranger),
                "It names a message of this ticket, but the sender does not take part in it."
            ),
            (.finishedTicket(7, .closed), "Ticket 7 is closed: the message opens a new ticket linked to it."),
            (.machinesWords(.autoReply), "No person wrote it (autoReply), and it belongs to no ticket."),
            (
                .copy(channel: ChannelID(rawValue: "mail"), ticket: 7),
                "The same message came by the channel mail and is in ticket 7."
            ),
            (.mailAddresses(.typo), "Nearly the same e-mail address: a slip or two apart"),
            (.alikeToOthers(1), "Both match another contact of this group"),
            (.alikeToOthers(3), "Both match 3 other contacts of this group"),
            (.unprovenAddresses(["a@x", "b@x"]), "Not proven to be theirs: a@x, b@x."),
        ]
        for (evidence, sentence) in sentences { #expect(evidence.said.english == sentence) }
    }

    private static func isHan(_ scalar: Unicode.Scalar) -> Bool { (0x4E00...0x9FFF).contains(scalar.value) }
}
