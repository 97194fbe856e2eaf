import AddressNormalization
public import ChannelKit
public import DeskModel

/// Decides whose an envelope is.
///
/// The sender's identity is the address a reply would reach; an equal address is the same identity. Whatever else the
/// sender names is evidence: proven on both sides it merges (an edge that can be undone), otherwise it becomes a
/// suggestion. An address that several people share never ties anything.
public enum IdentityResolution {
    /// The most claims of one envelope that are looked at.
    static let maximumClaims = 20

    /// Decides about one sender.
    public static func decide(
        _ sender: EnvelopeSender,
        _ context: IdentityContext,
        _ reads: any RoutingReads
    ) throws -> IdentityDecision {
        var decision = try owner(of: sender, context, reads)
        prove(sender, &decision, context)
        for claim in sender.claims.prefix(maximumClaims) where claim.identity != sender.identity {
            try weigh(claim, of: sender, &decision, context, reads)
        }
        return decision
    }

    /// The contact behind the sender's address, known or new.
    private static func owner(
        of sender: EnvelopeSender,
        _ context: IdentityContext,
        _ reads: any RoutingReads
    ) throws -> IdentityDecision {
        guard let key = sender.identity else {
            return newContact(sender, identity: nil, rule: "no-address", .noAddress, context)
        }
        if let identity = try reads.identity(key), let contact = try reads.contact(identity.contact) {
            var decision = IdentityDecision(known: contact, identity)
            if contact.name.isEmpty, let name = sender.name, !name.isEmpty { decision.betterName = name }
            return decision
        }
        let identity = Identity(
            id: context.ids.next(at: context.now),
            key: key,
            address: sender.address,
            contact: context.ids.next(at: context.now),
            isShared: SharedAddresses.isProbablyShared(key),
            createdAt: context.now
        )
        return newContact(sender, identity: identity, rule: "new-address", .newAddress, context)
    }

    private static func newContact(
        _ sender: EnvelopeSender,
        identity: Identity?,
        rule: String,
        _ why: Evidence,
        _ context: IdentityContext
    ) -> IdentityDecision {
        let id = identity?.contact ?? context.ids.next(at: context.now)
        let contact = Contact(id: id, name: sender.name ?? "", createdAt: context.now)
        var evidence = [why]
        if identity?.isShared == true {
            evidence.append(.sharedAddress)
        }
        return IdentityDecision(
            contact: contact,
            identity: identity,
            isNewContact: true,
            newIdentities: identity.map { [$0] } ?? [],
            verifiedIdentities: [],
            evidence: [],
            merges: [],
            suggestions: [],
            trace: DecisionTrace(rule: rule, evidence: evidence)
        )
    }

    /// Notes proof that the sender holds the address.
    private static func prove(
        _ sender: EnvelopeSender,
        _ decision: inout IdentityDecision,
        _ context: IdentityContext
    ) {
        guard case .verified(let method) = sender.authenticity, let identity = decision.identity, !identity.isVerified
        else { return }
        if decision.newIdentities.isEmpty {
            decision.verifiedIdentities.append(identity.id)
        } else {
            decision.newIdentities[0].isVerified = true
        }
        decision.identity?.isVerified = true
        decision.trace.evidence.append(.provenAddress(method: method))
        decision.evidence.append(
            IdentityEvidence(
                id: context.ids.next(at: context.now),
                identity: identity.id,
                method: method,
                // An authority that vouches for the address itself is named; otherwise it is the channel's word.
                assertedBy: sender.claims.first { $0.identity == sender.identity && $0.isVerified }?.assertedBy
                    ?? "channel",
                isVerified: true,
                at: context.now
            )
        )
    }

    /// Makes an address that nobody has written from yet one of the person's, when it is proven to be theirs on both sides.
    ///
    /// What comes from it later, or is proven by another channel, then finds them.
    private static func adopt(
        _ claim: IdentityClaim,
        of sender: EnvelopeSender,
        ownedBy own: Identity,
        _ decision: inout IdentityDecision,
        _ context: IdentityContext
    ) {
        guard claim.isVerified, sender.authenticity.isVerified, !own.isShared,
            !SharedAddresses.isProbablyShared(claim.identity),
            !decision.newIdentities.contains(where: { $0.key == claim.identity })
        else { return }
        decision.newIdentities.append(
            Identity(
                id: context.ids.next(at: context.now),
                key: claim.identity,
                address: claim.identity.value,
                contact: own.contact,
                isVerified: true,
                createdAt: context.now
            )
        )
        decision.trace.evidence.append(.adoptedAddress(claim.identity.value, assertedBy: claim.assertedBy))
    }

    /// Keeps a claim as evidence, and merges or suggests what it ties together.
    private static func weigh(
        _ claim: IdentityClaim,
        of sender: EnvelopeSender,
        _ decision: inout IdentityDecision,
        _ context: IdentityContext,
        _ reads: any RoutingReads
    ) throws {
        guard let own = decision.identity else { return }
        decision.evidence.append(
            IdentityEvidence(
                id: context.ids.next(at: context.now),
                identity: own.id,
                tiedTo: claim.identity,
                method: "claim",
                assertedBy: claim.assertedBy,
                isVerified: claim.isVerified,
                at: context.now
            )
        )
        let known = try reads.identity(claim.identity)
        if known == nil { adopt(claim, of: sender, ownedBy: own, &decision, context) }
        guard let other = known, let contact = try reads.contact(other.contact),
            contact.person != decision.contact.person
        else { return }
        let provenOnBothSides = claim.isVerified && sender.authenticity.isVerified && other.isVerified
        guard provenOnBothSides, !own.isShared, !other.isShared else {
            guard !own.isShared, !other.isShared else { return }
            decision.suggestions.append(
                SuggestedContact(
                    contact: contact.person,
                    score: claim.isVerified ? 0.8 : 0.5,
                    reason: .claimedAddress(
                        sender: sender.address,
                        claimed: other.address,
                        claim.isVerified ? .oneSide : .claim
                    )
                )
            )
            return
        }
        let why = Evidence.onePerson(own.address, other.address, assertedBy: claim.assertedBy)
        decision.trace.evidence.append(why)
        decision.merges.append(
            ContactMerge(
                id: context.ids.next(at: context.now),
                from: decision.contact.person,
                into: contact.person,
                actor: .system("verified-evidence"),
                evidence: [why],
                at: context.now
            )
        )
        decision.contact.person = contact.person
    }
}

extension IdentityDecision {
    /// A decision for an address that is known.
    fileprivate init(known contact: Contact, _ identity: Identity) {
        self.init(
            contact: contact,
            identity: identity,
            isNewContact: false,
            newIdentities: [],
            verifiedIdentities: [],
            evidence: [],
            merges: [],
            suggestions: [],
            trace: DecisionTrace(rule: "known-address", evidence: [.knownAddress(identity.address)])
        )
    }
}
