import ChannelKit
import ProviderKit

/// Answers for the widget: JSON, never kept, readable by the pages that may.
struct ChatAnswers: Sendable {
    /// The fields that let the asking page read the answer.
    var sharing: [HeaderField]

    /// An answer with a document.
    func document(_ value: JSONValue, status: Int = 200, headers: [HeaderField] = []) -> WebAnswer {
        WebAnswer(
            status: status,
            headers: [
                HeaderField("Content-Type", "application/json"), HeaderField("Cache-Control", "no-store"),
                HeaderField("Cross-Origin-Resource-Policy", "cross-origin"),
            ] + sharing + headers,
            body: value.octets()
        )
    }

    /// A refusal: a word for programs and a sentence for whoever builds the page.
    func problem(_ status: Int, _ word: String, _ detail: String, headers: [HeaderField] = []) -> WebAnswer {
        document(["error": .text(word), "detail": .text(detail)], status: status, headers: headers)
    }

    /// A refusal of what comes too often.
    func tooMany(_ wait: Duration) -> WebAnswer {
        problem(
            429,
            "too-many",
            "Too much came from here. Try again later.",
            headers: [HeaderField("Retry-After", "\(max(1, wait.components.seconds))")]
        )
    }

    /// The answer to something that was handed to the journal.
    func submitted(_ result: SubmissionResult, members: [String: JSONValue]) -> WebAnswer {
        switch result {
        case .taken(let number, let isDuplicate):
            var members = members
            members["status"] = number == nil ? "journaled" : "routed"
            members["duplicate"] = .boolean(isDuplicate)
            return document(.object(members), status: isDuplicate ? 200 : 201)
        case .refused(.busy(let wait)):
            return problem(
                503,
                "busy",
                "Nothing was taken; try again.",
                headers: [HeaderField("Retry-After", "\(max(1, wait.components.seconds))")]
            )
        case .refused(.unavailable): return problem(503, "unavailable", "Nothing was taken; try again.")
        case .refused(.tooLarge): return problem(413, "too-large", "It is larger than is taken here.")
        }
    }
}
