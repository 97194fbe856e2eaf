import ChannelKit
import Testing

@testable import Outbound

struct SubmissionOutcomeTests {
    typealias Stop = SubmissionDialogue.Stop

    @Test(arguments: [
        (Stop.lost(.timedOut, .answer), MailRefusal.unanswered(detail: "no answer in time")),
        (.lost(.unreachable("gone"), .answer), .unanswered(detail: "gone")),
        (.lost(.canceled, .answer), .unanswered(detail: "canceled")),
        (.lost(.timedOut, .octets), .unreachable(detail: "no answer in time")),
        (.lost(.unreachable("gone"), .sender), .unreachable(detail: "gone")),
        (.refused(code: 550, text: "no", .recipients), .answered(code: 550, text: "no")),
        (.refused(code: 450, text: "later", .recipients), .answered(code: 450, text: "later")),
        (.refused(code: 554, text: "spam", .answer), .answered(code: 554, text: "spam")),
        (.refused(code: 530, text: "sign in", .sender), .credentials(text: "sign in")),
        (.refused(code: 535, text: "sign in", .sender), .credentials(text: "sign in")),
        (.refused(code: 530, text: "odd", .recipients), .answered(code: 530, text: "odd")),
        (.refused(code: 552, text: "too big", .sender), .answered(code: 552, text: "too big")),
    ])
    func `an outcome is told by how far the mail had come`(stop: Stop, refusal: MailRefusal) {
        #expect(SubmissionOutcome.refusal(stop) == refusal)
    }

    @Test(arguments: [
        (Stop.lost(.unreachable("gone"), .sender), true),
        (.refused(code: 421, text: "idle", .sender), true),
        (.lost(.timedOut, .sender), false),
        (.lost(.canceled, .sender), false),
        (.lost(.unreachable("gone"), .recipients), false),
        (.lost(.unreachable("gone"), .answer), false),
        (.refused(code: 450, text: "later", .sender), false),
    ])
    func `only a line that was let go before it took the sender is opened anew`(stop: Stop, isStale: Bool) {
        #expect(SubmissionOutcome.isStaleLine(stop) == isStale)
    }
}
