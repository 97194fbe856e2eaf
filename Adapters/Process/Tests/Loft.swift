import ChannelKit
import ConformanceCases
import Foundation
import ProviderKit
import Synchronization

@testable import ProcessAdapter

/// A channel with the tests' program, on a folder of its own, and everything it says.
final class Loft: Sendable {
    let data: String
    let adapter: ProcessAdapter
    let journal = Journal()
    let health = Conditions()
    private let notes: NoteBox

    /// Makes a channel whose program does one thing wrong, or nothing.
    init(
        misbehave: String? = nil,
        command: [String] = ["python3", Pigeon.path],
        settings: [String: SettingValue] = [:],
        patience: ProgramPatience = ProgramPatience(),
        data: String? = nil
    ) throws {
        let data = data ?? FileManager.default.temporaryDirectory.path + "/loft-\(UUID().uuidString)"
        self.data = data
        var values: [String: SettingValue] = [
            "command": .list(command.map { .text($0) }),
            "secrets": .object(["token": .secrets([Secret(Self.secret), Secret("older-loft-secret")])]),
            "replies": .boolean(true),
            "outbound_attachments": .integer(16 << 20),
        ]
        if let misbehave { values["settings"] = .object(["misbehave": .text(misbehave)]) }
        let notes = NoteBox()
        self.notes = notes
        adapter = try ProcessAdapter(
            channel: ConformanceSubject.channel,
            settings: ChannelSettings(values.merging(settings) { $1 }),
            context: AdapterContext(
                publicURL: "https://desk.example.org",
                dataFolder: data,
                settingsVersion: "1",
                now: { Timestamp(seconds: 1_800_000_000) },
                key: { _ in [] },
                mail: NoMail(),
                mailboxes: NoMail(),
                log: { message, details in notes.take("\(message) \(details.sorted { $0.key < $1.key })") }
            ),
            patience: patience
        )
    }

    deinit { try? FileManager.default.removeItem(atPath: data) }

    static let secret = "loft-secret-correcthorse"

    /// The folder the program works in.
    var folder: String { Pigeon.folder(in: data) }
    /// Everything that was logged.
    var logged: [String] { notes.lines }

    /// Listens for as long as the body runs.
    func listening<Result>(_ body: () async throws -> Result) async throws -> Result {
        // Unstructured, because the test's body goes on beside it.
        let work = Task { try await adapter.listen(into: journal, health: health) }
        do {
            let result = try await body()
            work.cancel()
            _ = try? await work.value
            return result
        } catch {
            work.cancel()
            _ = try? await work.value
            throw error
        }
    }

    /// What one attempt at a plain reply comes to.
    func deliver(
        _ text: String = "coo",
        limit: Duration = .seconds(60)
    ) async -> Swift.Result<DeliveryReceipt, DeliveryFailure> {
        do {
            let parts = try adapter.plan(Self.reply(text))
            return .success(
                try await adapter.deliver(
                    parts[0],
                    DeliveryContext(idempotencyKey: "k/0", attempt: 1, timeLimit: limit)
                )
            )
        } catch {
            return .failure(error)
        }
    }

    static func reply(_ text: String, attachments: [OutboundAttachment] = []) -> OutboundReply {
        OutboundReply(
            key: "k",
            ticketNumber: 7,
            subject: "Coo",
            text: text,
            authorName: "Grace",
            route: ReplyRoute(
                target: IdentityKey(kind: .handle, namespace: "process:conformance", value: "ada"),
                address: "ada",
                conversationKey: ReplyPlace(conversation: "#roof", isGroup: true, asker: "ada").key
            ),
            attachments: attachments,
            threading: OutboundThreading(
                messageToken: "t",
                date: Timestamp(seconds: 1),
                parentID: "m1",
                replyToken: "r"
            )
        )
    }
}

/// Lines that were logged.
final class NoteBox: Sendable {
    private let kept = Mutex<[String]>([])
    var lines: [String] { kept.withLock { $0 } }
    func take(_ line: String) { kept.withLock { $0.append(line) } }
}

/// A journal in memory: takes each arrival once, and refuses as scripted.
final class Journal: ArrivalIntake {
    private struct State {
        var arrivals: [RawArrival] = []
        var cursor: IntakeCursor?
        var refusals: [IntakeRefusal] = []
        var isHeld = false
    }

    private let state = Mutex(State())

    var arrivals: [RawArrival] { state.withLock { $0.arrivals } }
    var ids: [String] { arrivals.map(\.externalID.rawValue) }
    var cursor: String? { state.withLock { $0.cursor?.value } }

    func refuse(_ refusals: IntakeRefusal...) { state.withLock { $0.refusals += refusals } }
    func hold(_ isHeld: Bool) { state.withLock { $0.isHeld = isHeld } }

    func accept(_ arrivals: [RawArrival], cursor: IntakeCursor?) async throws(IntakeRefusal) -> [ArrivalAcceptance] {
        while state.withLock({ $0.isHeld }), !Task.isCancelled { try? await Task.sleep(for: .milliseconds(5)) }
        let result = state.withLock { state -> Result<[ArrivalAcceptance], IntakeRefusal> in
            if !state.refusals.isEmpty { return .failure(state.refusals.removeFirst()) }
            if let cursor { state.cursor = cursor }
            return .success(
                arrivals.map { arrival in
                    if state.arrivals.contains(where: { $0.externalID == arrival.externalID }) {
                        return ArrivalAcceptance(arrival: 0, isDuplicate: true)
                    }
                    state.arrivals.append(arrival)
                    return ArrivalAcceptance(arrival: Int64(state.arrivals.count), isDuplicate: false)
                }
            )
        }
        return try result.get()
    }

    func cursor(of channel: ChannelID, stream: String) async throws -> IntakeCursor? { state.withLock { $0.cursor } }

    func cursors(of channel: ChannelID, beginning prefix: String) async throws -> [IntakeCursor] { [] }
}

/// The conditions that were reported.
final class Conditions: HealthReporting {
    private let kept = Mutex<[ChannelCondition]>([])
    var all: [ChannelCondition] { kept.withLock { $0 } }
    func report(_ condition: ChannelCondition) { kept.withLock { $0.append(condition) } }
}

/// Waits until a condition holds, as long as a busy machine may need.
func eventually(_ isTrue: () -> Bool) async -> Bool {
    for _ in 0..<6000 {
        if isTrue() { return true }
        try? await Task.sleep(for: .milliseconds(10))
    }
    return isTrue()
}

/// An outside that a program's channel never asks.
struct NoMail: MailSubmitting, MailboxOpening {
    func submit(_ mail: MailSubmission, to server: MailServer, timeLimit: Duration) async throws(MailRefusal) -> String
    {
        throw .unreachable(detail: "there is no mail here")
    }

    func open(_ server: MailServer) async throws(MailboxFailure) -> any MailboxLine {
        throw .unreachable(detail: "there is no mail here")
    }
}
