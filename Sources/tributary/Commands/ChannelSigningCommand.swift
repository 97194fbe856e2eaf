import ArgumentParser
import ChannelKit
import MessageRouting

/// `tributary channels dkim`: makes the keys that a channel's mail is signed with, and prints what to publish.
struct ChannelSigningCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dkim",
        abstract: "Make a channel's signing keys and print the DNS records to publish.",
        discussion: """
            Keys that are there are left as they are. --replace makes new ones: give the setting `dkim.selector` a new name first, so \
            that mail signed before can still be checked.
            """
    )
    @OptionGroup var options: CommonOptions
    @Argument(help: "The channel.") var id: String
    @Flag(help: "Make new keys in the place of those that are there.") var replace = false

    func run() async throws {
        let command = MakeSigningKeys(channel: ChannelID(rawValue: id), isReplacing: replace, json: options.json)
        try await options.execute(command)
    }
}

/// Makes keys that are missing and prints all records.
struct MakeSigningKeys: DeskCommand {
    static let name = "channels dkim"
    let channel: ChannelID
    let isReplacing: Bool
    let json: Bool

    private struct Line: Encodable {
        let name: String
        let type = "TXT"
        let text: String
    }

    func run(on desk: Desk, _ output: CommandOutput) async throws {
        guard let active = desk.directory[channel] else {
            throw CommandFailure(.usage, "\(channel) is not configured or switched off.")
        }
        guard let plan = (active.adapter as? any SendingSigned)?.signing else {
            throw CommandFailure(.usage, "\(channel) signs nothing: its settings have no `dkim`.")
        }
        for key in plan.keys {
            let known = isReplacing ? nil : try kept(key, desk)
            let secret = try known ?? key.make()
            guard let record = key.record(secret) else {
                throw CommandFailure(
                    .unavailable,
                    "The key \(key.secret) of \(channel) is none. Make a new one with --replace."
                )
            }
            if known == nil { try desk.secrets.write(secret, to: key.secret, of: channel) }
            if json {
                try await output.json(Line(name: record.name, text: record.text))
            } else {
                try await output.line(record.zoneLine)
            }
        }
    }

    /// The key that is there; one that cannot be opened is not silently replaced, for its record is published.
    private func kept(_ key: SigningPlan.Key, _ desk: Desk) throws -> [UInt8]? {
        do { return try desk.secrets.read(key.secret, of: channel) } catch {
            throw CommandFailure(.unavailable, "\(error). Restore it from a backup, or make new keys with --replace.")
        }
    }
}
