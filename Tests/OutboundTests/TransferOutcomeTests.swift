import CCurl
import ChannelKit
import Testing

@testable import Outbound

struct TransferOutcomeTests {
    @Test(arguments: [
        (
            TransferStop.library(CURLE_COULDNT_CONNECT, words: "refused"), false,
            TransportFailure.unreachable(detail: "h: refused")
        ),
        (.library(CURLE_SEND_ERROR, words: "send"), false, .unreachable(detail: "h: send")),
        (.library(CURLE_RECV_ERROR, words: "reset"), true, .unanswered(detail: "h: reset")),
        (.library(CURLE_GOT_NOTHING, words: "nothing"), true, .unanswered(detail: "h: nothing")),
        (.library(CURLE_PARTIAL_FILE, words: "part"), true, .unanswered(detail: "h: part")),
        (.library(CURLE_OPERATION_TIMEDOUT, words: "x"), true, .unanswered(detail: "h: no answer in time")),
        (.library(CURLE_OPERATION_TIMEDOUT, words: "x"), false, .unreachable(detail: "h: no answer in time")),
        (.library(CURLE_PEER_FAILED_VERIFICATION, words: "certificate"), false, .untrusted(detail: "h: certificate")),
        (.library(CURLE_SSL_CONNECT_ERROR, words: "wrong version"), false, .unreachable(detail: "h: wrong version")),
        (.innerAddress, false, .forbidden(detail: "h is in an inner network and the configuration does not name it")),
        (.repetition, true, .unanswered(detail: "h: the connection was closed instead of an answer")),
        (.repetition, false, .unreachable(detail: "h: the connection was closed instead of an answer")),
        (.brokenHead, true, .unanswered(detail: "h: the connection was closed amid the answer")),
        (.excess(.body), true, .answerTooLong(limit: 7)), (.excess(.body), false, .answerTooLong(limit: 7)),
        (.ended("canceled"), true, .unanswered(detail: "h: canceled")),
        (.ended("canceled"), false, .unreachable(detail: "h: canceled")),
    ])
    func `a failure is told by how far the request had come`(
        stop: TransferStop,
        hasGoneOut: Bool,
        failure: TransportFailure
    ) {
        #expect(TransferOutcome.failure(stop, hasGoneOut: hasGoneOut, host: "h", limit: 7) == failure)
    }

    @Test(arguments: [
        (CURLE_COULDNT_RESOLVE_HOST, true), (CURLE_COULDNT_CONNECT, true), (CURLE_SSL_CONNECT_ERROR, true),
        (CURLE_PEER_FAILED_VERIFICATION, true), (CURLE_RECV_ERROR, false), (CURLE_WRITE_ERROR, false),
        (CURLE_BAD_CONTENT_ENCODING, false), (CURLE_HTTP2, false), (CURLE_WEIRD_SERVER_REPLY, false),
    ])
    func `libcurl's own message is shown only where no answer can be in it`(result: CURLcode, isShown: Bool) {
        #expect(TransferOutcome.isBeforeRequest(result) == isShown)
    }
}
