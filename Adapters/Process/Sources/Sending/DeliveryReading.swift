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
                answer: line(result["answer"]).map(Wording.verbatim)
                    ?? Wording("\(program) has taken it.", "\(program) 已接收。")
            )
        case .later:
            throw failure(
                .later(after: wait(result)),
                result,
                Wording("\(program) asks to try again later.", "\(program) 要求稍后重试。")
            )
        case .never:
            throw failure(
                .never,
                result,
                Wording("\(program) says that this can never be sent.", "\(program) 表示此内容无法发送。")
            )
        case .unknown:
            throw failure(
                .unknown,
                result,
                Wording("\(program) does not know whether it was sent.", "\(program) 不确定是否已发送。")
            )
        case .blocked:
            let blockage =
                DeliveryFailure.Blockage(rawValue: Self.blockages[result["cause"]?.text ?? ""] ?? "") ?? .credentials
            throw failure(
                .blocked(blockage),
                result,
                Wording("\(program) cannot send until somebody acts.", "\(program) 需要有人处理后才能发送。")
            )
        case nil:
            throw DeliveryFailure(
                .unknown,
                reason: Wording(
                    "\(program) answered with something unknown, so the reply may have been sent.",
                    "\(program) 的应答无法识别，回复可能已发送。"
                ),
                detail: "`outcome` is \(line(result["outcome"]) ?? "missing"); there are \(OutcomeWord.all)"
            )
        }
    }

    private func failure(
        _ verdict: DeliveryFailure.Verdict,
        _ result: JSONValue,
        _ otherwise: Wording
    ) -> DeliveryFailure {
        let reason = line(result["reason"], maximumBytes: 600)
        // A reason is a sentence for an agent; a single word is the program's own code.
        let isSentence = reason.map { $0.split(separator: " ").count >= 2 } ?? false
        let detail = [isSentence ? nil : reason, line(result["detail"], maximumBytes: 2000)].compactMap { $0 }
        return DeliveryFailure(
            verdict,
            reason: isSentence
                ? reason.map { Wording($0, line(result["reason_zh"], maximumBytes: 600) ?? $0) } ?? otherwise
                : otherwise,
            detail: detail.joined(separator: "; ")
        )
    }

    private func failure(of error: RPCError) -> DeliveryFailure {
        let detail = "error \(error.code): \(redaction.line(error.message, maximumBytes: 1000))"
        let words = redaction.line(error.message, maximumBytes: 300)
        return switch error.code {
        case RPCError.Code.later:
            DeliveryFailure(
                .later(after: nil),
                reason: Wording("\(program) asks to try again later: \(words)", "\(program) 要求稍后重试：\(words)"),
                detail: detail
            )
        case RPCError.Code.blocked:
            DeliveryFailure(
                .blocked(.credentials),
                reason: Wording("\(program) cannot send: \(words)", "\(program) 无法发送：\(words)"),
                detail: detail
            )
        case _ where error.isUntouched:
            DeliveryFailure(
                .never,
                reason: Wording("\(program) does not understand the request: \(words)", "\(program) 无法识别请求：\(words)"),
                detail: detail
            )
        default:
            DeliveryFailure(
                .unknown,
                reason: Wording(
                    "\(program) failed while it was sending, so the reply may have been sent.",
                    "\(program) 在发送时出错，回复可能已发送。"
                ),
                detail: detail
            )
        }
    }

    private func failure(of silence: CallSilence, wasWritten: Bool) -> DeliveryFailure {
        if case .tooLong = silence {
            return DeliveryFailure(
                .never,
                reason: Wording("The reply is too long for one message to the program.", "回复太长，无法一次交给程序。"),
                detail: silence.words.english
            )
        }
        let detail = "\(program) \(redaction.line(silence.words.english, maximumBytes: 1000))"
        return wasWritten
            ? DeliveryFailure(
                .unknown,
                reason: Wording("\(program) did not say whether the reply was sent.", "\(program) 没有说明回复是否已发送。"),
                detail: detail
            )
            : DeliveryFailure(
                .later(after: nil),
                reason: Wording("\(program) could not be asked to send it.", "无法请求 \(program) 发送。"),
                detail: detail
            )
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
