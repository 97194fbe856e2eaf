import ChannelKit
import Foundation
import Synchronization
import Testing

@testable import WebFormAdapter

/// A form of a channel with everything fixed that would otherwise change: clock, keys and nonces.
struct FormSample {
    static let start = Timestamp(seconds: 1_800_000_000)
    var adapter: WebFormAdapter

    init(
        _ settings: [String: SettingValue] = [:],
        channel: String = "contact-form",
        publicURL: String = "https://desk.example.org"
    ) throws {
        let nonces = Mutex<UInt8>(0)
        adapter = try WebFormAdapter(
            channel: ChannelID(rawValue: channel),
            settings: ChannelSettings(["reply_through": .text("mail")].merging(settings) { $1 }),
            context: AdapterContext(
                publicURL: publicURL,
                dataFolder: "/nowhere",
                settingsVersion: "s1",
                now: { Self.start },
                key: { purpose in Array("\(purpose) of \(channel)".utf8) + Array(repeating: 7, count: 32) },
                mail: NoOutside(),
                mailboxes: NoOutside(),
                log: { _, _ in }
            )
        ) {
            let next = nonces.withLock { count in
                count &+= 1
                return count
            }
            return Array(repeating: next, count: 16)
        }
    }

    /// The page, or whatever answers a GET.
    func get(
        _ path: String,
        query: [HeaderField] = [],
        headers: [HeaderField] = [],
        host: WebHost = .none,
        after seconds: Int64 = 0
    ) async throws -> WebAnswer {
        let outcome = await adapter.serve(
            WebRequest(
                method: "GET",
                path: path,
                query: query,
                headers: headers,
                receivedAt: Self.start.advanced(by: .seconds(seconds)),
                host: host
            )
        )
        guard case .answer(let answer) = outcome else { throw Unexpected.submission }
        return answer
    }

    /// A token of a form shown at the start.
    func token() async throws -> String {
        let answer = try await get("form", headers: [HeaderField("Accept", "application/json")])
        return try #require(try JSONValue.read(answer.body)["token"]?.text)
    }

    /// Submits octets to the form.
    func post(
        _ body: [UInt8],
        type: String,
        headers: [HeaderField] = [],
        query: [HeaderField] = [],
        from address: String = "192.0.2.1",
        after seconds: Int64 = 60
    ) async -> PageOutcome {
        await adapter.serve(
            WebRequest(
                method: "POST",
                path: "form",
                query: query,
                headers: [HeaderField("Content-Type", type)] + headers,
                body: body,
                remoteAddress: address,
                receivedAt: Self.start.advanced(by: .seconds(seconds))
            )
        )
    }

    /// Submits fields as a browser does, with a token of the form unless one is given.
    func submit(
        _ fields: [String: String],
        headers: [HeaderField] = [],
        query: [HeaderField] = [],
        from address: String = "192.0.2.1",
        after seconds: Int64 = 60
    ) async throws -> PageOutcome {
        var fields = fields
        if fields["_token"] == nil { fields["_token"] = try await token() }
        let body = fields.sorted { $0.key < $1.key }.map { "\(Self.encoded($0.key))=\(Self.encoded($0.value))" }
        return await post(
            Array(body.joined(separator: "&").utf8),
            type: "application/x-www-form-urlencoded",
            headers: headers,
            query: query,
            from: address,
            after: seconds
        )
    }

    /// Answers that the standard form takes.
    static let complete = [
        "name": "Ada Lovelace", "email": "ada@example.org", "subject": "The engine",
        "message": "It weaves.\r\nDoes it?",
    ]

    private static func encoded(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    }
}

/// Thrown when an outcome is not of the kind that a test goes on with.
enum Unexpected: Error {
    case submission
    case stream
    case answer(Int, String)
}

extension PageOutcome {
    /// The answer of an outcome that keeps nothing.
    func answer() throws -> WebAnswer {
        guard case .answer(let answer) = self else { throw Unexpected.submission }
        return answer
    }

    /// The arrival of a submission.
    func arrival() throws -> RawArrival { try submission().arrival }

    /// The arrival of a submission and its answer.
    func submission() throws -> (arrival: RawArrival, answer: @Sendable (SubmissionResult) -> WebAnswer) {
        switch self {
        case .submission(let arrival, let answer): return (arrival, answer)
        case .answer(let answer): throw Unexpected.answer(answer.status, answer.text)
        case .stream: throw Unexpected.stream
        }
    }
}

extension WebAnswer {
    var text: String { String(decoding: body, as: UTF8.self) }

    /// The value of a member of a JSON answer.
    func member(_ name: String) throws -> JSONValue? { try JSONValue.read(body)[name] }
}

/// A setting list of field groups, written shortly.
func fields(_ groups: [String: SettingValue]...) -> SettingValue { .list(groups.map { .object($0) }) }

/// A setting group of a text in both languages.
func words(_ english: String, _ chinese: String) -> SettingValue {
    .object(["en": .text(english), "zh": .text(chinese)])
}

/// An outside that a form never asks.
private struct NoOutside: MailSubmitting, MailboxOpening {
    func submit(
        _ mail: MailSubmission,
        to server: MailServer,
        timeLimit: Duration
    ) async throws(MailRefusal) -> String { throw .unreachable(detail: "a form sends nothing") }

    func open(_ server: MailServer) async throws(MailboxFailure) -> any MailboxLine {
        throw .unreachable(detail: "a form reads no mailbox")
    }
}
