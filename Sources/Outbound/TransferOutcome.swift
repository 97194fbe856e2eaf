import CCurl
import CCurlShim
import ChannelKit

/// Why a transfer ended without an answer.
enum TransferStop: Hashable {
    /// libcurl gave up, with its words about it.
    case library(CURLcode, words: String)
    /// No address of the host may be connected to.
    case innerAddress
    /// libcurl was about to send the request a second time.
    case repetition
    /// The connection ended amid the answer's head, which libcurl lets pass.
    case brokenHead
    /// The answer went past a limit.
    case excess(AnswerReader.Excess)
    /// The request was canceled, or its time was up, or the transport was closed.
    case ended(String)
}

/// Says in the contract's words why a request has no answer.
enum TransferOutcome {
    /// What a stopped transfer means for its request.
    ///
    /// - Parameters:
    ///   - stop: why it stopped.
    ///   - hasGoneOut: whether the request's last octet may have left this machine.
    ///   - host: where it went.
    ///   - limit: the longest answer the request allows, in bytes.
    /// - Returns: the failure; of the request it tells the host alone.
    static func failure(_ stop: TransferStop, hasGoneOut: Bool, host: String, limit: Int) -> TransportFailure {
        switch stop {
        case .excess(.body): .answerTooLong(limit: limit)
        case .innerAddress: .forbidden(detail: EgressRefusal.innerAddress(host: host).detail)
        case .library(let result, let words) where NetworkLibrary.isAboutTrust(result):
            .untrusted(detail: "\(host): \(words)")
        default: hasGoneOut ? .unanswered(detail: detail(stop, host)) : .unreachable(detail: detail(stop, host))
        }
    }

    /// Whether libcurl's message may tell more than the general words for a result.
    ///
    /// It may only while no request has been written and no answer been read: nothing of either can then be in it.
    static func isBeforeRequest(_ result: CURLcode) -> Bool {
        switch result {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_CONNECT, CURLE_SSL_CONNECT_ERROR: true
        default: NetworkLibrary.isAboutTrust(result)
        }
    }

    private static func detail(_ stop: TransferStop, _ host: String) -> String {
        switch stop {
        case .library(CURLE_OPERATION_TIMEDOUT, words: _): "\(host): \(LineFailure.timedOut.detail)"
        case .library(_, let words): "\(host): \(words)"
        case .innerAddress: EgressRefusal.innerAddress(host: host).detail
        case .repetition: "\(host): the connection was closed instead of an answer"
        case .brokenHead: "\(host): the connection was closed amid the answer"
        case .excess:
            "\(host): the answer's header fields go past \(AnswerReader.headLimit) bytes or number \(AnswerReader.fieldLimit)"
        case .ended(let words): "\(host): \(words)"
        }
    }
}
