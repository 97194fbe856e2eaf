/// The result of one real connection test.
public struct HealthCheck: Sendable, Hashable, Codable {
    /// Whether everything the channel needs was reached.
    public var isHealthy: Bool
    /// One line per thing tried: what, and how it went, with what to do when it failed.
    public var findings: [Wording]

    /// Creates a result.
    public init(isHealthy: Bool, findings: [Wording]) {
        self.isHealthy = isHealthy
        self.findings = findings
    }
}

/// Where an adapter reports how its line is doing.
public protocol HealthReporting: Sendable {
    /// Reports the channel's present condition.
    func report(_ condition: ChannelCondition)
}

/// How a channel's intake is doing.
public struct ChannelCondition: Sendable, Hashable, Codable {
    /// What the line is doing.
    public enum Line: String, Sendable, Hashable, Codable {
        /// Connecting for the first time or again.
        case connecting
        /// Connected and waiting, or watching.
        case ready
        /// Lost; it is tried again.
        case failing
        /// Given up until somebody acts.
        case blocked
    }

    /// What the line is doing.
    public var line: Line
    /// What is wrong and what to do; nil when nothing is.
    public var problem: Wording?
    /// How many messages the other side holds, where it says.
    public var serverCount: Int?
    /// How many of them are journaled here.
    public var storedCount: Int?
    /// How many are known to wait.
    public var backlog: Int?

    /// Creates a condition.
    public init(
        line: Line,
        problem: Wording? = nil,
        serverCount: Int? = nil,
        storedCount: Int? = nil,
        backlog: Int? = nil
    ) {
        self.line = line
        self.problem = problem
        self.serverCount = serverCount
        self.storedCount = storedCount
        self.backlog = backlog
    }
}

/// Thrown when a channel cannot go on until somebody acts, such as a refused login.
public struct ChannelBlocked: Error, Sendable, Hashable {
    /// What is wrong and what to do.
    public var problem: Wording

    /// Creates the error.
    public init(_ problem: Wording) { self.problem = problem }
}
