import ChannelKit
import Foundation
import ProviderKit
import Synchronization
import Testing

@testable import LiveChatAdapter

/// A clock that stands until it is moved.
final class ChatClock: Sendable {
    private let time = Mutex(ChatSample.start)

    init() {}

    var now: Timestamp { time.withLock { $0 } }
    func advance(by span: Duration) { time.withLock { $0 = $0.advanced(by: span) } }
}

/// A desk that says what a test wants, and notes what it is told.
final class ScriptedDesk: ConversationReading, ConversationSignaling, LetterSending {
    private struct State {
        var entries: [String: [ConversationEntry]] = [:]
        var isAttended = true
        var told: [CustomerSignal] = []
        var letters: [Letter] = []
        var failure: DeliveryFailure?
        var followers: [String: [AsyncStream<DeskSignal>.Continuation]] = [:]
    }

    private let state = Mutex(State())

    var letters: [Letter] { state.withLock { $0.letters } }
    var told: [CustomerSignal] { state.withLock { $0.told } }

    func attend(_ isAttended: Bool) { state.withLock { $0.isAttended = isAttended } }

    func fail(_ failure: DeliveryFailure?) { state.withLock { $0.failure = failure } }

    /// Puts an entry into a conversation and wakes its readers.
    func add(_ entry: ConversationEntry, to conversation: String) {
        state.withLock { $0.entries[conversation, default: []].append(entry) }
        wake(conversation)
    }

    func signal(_ signal: DeskSignal, in conversation: String) {
        for follower in state.withLock({ $0.followers[conversation] ?? [] }) { follower.yield(signal) }
    }

    func entries(of conversation: String, since: Timestamp?, limit: Int) async throws -> [ConversationEntry] {
        state.withLock { state in
            (state.entries[conversation] ?? []).filter { entry in since.map { entry.at >= $0 } ?? true }.suffix(limit)
        }
    }

    func isDeskAttended(within span: Duration) async throws -> Bool { state.withLock { $0.isAttended } }

    func tell(_ signal: CustomerSignal, in conversation: String) { state.withLock { $0.told.append(signal) } }

    func wake(_ conversation: String) { signal(.changed, in: conversation) }

    func deskSignals(in conversation: String) -> AsyncStream<DeskSignal> {
        let (signals, continuation) = AsyncStream.makeStream(of: DeskSignal.self)
        state.withLock { $0.followers[conversation, default: []].append(continuation) }
        return signals
    }

    func send(
        _ letter: Letter,
        through channel: ChannelID,
        timeLimit: Duration
    ) async throws(DeliveryFailure) -> DeliveryReceipt {
        let failure = state.withLock { state in
            state.letters.append(letter)
            return state.failure
        }
        if let failure { throw failure }
        return DeliveryReceipt(externalID: ExternalID(rawValue: "mail-\(letter.key)"), answer: .verbatim("250 Ok"))
    }
}

/// A chat with everything fixed that would otherwise change, and a scripted desk behind it.
struct ChatSample {
    static let start = Timestamp(seconds: 1_800_000_000)
    static let secret = "0123456789abcdef0123456789abcdef"
    static let site = "https://shop.example"

    let adapter: LiveChatAdapter
    let desk = ScriptedDesk()
    let clock = ChatClock()

    init(_ settings: [String: SettingValue] = [:], channel: String = "chat") throws {
        let clock = clock
        let numbers = Mutex(0)
        let given: [String: SettingValue] = [
            "allowed_origins": .list([.text(Self.site)]), "mail_through": .text("mail"), "needs_agents": .boolean(true),
            "identity_secret": .secrets([Secret("another-secret-of-thirty-two-letters"), Secret(Self.secret)]),
            "uploads": .object(["types": .list([.text("image"), .text("text")]), "maximum_size": .integer(1_000)]),
        ]
        adapter = try LiveChatAdapter(
            channel: ChannelID(rawValue: channel),
            settings: ChannelSettings(given.merging(settings) { $1 }),
            context: AdapterContext(
                publicURL: "https://desk.example",
                dataFolder: "/nowhere",
                settingsVersion: "s1",
                now: { clock.now },
                key: { purpose in Array("\(purpose) of \(channel)".utf8) + Array(repeating: 7, count: 32) },
                mail: NoOutside(),
                mailboxes: NoOutside(),
                conversations: ConversationServices(reading: desk, signals: desk, letters: desk),
                log: { _, _ in }
            ),
            codes: OneTimeCodes(makeDigits: { "042042" }),
            makeID: {
                let number = String(
                    numbers.withLock { count in
                        count += 1
                        return count
                    }
                )
                return "v" + String(repeating: "0", count: 32 - number.count) + number
            }
        )
    }

    // MARK: - Requests

    func request(
        _ method: String,
        _ path: String,
        token: String? = nil,
        body: [UInt8] = [],
        query: [HeaderField] = [],
        headers: [HeaderField] = []
    ) -> WebRequest {
        var fields = [HeaderField("Content-Type", "application/json")] + headers
        if let token { fields.append(HeaderField("Authorization", "Bearer \(token)")) }
        return WebRequest(
            method: method,
            path: path,
            query: query,
            headers: fields,
            body: body,
            remoteAddress: "192.0.2.1",
            receivedAt: clock.now
        )
    }

    func post(
        _ path: String,
        _ document: JSONValue,
        token: String? = nil,
        headers: [HeaderField] = []
    ) async -> PageOutcome {
        await adapter.serve(request("POST", path, token: token, body: document.octets(), headers: headers))
    }

    /// What a page is told when it starts.
    func start(_ document: JSONValue = [:]) async throws -> JSONValue {
        try Self.document(await post("chat/start", document))
    }

    func token(_ document: JSONValue = [:]) async throws -> String {
        try #require(try await start(document)["token"]?.text)
    }

    /// The envelope of a message that is taken.
    func envelope(_ outcome: PageOutcome) throws -> InboundEnvelope {
        guard case .submission(let arrival, _) = outcome else {
            Issue.record("it is no submission: \(outcome)")
            throw Unexpected()
        }
        return try #require(try adapter.normalize(arrival).first)
    }

    static func document(_ outcome: PageOutcome) throws -> JSONValue {
        guard case .answer(let answer) = outcome else {
            Issue.record("it is no answer: \(outcome)")
            throw Unexpected()
        }
        return try JSONValue(parsing: answer.body)
    }

    static func status(_ outcome: PageOutcome) -> Int? {
        if case .answer(let answer) = outcome { answer.status } else { nil }
    }

    struct Unexpected: Error {}
}

/// An outside that nobody reaches.
struct NoOutside: MailSubmitting, MailboxOpening {
    func submit(_ mail: MailSubmission, to server: MailServer, timeLimit: Duration) async throws(MailRefusal) -> String
    {
        throw .unreachable(detail: "nowhere")
    }

    func open(_ server: MailServer) async throws(MailboxFailure) -> any MailboxLine {
        throw .unreachable(detail: "nowhere")
    }
}
