public import ChannelKit
import Foundation
import ProviderKit

/// A program in any language as a channel.
///
/// The program is started without a shell and speaks JSON-RPC 2.0, one message a line, on its standard input and output; what
/// it notes on its standard error is the operator's log. It hands over events in batches, which are journaled together with
/// the state behind them before they are acknowledged. The protocol is described in `docs/guide/process-protocol.md`.
public struct ProcessAdapter: ChannelAdapter, Listening, WebhookReceiving, ReplyDelivering, AttachmentFetching,
    HealthChecking
{
    /// The octets of `adapter.yml`.
    public static var manifestSource: [UInt8] { PackageResources.adapter_yml }

    private let channel: ChannelID
    private let settings: ProcessSettings
    private let making: ArrivalMaking
    private let shared: SharedProgram

    /// Makes the adapter of one channel; the program is not started yet.
    ///
    /// - Throws: `SettingProblem` when the settings do not fit together.
    public init(channel: ChannelID, settings: ChannelSettings, context: AdapterContext) throws {
        try self.init(channel: channel, settings: settings, context: context, patience: ProgramPatience())
    }

    /// Makes an adapter that waits for other times than the usual ones.
    init(channel: ChannelID, settings: ChannelSettings, context: AdapterContext, patience: ProgramPatience) throws {
        let settings = try ProcessSettings(
            settings,
            channel: channel,
            dataFolder: context.dataFolder,
            patience: patience
        )
        self.channel = channel
        self.settings = settings
        making = ArrivalMaking(channel: channel, settingsVersion: context.settingsVersion, now: context.now)
        let name = settings.command.name
        let notes = NoteRelay(program: name, redaction: settings.redaction, sink: context.log)
        shared = SharedProgram(name: name, patience: settings.patience, notes: notes) {
            (state, isListening) throws(ProgramEnd) in
            try Self.start(settings, channel, notes, state, isListening)
        }
    }

    private static func start(
        _ settings: ProcessSettings,
        _ channel: ChannelID,
        _ notes: NoteRelay,
        _ state: String?,
        _ isListening: Bool
    ) throws(ProgramEnd) -> ProgramSession {
        do {
            if settings.ownsWorkingFolder { try ExchangedFile.makeFolder(settings.command.folder) }
            try ExchangedFile.makeFolder(settings.exchangeFolder)
        } catch {
            throw .neverStarted(
                reason: Wording(
                    "the folder \(settings.exchangeFolder) cannot be made",
                    "无法创建文件夹 \(settings.exchangeFolder)"
                )
            )
        }
        // Nothing is handed over while no program runs.
        ExchangedFile.clear(settings.exchangeFolder)
        return try ProgramSession(
            settings.command,
            initialize: settings.initialize(channel: channel, state: state, isListening: isListening),
            needsReplies: settings.traits.replies,
            patience: settings.patience,
            notes: notes,
            redaction: settings.redaction
        )
    }

    /// What the program can do as this channel is configured, within what the manifest says for all programs.
    public func abilities(within manifest: AdapterAbilities) -> AdapterAbilities {
        let traits = settings.traits
        var abilities = manifest
        abilities.replies = traits.replies
        abilities.textLimit = traits.textLimit
        abilities.outboundAttachmentBytes = traits.outboundAttachmentBytes
        abilities.replyWindow = traits.replyWindow
        abilities.receipts = traits.receipts
        abilities.idempotentSending = traits.idempotentSending
        return abilities
    }

    // MARK: - In

    /// Makes an envelope of a journaled event.
    ///
    /// - Throws: `UnreadableArrival` when the event is none.
    public func normalize(_ arrival: RawArrival) throws -> [InboundEnvelope] {
        let reading = EventReading(
            namespace: settings.namespace,
            region: settings.region,
            replies: settings.traits.replies,
            replyWindow: settings.traits.replyWindow
        )
        return [try reading.envelope(of: arrival)]
    }

    /// Runs the program until the task is canceled.
    ///
    /// - Throws: `ChannelBlocked` when the program cannot be started, refuses to go on, or ends again and again.
    public func listen(into intake: any ArrivalIntake, health: any HealthReporting) async throws {
        try await ProgramListening(
            channel: channel,
            name: settings.command.name,
            shared: shared,
            making: making,
            patience: settings.patience,
            redaction: settings.redaction
        ).listen(into: intake, health: health)
    }

    /// Hands a provider's call to the program, where it takes such.
    public func receive(_ request: WebRequest) async -> WebhookOutcome {
        guard let params = WebhookPassing.params(of: request) else { return .refused(WebhookPassing.tooLarge) }
        let patience = settings.patience
        let passing = WebhookPassing(making: making)
        do {
            return try await shared.use { session, handshake in
                guard handshake.methods.contains(.webhook) else { return .refused(WebhookPassing.absent) }
                return passing.outcome(of: await session.call(.webhook, params, limit: patience.webhook))
            }
        } catch {
            return .refused(WebhookPassing.unavailable)
        }
    }

    /// Asks the program for a file.
    ///
    /// - Throws: `DeliveryFailure`, whose `later` is for another try.
    public func attachment(_ handle: String, maximumBytes: Int64) async throws -> [UInt8] {
        let patience = settings.patience
        let params: JSONValue = ["handle": .text(handle), "maximum_bytes": JSONValue(maximumBytes)]
        let outcome: CallOutcome
        do {
            outcome = try await shared.use { session, _ in
                await session.call(.attachment, params, limit: patience.attachment)
            }
        } catch {
            throw Self.failure(of: error, settings.command.name)
        }
        switch outcome {
        case .result(let result): return try file(result, maximumBytes)
        case .failure(let error):
            let isLater = error.code == RPCError.Code.later || !error.isUntouched
            throw DeliveryFailure(
                isLater ? .later(after: nil) : .never,
                reason: Wording("The program did not hand the file over.", "程序没有提供该文件。"),
                detail: settings.redaction.line(error.message, maximumBytes: 1000)
            )
        case .silent(_, let silence):
            throw DeliveryFailure(
                .later(after: nil),
                reason: Wording("The program did not hand the file over.", "程序没有提供该文件。"),
                detail: settings.redaction.line(silence.words.english, maximumBytes: 1000)
            )
        }
    }

    private func file(_ result: JSONValue, _ maximumBytes: Int64) throws -> [UInt8] {
        if let octets = result["content"]?.text.flatMap({ Base64.octets($0) }) {
            guard octets.count <= maximumBytes else {
                throw DeliveryFailure(
                    .never,
                    reason: Wording("The file is larger than \(maximumBytes) bytes.", "文件超过 \(maximumBytes) 字节。")
                )
            }
            return octets
        }
        do {
            return try ExchangedFile.take(
                result["path"]?.text ?? "",
                from: settings.exchangeFolder,
                maximumBytes: maximumBytes
            )
        } catch {
            let words = (error as? FileTrouble)?.words ?? .verbatim("\(error)")
            throw DeliveryFailure(
                .never,
                reason: Wording(
                    "The program's file cannot be used: \(words.english).",
                    "程序的文件无法使用：\(words.chinese)。"
                )
            )
        }
    }

    // MARK: - Out

    /// Gives a reply its form.
    ///
    /// - Throws: `DeliveryFailure` when the program cannot send it.
    public func plan(_ reply: OutboundReply) throws(DeliveryFailure) -> [OutboundPart] {
        try DeliveryRequest.plan(reply, by: settings.traits)
    }

    /// Asks the program for one attempt at sending a part.
    ///
    /// - Returns: proof that the program's outside took it.
    /// - Throws: `DeliveryFailure`, with how far it got.
    public func deliver(
        _ part: OutboundPart,
        _ context: DeliveryContext
    ) async throws(DeliveryFailure) -> DeliveryReceipt {
        let name = settings.command.name
        let folder = settings.exchangeFolder
        let attempt: Result<CallOutcome, DeliveryFailure>
        do {
            attempt = try await shared.use { session, _ in
                do throws(DeliveryFailure) {
                    let (params, file) = try DeliveryRequest.params(of: part, context, files: folder)
                    defer { file?.remove() }
                    return .success(await session.call(.deliver, params, limit: context.timeLimit))
                } catch {
                    return .failure(error)
                }
            }
        } catch {
            throw Self.failure(of: error, name)
        }
        let outcome = try attempt.get()
        return try DeliveryReading(program: name, redaction: settings.redaction).receipt(for: outcome)
    }

    private static func failure(of absence: SharedProgram.Absence, _ name: String) -> DeliveryFailure {
        switch absence {
        case .canceled:
            DeliveryFailure(
                .later(after: nil),
                reason: Wording("\(name) was not asked: the attempt was canceled.", "没有请求 \(name)：此次尝试已取消。")
            )
        case .given(let words):
            DeliveryFailure(
                .later(after: .seconds(60)),
                reason: Wording("\(name) does not run.", "\(name) 未在运行。"),
                detail: words.english
            )
        case .later(let wait, let end):
            DeliveryFailure(
                .later(after: wait),
                reason: Wording("\(name) does not run; it is started again soon.", "\(name) 未在运行；即将重新启动。"),
                detail: end?.words.english ?? ""
            )
        }
    }

    private static func words(_ name: String, _ end: ProgramEnd?) -> Wording {
        let end = end?.words ?? Wording("does not run", "未在运行")
        return Wording("\(name) \(end.english).", "\(name) \(end.chinese)。")
    }

    /// Starts the program, where it does not run, and lets it make one real connection.
    public func checkHealth() async -> HealthCheck {
        let patience = settings.patience
        let redaction = settings.redaction
        let name = settings.command.name
        do {
            return try await shared.use { session, handshake in
                let title = handshake.title.isEmpty ? name : redaction.line(handshake.title, maximumBytes: 200)
                guard handshake.methods.contains(.check) else {
                    return HealthCheck(
                        isHealthy: true,
                        findings: [
                            Wording(
                                "\(title) runs; it offers no `check` of its outside.",
                                "\(title) 正在运行；它不提供对外部的 `check`。"
                            )
                        ]
                    )
                }
                return HealthReading.check(
                    await session.call(.check, [:], limit: patience.check),
                    program: title,
                    redaction
                )
            }
        } catch {
            let words: Wording =
                switch error {
                case .canceled: Wording("The check was canceled.", "检查已取消。")
                case .given(let words): words.map { redaction.line($0, maximumBytes: 1500) }
                case .later(_, let end): Self.words(name, end).map { redaction.line($0, maximumBytes: 1500) }
                }
            return HealthCheck(isHealthy: false, findings: [words])
        }
    }
}
