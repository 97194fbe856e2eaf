import ChannelKit
import ProviderKit

/// What a program's answer to `deliver` means.
struct DeliveryReading: Sendable {
    let program: String
    let redaction: Redaction

    /// The receipt behind an outcome.
    ///
    /// - Throws: `DeliveryFailure`, with how far the delivery got.
    func receipt(for outcome: CallOutcome) throws(DeliveryFailure) -> DeliveryReceipt {
        switch outcome {
        case .result(let result): return try receipt(of: result)
        case .failure(let error): throw failure(of: error)
        case .silent(let wasWritten, let silence): throw failure(of: silence, wasWritten: wasWritten)
        }
    }

    private func receipt(of result: JSONValue) throws(DeliveryFailure) -> DeliveryReceipt {
        let words = OutcomeWord(rawValue: result["outcome"]?.text ?? "")
        switch words {
        case .sent:
            return DeliveryReceipt(
                externalID: result["message_id"]?.name.flatMap {
                    $0.isEmpty ? nil : ExternalID(rawValue: OneLine.id($0))
                },
                progress: result["progress"]?.text == "delivered" ? .delivered : .sent,
                answer: line(result["answer"]) ?? "\(program) has taken it"
            )
        case .later:
            throw failure(.later(after: wait(result)), result, "\(program) asks to try again later.")
        case .never: throw failure(.never, result, "\(program) says that this can never be sent.")
        case .unknown: throw failure(.unknown, result, "\(program) does not know whether it was sent.")
        case .blocked:
            let blockage =
                DeliveryFailure.Blockage(rawValue: Self.blockages[result["cause"]?.text ?? ""] ?? "") ?? .credentials
            throw failure(.blocked(blockage), result, "\(program) cannot send until somebody acts.")
        case nil:
            throw DeliveryFailure(
                .unknown,
                reason: "\(program) answered with something unknown, so the reply may have been sent.",
                detail: "`outcome` is \(line(result["outcome"]) ?? "missing"); there are \(OutcomeWord.all)"
            )
        }
    }

    private func failure(
        _ verdict: DeliveryFailure.Verdict,
        _ result: JSONValue,
        _ otherwise: String
    ) -> DeliveryFailure {
        let reason = line(result["reason"], maximumBytes: 600)
        // A reason is a sentence for an agent; a single word is the program's own code.
        let isSentence = reason.map { $0.split(separator: " ").count >= 2 } ?? false
        let detail = [isSentence ? nil : reason, line(result["detail"], maximumBytes: 2000)].compactMap { $0 }
        return DeliveryFailure(
            verdict,
            reason: isSentence ? reason ?? otherwise : otherwise,
            detail: detail.joined(separator: "; ")
        )
    }

    private func failure(of error: RPCError) -> DeliveryFailure {
        let detail = "error \(error.code): \(redaction.line(error.message, maximumBytes: 1000))"
        let words = redaction.line(error.message, maximumBytes: 300)
        return switch error.code {
        case RPCError.Code.later:
            DeliveryFailure(.later(after: nil), reason: "\(program) asks to try again later: \(words)", detail: detail)
        case RPCError.Code.blocked:
            DeliveryFailure(.blocked(.credentials), reason: "\(program) cannot send: \(words)", detail: detail)
        case _ where error.isUntouched:
            DeliveryFailure(.never, reason: "\(program) does not understand the request: \(words)", detail: detail)
        default:
            DeliveryFailure(
                .unknown,
                reason: "\(program) failed while it was sending, so the reply may have been sent.",
                detail: detail
            )
        }
    }

    private func failure(of silence: CallSilence, wasWritten: Bool) -> DeliveryFailure {
        if case .tooLong = silence {
            return DeliveryFailure(
                .never,
                reason: "The reply is too long for one message to the program.",
                detail: silence.words
            )
        }
        let detail = "\(program) \(redaction.line(silence.words, maximumBytes: 1000))"
        return wasWritten
            ? DeliveryFailure(.unknown, reason: "\(program) did not say whether the reply was sent.", detail: detail)
            : DeliveryFailure(.later(after: nil), reason: "\(program) could not be asked to send it.", detail: detail)
    }

    private func wait(_ result: JSONValue) -> Duration? {
        guard let milliseconds = result["after_ms"]?.double, milliseconds > 0 else { return nil }
        return .milliseconds(min(milliseconds, 86_400_000))
    }

    private func line(_ value: JSONValue?, maximumBytes: Int = 500) -> String? {
        guard let text = value?.name.map({ redaction.line($0, maximumBytes: maximumBytes) }), !text.isEmpty else {
            return nil
        }
        return text
    }

    /// What `cause` says beside `blocked`, by word.
    static let blockages = ["credentials": "credentials", "window_closed": "windowClosed"]
}

/// What `outcome` says in an answer to `deliver`.
enum OutcomeWord: String, CaseIterable {
    case sent
    case later
    case never
    case blocked
    case unknown

    static var all: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
