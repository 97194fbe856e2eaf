import ChannelKit
import DeskModel
import Testing

@testable import OutboxDelivery

@Suite struct DeliveryStateMachineTests {
    static let now = Timestamp(seconds: 1_800_000_000)

    static func delivery(attempts: Int = 1, createdAt: Timestamp = now, mayRepeat: Bool = false) -> Delivery {
        Delivery(
            id: DeliveryID(rawValue: 1),
            reply: MessageID(rawValue: 2),
            ticket: TicketID(rawValue: 3),
            leg: LegID(rawValue: 4),
            channel: ChannelID(rawValue: "mail"),
            part: OutboundPart(index: 0, destinations: ["ada@example.org"], mediaType: "message/rfc822", body: []),
            state: .sending,
            attempts: attempts,
            mayRepeat: mayRepeat,
            notBefore: createdAt,
            createdAt: createdAt
        )
    }

    static let mail = DeliveryStateMachine(policy: .patient, retriesUnknown: true, isIdempotent: false)
    static let chat = DeliveryStateMachine(policy: .prompt, retriesUnknown: false, isIdempotent: false)
    static let idempotent = DeliveryStateMachine(policy: .prompt, retriesUnknown: false, isIdempotent: true)

    static func failure(_ verdict: DeliveryFailure.Verdict) -> AttemptEnd {
        .failure(DeliveryFailure(verdict, reason: .verbatim("why")))
    }

    @Test func `a receipt ends the delivery`() {
        let sent = Self.mail.transition(
            .receipt(DeliveryReceipt(answer: .verbatim("250 ok"))),
            of: Self.delivery(),
            now: Self.now,
            chance: 0.5
        )
        #expect(sent.state == .sent)
        #expect(sent.answer == .verbatim("250 ok"))
        #expect(!sent.mayRepeat)
        let receipt = DeliveryReceipt(progress: .delivered, answer: .verbatim(""))
        #expect(
            Self.chat.transition(.receipt(receipt), of: Self.delivery(), now: Self.now, chance: 0).state == .delivered
        )
    }

    @Test func `a refusal for now is tried again within the policy's ceiling`() {
        for attempt in 1...12 {
            let next = Self.mail.transition(
                Self.failure(.later(after: nil)),
                of: Self.delivery(attempts: attempt),
                now: Self.now,
                chance: 1
            )
            #expect(next.state == .deferred)
            let wait = next.notBefore?.since(Self.now) ?? .zero
            #expect(wait <= RetryPolicy.patient.cap)
            #expect(wait >= .seconds(1))
        }
    }

    @Test(arguments: [
        (Duration.seconds(90), Duration.seconds(90)), (.seconds(0), .seconds(1)), (.seconds(400_000), .seconds(86_400)),
    ])
    func `the other side's wish to wait is honored within bounds`(asked: Duration, got: Duration) {
        let next = Self.chat.transition(
            Self.failure(.later(after: asked)),
            of: Self.delivery(),
            now: Self.now,
            chance: 0
        )
        let isTooLong = got > RetryPolicy.prompt.giveUpAfter
        #expect(isTooLong || next.notBefore == Self.now.advanced(by: got))
    }

    @Test func `what was tried for too long fails visibly`() {
        let old = Self.delivery(attempts: 40, createdAt: Timestamp(seconds: Self.now.seconds - 6 * 86_400))
        let next = Self.mail.transition(Self.failure(.later(after: nil)), of: old, now: Self.now, chance: 0)
        #expect(next.state == .failed)
        #expect(next.answer.english.contains("40 attempts"))
    }

    @Test func `a refusal for good fails and releases the leg`() {
        let next = Self.mail.transition(Self.failure(.never), of: Self.delivery(), now: Self.now, chance: 0)
        #expect(next.state == .failed)
        #expect(!next.state.blocksLeg)
    }

    @Test func `an unknown outcome is repeated by mail and labelled`() {
        let next = Self.mail.transition(Self.failure(.unknown), of: Self.delivery(), now: Self.now, chance: 0)
        #expect(next.state == .deferred)
        #expect(next.mayRepeat)
        #expect(next.answer.english.contains("sent twice"))
    }

    @Test func `an unknown outcome without an idempotency key waits for an agent`() {
        let next = Self.chat.transition(Self.failure(.unknown), of: Self.delivery(), now: Self.now, chance: 0)
        #expect(next.state == .uncertain)
        #expect(next.state.blocksLeg)
    }

    @Test func `an unknown outcome with an idempotency key is repeated without a label`() {
        let next = Self.idempotent.transition(Self.failure(.unknown), of: Self.delivery(), now: Self.now, chance: 0)
        #expect(next.state == .deferred)
        #expect(!next.mayRepeat)
    }

    @Test func `an attempt that a crash interrupted goes on at once`() {
        let next = Self.mail.transition(.interrupted, of: Self.delivery(), now: Self.now, chance: 1)
        #expect(next.state == .deferred)
        #expect(next.notBefore == Self.now)
        #expect(next.mayRepeat)
    }

    @Test func `the label of a possible repeat stays`() {
        let next = Self.mail.transition(
            .receipt(DeliveryReceipt(answer: .verbatim("250"))),
            of: Self.delivery(attempts: 2, mayRepeat: true),
            now: Self.now,
            chance: 0
        )
        #expect(next.state == .sent)
        #expect(next.mayRepeat)
    }

    @Test func `refused credentials hold the channel, a closed window holds the reply`() {
        let credentials = Self.mail.transition(
            Self.failure(.blocked(.credentials)),
            of: Self.delivery(),
            now: Self.now,
            chance: 0
        )
        #expect(credentials.holdChannel == .verbatim("why"))
        #expect(credentials.state == .deferred)
        let window = Self.chat.transition(
            Self.failure(.blocked(.windowClosed)),
            of: Self.delivery(),
            now: Self.now,
            chance: 0
        )
        #expect(window.holdChannel == nil)
        #expect(window.state == .held)
    }
}
