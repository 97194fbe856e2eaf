import ChannelKit
import ProviderKit

/// Judges and reads a call without touching anything, in earnest and in rehearsal alike.
struct CallReading: Sendable {
    /// What a call comes to.
    enum Outcome: Sendable {
        /// It is the provider's and brings that.
        case proven(CallBody, CallContents)
        /// It brings that, and is Amazon's when its certificate fits.
        case signed(SNSMessage, CallBody, CallContents)
        /// It is not taken.
        case refused(WebAnswer)
    }

    let settings: WebhookSettings

    /// Judges and reads a call.
    ///
    /// - Parameters:
    ///   - request: the call.
    ///   - now: the time that its age is judged by; nil judges none.
    ///   - proof: whether it must prove where it comes from.
    /// - Returns: what it comes to.
    func read(_ request: WebRequest, now: Timestamp?, proof: WebhookProof) -> Outcome {
        guard let below = request.pathBelowWebhook else { return .refused(WebAnswer(status: 404)) }
        guard request.method == "POST" else { return .refused(.wrongMethod(allowed: "POST")) }
        guard request.body.count <= Self.longestBody(settings.provider) else { return .refused(WebAnswer(status: 413)) }
        let gate = CallProof(settings: settings)
        if proof == .required, let answer = gate.refusal(of: request, now: now) { return .refused(answer) }
        do throws(UnreadableCall) {
            let body = try CallBody(
                request.body,
                mediaType: request.headers.single(named: "Content-Type") ?? "",
                wantsWholeMails: below.hasSuffix("mime")
            )
            let verdict: CallProof.Verdict = proof == .required ? gate.judge(body, now: now) : .proven
            switch verdict {
            case .refused(let answer): return .refused(answer)
            case .proven: return .proven(body, try settings.provider.contents(of: body))
            case .signed(let message): return .signed(message, body, try settings.provider.contents(of: body))
            }
        } catch {
            return .refused(.notReadable)
        }
    }

    /// The longest body of a provider's calls, in bytes; a message of SNS has 256 KiB.
    private static func longestBody(_ provider: MailProvider) -> Int {
        provider == .ses ? 1 << 20 : CallBody.longest
    }
}
