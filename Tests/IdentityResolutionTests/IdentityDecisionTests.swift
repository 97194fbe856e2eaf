import ChannelKit
import DeskModel
import IdentityResolution
import Testing

/// Whose an envelope is, and what a claim of another address comes to.
@Suite struct IdentityDecisionTests {
    private static let phone = IdentityKey(kind: .phone, value: "+4930901820")
    private static let now = Timestamp(seconds: 1_780_000_000)
    private let context = IdentityContext(now: now, ids: RecordIDSource())

    private func sender(
        _ user: String,
        proven: Bool = true,
        claims: [IdentityClaim]
    ) -> EnvelopeSender {
        EnvelopeSender(
            identity: IdentityKey(kind: .handle, namespace: "chat", value: user),
            address: user,
            name: "Ana",
            authenticity: proven ? .verified(method: "provider") : .unverified(reason: "nothing proves it"),
            claims: claims
        )
    }

    private func claim(proven: Bool) -> IdentityClaim {
        IdentityClaim(identity: Self.phone, assertedBy: "provider", isVerified: proven)
    }

    @Test func `evidence names the authority that vouches for the sender's own address`() throws {
        let own = IdentityClaim(
            identity: IdentityKey(kind: .handle, namespace: "chat", value: "U7"),
            assertedBy: "Example CA",
            isVerified: true
        )
        for (claims, asserted) in [([own], "Example CA"), ([claim(proven: true)], "channel"), ([], "channel")] {
            let decision = try IdentityResolution.decide(sender("U7", claims: claims), context, KnownPeople())
            let proof = try #require(decision.evidence.first { $0.method == "provider" })
            #expect(proof.assertedBy == asserted)
            #expect(proof.isVerified)
        }
    }

    @Test(arguments: [(true, true, 2), (true, false, 1), (false, true, 1), (false, false, 1)])
    func `an address nobody wrote from becomes the person's when both sides are proven`(
        sender isProven: Bool,
        claim claimIsProven: Bool,
        count: Int
    ) throws {
        let decision = try IdentityResolution.decide(
            sender("ana", proven: isProven, claims: [claim(proven: claimIsProven)]),
            context,
            KnownPeople()
        )
        #expect(decision.newIdentities.count == count)
        #expect(decision.newIdentities.allSatisfy { $0.contact == decision.contact.id })
        #expect(decision.newIdentities.dropFirst().allSatisfy { $0.key == Self.phone && $0.isVerified })
        #expect(decision.evidence.contains { $0.tiedTo == Self.phone && $0.isVerified == claimIsProven })
        #expect(decision.merges.isEmpty)
    }

    @Test func `the second proof of an address merges the two that proved it`() throws {
        let first = try IdentityResolution.decide(sender("ana", claims: [claim(proven: true)]), context, KnownPeople())
        let known = KnownPeople(
            identities: first.newIdentities,
            contacts: [first.contact]
        )
        let second = try IdentityResolution.decide(sender("ana2", claims: [claim(proven: true)]), context, known)
        #expect(second.merges.map(\.into) == [first.contact.id])
        #expect(second.newIdentities.map(\.address) == ["ana2"])
        let doubtful = try IdentityResolution.decide(sender("eve", claims: [claim(proven: false)]), context, known)
        #expect(doubtful.merges.isEmpty)
        #expect(doubtful.suggestions.map(\.contact) == [first.contact.id])
    }

    @Test func `a claim made twice in one envelope is taken once`() throws {
        let twice = [claim(proven: true), claim(proven: true)]
        let decision = try IdentityResolution.decide(sender("ana", claims: twice), context, KnownPeople())
        #expect(decision.newIdentities.count == 2)
    }
}

/// A desk that knows some people and no tickets.
private struct KnownPeople: RoutingReads {
    var identities: [Identity] = []
    var contacts: [Contact] = []

    func identity(_ key: IdentityKey) -> Identity? { identities.first { $0.key == key } }
    func contact(_ id: ContactID) -> Contact? { contacts.first { $0.id == id } }
    func messages(known ids: [String]) -> [KnownMessageID] { [] }
    func ticket(_ id: TicketID) -> CandidateTicket? { nil }
    func ticket(number: Int) -> CandidateTicket? { nil }
    func ticket(channel: ChannelID, conversation key: String) -> CandidateTicket? { nil }
    func unsolvedTickets(ofPerson person: ContactID, limit: Int) -> [CandidateTicket] { [] }
    func message(channel: ChannelID, messageID: String) -> InboundMessage? { nil }
    func waitingChanges(channel: ChannelID, messageID: String) -> [WaitingChange] { [] }
    func leg(ticket: TicketID, channel: ChannelID, target: IdentityKey, conversation: String?) -> Leg? { nil }
    func openCallBacks(to target: IdentityKey) -> [TicketTask] { [] }
    func isAgent(_ key: IdentityKey) -> Bool { false }
    func deliveries(externalID: String) -> [Delivery] { [] }
    func automaticReplies(to target: IdentityKey, since: Timestamp) -> Int { 0 }
    func nextTicketNumber() -> Int { 1 }
}
