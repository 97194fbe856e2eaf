import ChannelKit
import DeskModel
import Testing
import TicketStorage

/// Merges and their undoing in any order always give the partition of the active edges.
struct ContactMergingPropertyTests {
    @Test(arguments: 0..<6 as Range<UInt64>)
    func `persons are what the active merges join, whatever came before`(_ seed: UInt64) async throws {
        try await TemporaryStore.run { store in
            var random = SplitMix(state: seed)
            let desk = DeskFixture(store: store, ids: store.ids)
            var contacts: [ContactID] = []
            for index in 0..<9 { contacts.append(try await desk.contact("C\(index)", "c\(index)@example.org")) }
            var active: [ContactMerge] = []
            for step in 0..<60 {
                switch Int.random(in: 0..<5, using: &random) {
                case 0...1:
                    let edge = desk.mergeEdge(
                        contacts[Int.random(in: 0..<9, using: &random)],
                        contacts[Int.random(in: 0..<9, using: &random)]
                    )
                    let joined = Self.groups(contacts, active)
                    let isOne = joined[edge.from] == joined[edge.into]
                    let result = try await store.merge(edge)
                    #expect((result == .done) == !isOne)
                    if result == .done { active.append(edge) }
                case 2...3:
                    guard !active.isEmpty else { continue }
                    let edge = active.remove(at: Int.random(in: 0..<active.count, using: &random))
                    #expect(try await store.unmerge(edge.id, actor: .operator, at: desk.at(Int64(step))) == .done)
                default:
                    let sender = Int.random(in: 0..<9, using: &random)
                    let result = try await desk.receive(
                        desk.envelope("s\(step)", from: "c\(sender)@example.org"),
                        at: Int64(step)
                    )
                    // A new message goes to the home of its address, whoever stands for it now.
                    #expect(result.contact == contacts[sender])
                }
                let expected = Self.groups(contacts, active)
                for contact in contacts {
                    for other in contacts {
                        let one = try await store.contact(contact)?.person.id
                        let two = try await store.contact(other)?.person.id
                        #expect((one == two) == (expected[contact] == expected[other]))
                    }
                }
            }
            #expect(try await store.verify() == [])
        }
    }

    /// A group's number for each contact, by walking the edges.
    private static func groups(_ contacts: [ContactID], _ edges: [ContactMerge]) -> [ContactID: Int] {
        var group = Dictionary(uniqueKeysWithValues: contacts.enumerated().map { ($1, $0) })
        for edge in edges {
            guard let from = group[edge.from], let into = group[edge.into] else { continue }
            for (contact, number) in group where number == from { group[contact] = into }
        }
        return group
    }
}

/// A small generator whose numbers a seed repeats.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
