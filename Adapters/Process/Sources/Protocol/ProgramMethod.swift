/// What a program is asked, each answered with a result or an error.
enum ProgramMethod: String, Sendable, Hashable {
    /// The first request: versions, settings and secrets.
    case initialize
    /// Makes one real connection.
    case check
    /// Tells how the line is doing, without a connection.
    case health
    /// Makes one attempt at sending.
    case deliver
    /// Judges and reads a provider's call.
    case webhook = "webhook.receive"
    /// Fetches a file.
    case attachment = "attachment.open"
    /// Finishes what is under way.
    case shutdown
    /// What no program offers: tests ask it to see whether a program still answers.
    case unknown = "no.such.method"

    /// The methods that a program may leave out.
    static let optional: [ProgramMethod] = [.check, .health, .deliver, .webhook, .attachment]
}

/// What a program is told without being asked.
enum HostNotification: String, Sendable, Hashable, CaseIterable {
    /// A batch is journaled.
    case ack
    /// A batch is not journaled.
    case nack
    /// The answer to a request is no longer waited for.
    case cancel
}

/// What a program tells.
enum ProgramNotification: String, Sendable, Hashable, CaseIterable {
    /// Events that happened.
    case batch
    /// How the line is doing.
    case condition
}
