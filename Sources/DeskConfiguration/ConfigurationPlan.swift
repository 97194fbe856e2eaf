public import ChannelKit

/// What the gateway will do by a configuration, as text for people; `tributary check` prints it.
public struct ConfigurationPlan: Sendable, CustomStringConvertible {
    private let configuration: TributaryConfiguration

    /// The plan of a configuration.
    public init(for configuration: TributaryConfiguration) { self.configuration = configuration }

    /// The plan in aligned lines, without secrets.
    public var description: String {
        let address = WebAddress(
            isSecure: configuration.tls != nil,
            host: configuration.listen.host,
            port: configuration.listen.port
        )
        var lines = [
            "\(configuration.file) is good.",
            "",
            "desk      \(configuration.desk.name) (\(configuration.desk.language))",
            "data      \(configuration.dataFolder)",
            "listens   \(address.origin), content on port \(configuration.listen.contentPort)",
            "public    \(configuration.publicURL)",
            "content   \(configuration.contentURL)",
            "proxies   \(proxies)",
            "limits    \(limits)",
            "",
            "channels  \(configuration.channels.count)",
        ]
        for channel in configuration.channels { lines += Self.lines(for: channel) }
        if !configuration.warnings.isEmpty {
            lines += ["", "warnings"] + configuration.warnings.map { "  \($0)" }
        }
        return lines.joined(separator: "\n")
    }

    private var proxies: String {
        configuration.trustedProxies.isEmpty
            ? "none trusted" : configuration.trustedProxies.map(\.description).joined(separator: ", ")
    }

    private var limits: String {
        let kept = configuration.limits.rawRetention.map { "kept for \(TimeSpan.text($0))" } ?? "kept for good"
        return "messages up to \(ByteCount.text(configuration.limits.messageBytes)), "
            + "\(configuration.limits.intakeQueue) waiting arrivals, raw arrivals \(kept)"
    }

    private static func lines(for channel: ChannelConfiguration) -> [String] {
        let unify =
            channel.unifyWindow == .zero
            ? "no unifying beyond threading" : "unifies within \(TimeSpan.text(channel.unifyWindow))"
        var facts = [unify]
        if let region = channel.region { facts.append("numbers of \(region)") }
        if channel.acknowledges { facts.append("acknowledges") }
        if !channel.teams.isEmpty {
            facts.append("for \(Set(channel.teams.values).sorted().joined(separator: ", "))")
        }
        return [
            "  \(channel.id)  (\(channel.adapter))\(channel.isEnabled ? "" : "  TURNED OFF")",
            "    \(channel.abilities.words)",
            "    \(facts.joined(separator: "; "))",
        ]
    }
}

extension AdapterAbilities {
    /// The abilities in one line, for plans and lists.
    public var words: String {
        var facts: [String] = []
        let ways = Intake.allCases.filter(intake.contains).map(\.rawValue)
        facts.append(ways.isEmpty ? "takes nothing in" : "in by \(ways.joined(separator: ", "))")
        facts.append(replies ? "sends replies" : "sends nothing")
        if let bytes = inboundAttachmentBytes { facts.append("attachments in up to \(ByteCount.text(bytes))") }
        if let bytes = outboundAttachmentBytes { facts.append("out up to \(ByteCount.text(bytes))") }
        if let limit = textLimit { facts.append("text up to \(limit.maximum) \(limit.unit.rawValue)") }
        if threading != .none { facts.append("ties by \(threading.rawValue)") }
        let told = Receipt.allCases.filter(receipts.contains).map(\.rawValue)
        if !told.isEmpty { facts.append("tells \(told.joined(separator: ", "))") }
        if let window = replyWindow { facts.append("replies within \(TimeSpan.text(window))") }
        if let quota = replyQuota { facts.append("\(quota) replies until the customer writes again") }
        let late = LateReply.Kind.allCases.filter(lateReplies.contains).map(\.rawValue)
        if !late.isEmpty { facts.append("late by \(late.joined(separator: ", "))") }
        return facts.joined(separator: "; ")
    }
}
