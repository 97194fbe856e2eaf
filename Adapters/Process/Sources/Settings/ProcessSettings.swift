import ChannelKit
import Foundation
import ProviderKit

/// The settings of a program's channel, read and checked.
struct ProcessSettings: Sendable {
    let command: ProgramCommand
    /// The folder that program and gateway hand files to each other in.
    let exchangeFolder: String
    /// Whether the working folder is the channel's own, to be made when it is missing.
    let ownsWorkingFolder: Bool
    /// The space of sender ids.
    let namespace: String
    let region: String?
    /// What replies may be.
    let traits: ProviderTraits
    let patience: ProgramPatience
    let redaction: Redaction
    private let values: ChannelSettings

    /// Reads the settings of a channel.
    ///
    /// - Throws: `SettingProblem`.
    init(_ settings: ChannelSettings, channel: ChannelID, dataFolder: String, patience: ProgramPatience) throws {
        let own = "\(dataFolder)/process/\(channel)"
        let words = settings.texts("command")
        guard let first = words.first, !first.allSatisfy(\.isWhitespace) else {
            throw SettingProblem(path: "command", problem: "names no program", allowed: "a program and its arguments")
        }
        try Self.check(words, at: "command")
        var environment = ProcessInfo.processInfo.environment.filter { ProgramCommand.inherited.contains($0.key) }
        for (name, value) in Self.table("environment", of: settings) {
            guard Self.isName(name) else {
                throw SettingProblem(
                    path: "environment.\(name)",
                    problem: "is no name of a variable",
                    allowed: "letters, digits and `_`, not beginning with a digit"
                )
            }
            try Self.check([value], at: "environment.\(name)")
            environment[name] = value
        }
        let hasUnit = settings.text("text_unit").map { $0 != "characters" } ?? false
        guard !hasUnit || settings.integer("text_limit") != nil else {
            throw SettingProblem(path: "text_unit", problem: "has nothing to count", allowed: "give `text_limit` too")
        }
        ownsWorkingFolder = settings.text("working_folder") == nil
        exchangeFolder = "\(own)/files"
        command = ProgramCommand(
            words: words,
            folder: settings.text("working_folder") ?? own,
            environment: environment,
            limits: ProgramCommand.Limits(
                memory: settings.integer("memory_limit"),
                openFiles: settings.integer("open_files_limit"),
                fileSize: settings.integer("file_size_limit"),
                niceness: Int32(settings.integer("niceness") ?? 0)
            )
        )
        namespace = try Self.namespace(settings, channel)
        region = settings.text("region")
        traits = Self.traits(settings)
        redaction = Redaction(settings.values)
        var patience = patience
        patience.start = settings.duration("start_limit") ?? patience.start
        patience.shutdown = settings.duration("shutdown_limit") ?? patience.shutdown
        self.patience = patience
        values = settings
    }

    /// The parameters of `initialize`, secrets in clear: they go to the program's standard input and nowhere else.
    func initialize(channel: ChannelID, state: String?, isListening: Bool) -> JSONValue {
        var secrets: [String: JSONValue] = [:]
        var older: [String: JSONValue] = [:]
        for name in values.group("secrets")?.values.keys.sorted() ?? [] {
            // Asked by path would split names that hold a dot.
            guard case .secrets(let live)? = values.group("secrets")?.values[name] else { continue }
            secrets[name] = live.first.map { .text($0.reveal()) }
            older[name] = live.dropFirst().first.map { .text($0.reveal()) }
        }
        return [
            "protocol": .array(Handshake.versions.map { JSONValue($0) }),
            "channel": .text(channel.rawValue),
            "settings": .object(Self.table("settings", of: values).mapValues { .text($0) }),
            "secrets": .object(secrets),
            "older_secrets": .object(older),
            "state": state.map { .text($0) } ?? .null,
            "listening": .boolean(isListening),
            "credit": JSONValue(ProgramBatch.credit),
            "files_folder": .text(exchangeFolder),
        ]
    }

    private static func traits(_ settings: ChannelSettings) -> ProviderTraits {
        let replies = settings["replies"] == nil || settings.flag("replies")
        let unit = settings.text("text_unit").flatMap(AdapterAbilities.TextUnit.init(rawValue:)) ?? .characters
        return ProviderTraits(
            replies: replies,
            textLimit: replies ? settings.integer("text_limit").map { TextLimit(maximum: Int($0), unit: unit) } : nil,
            replyWindow: replies ? settings.duration("reply_window") : nil,
            outboundAttachmentBytes: replies ? settings.integer("outbound_attachments") : nil,
            threading: .conversation,
            receipts: replies ? [.sent, .delivered, .read, .failed] : [],
            idempotentSending: replies && settings.flag("idempotent_sending"),
            intake: [.listening, .webhook]
        )
    }

    private static func namespace(_ settings: ChannelSettings, _ channel: ChannelID) throws -> String {
        guard let name = settings.text("identity_namespace") else { return "process:\(channel)" }
        guard !name.isEmpty, !name.contains(where: { $0.isWhitespace || $0 == "/" }), name.first != ":" else {
            throw SettingProblem(
                path: "identity_namespace",
                problem: "is no name of a space",
                allowed: "a word without blanks, such as `irc` or `irc:libera`"
            )
        }
        return name
    }

    private static func table(_ name: String, of settings: ChannelSettings) -> [String: String] {
        (settings.group(name)?.values ?? [:]).compactMapValues { if case .text(let text) = $0 { text } else { nil } }
    }

    private static func check(_ texts: [String], at path: String) throws {
        guard !texts.contains(where: { $0.utf8.contains(0) }) else {
            throw SettingProblem(path: path, problem: "holds NUL", allowed: "text without it")
        }
    }

    private static func isName(_ name: String) -> Bool {
        guard let first = name.utf8.first, !(0x30...0x39).contains(first) else { return false }
        return name.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x5F
        }
    }
}
