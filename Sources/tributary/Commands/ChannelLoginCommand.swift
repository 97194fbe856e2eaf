import ArgumentParser
import ChannelKit
import Consents
import MessageRouting
import OutboxDelivery
import TicketStorage

/// `tributary channels login`: has somebody consent to signing in.
struct ChannelLoginCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "login",
        abstract: "Consent to a channel's signing in (OAuth).",
        discussion: """
            Prints an address to open in a browser on this machine, which comes back to a port here. With --device it prints a code \
            to be typed on any other device, where the provider allows that. Over SSH, forward the port: ssh -L 8765:127.0.0.1:8765.
            """
    )
    @OptionGroup var options: CommonOptions
    @Argument(help: "The channel.") var id: String
    @Flag(help: "Consent on another device.") var device = false
    @Option(help: "The port that the browser comes back to; any free one unless given.") var port: Int = 0

    func validate() throws {
        guard (0...65_535).contains(port) else { throw ValidationError("--port is 0 to 65535.") }
    }

    func run() async throws {
        try await options.execute(LogIn(channel: ChannelID(rawValue: id), onDevice: device, port: port))
    }
}

/// Has somebody consent, and lets what waited for it go.
struct LogIn: DeskCommand {
    static let name = "channels login"
    let channel: ChannelID
    let onDevice: Bool
    let port: Int

    /// How long the browser is waited for.
    private static let patience = Duration.seconds(600)

    func run(on desk: Desk, _ output: CommandOutput) async throws {
        guard let active = desk.directory[channel] else {
            throw CommandFailure(.usage, "\(channel) is not configured or switched off.")
        }
        guard let seeking = active.adapter as? any ConsentSeeking, let request = seeking.consent else {
            throw CommandFailure(.usage, "\(channel) needs no consent: its settings have no `oauth`.")
        }
        let transport = desk.transports.make(
            reaching: [request.tokenURL, request.authorizationURL] + (request.deviceURL.map { [$0] } ?? [])
        )
        guard let login = desk.secrets.consents.login(channel, transport: transport) else {
            throw CommandFailure(.usage, "\(channel) needs no consent.")
        }
        do {
            try await onDevice ? byDevice(login, output) : byBrowser(login, output)
        } catch let failure as ConsentLogin.Failure {
            throw CommandFailure(.unavailable, failure.description)
        }
        // A channel that was held because nobody could sign in goes on; one that the operator holds does not.
        if let hold = try await desk.store.holds()[channel], hold.english != HoldChannel.operatorReason.english {
            try await desk.store.setHold(nil, channel: channel, at: Desk.clock())
            desk.outboxBell.ring()
        }
        try await output.line("\(channel) signs in as \(request.account) from now on.")
    }

    private func byBrowser(_ login: ConsentLogin, _ output: CommandOutput) async throws {
        let listener: RedirectListener
        do { listener = try await RedirectListener(port: port) } catch {
            throw CommandFailure(.unavailable, "Port \(port) cannot be listened at. Give another one with --port.")
        }
        try await output.line("Open this address in a browser on this machine:")
        try await output.line(login.authorizationAddress(port: listener.port))
        guard let answer = try await listener.answer(to: login, within: Self.patience) else {
            throw CommandFailure(.unavailable, "Nobody consented in time. Try again.")
        }
        try await login.finish(answer, port: listener.port)
    }

    private func byDevice(_ login: ConsentLogin, _ output: CommandOutput) async throws {
        let code = try await login.deviceCode()
        try await output.line("Open \(code.address) on any device and type the code \(code.userCode)")
        try await login.finish(code)
    }
}

extension ConsentState {
    /// How it stands and what to do, for the operator.
    func words(for channel: ChannelID) -> String {
        let advice = "Run: tributary channels login \(channel)"
        return switch self {
        case .good: "good"
        case .missing: "missing. \(advice)"
        case .refused(let words): "renewed no more (\(words)). \(advice)"
        case .ending(let end): "ends \(end.rfc3339). \(advice)"
        }
    }
}
