/// The id of a service-level policy.
public typealias SLAPolicyID = RecordID<SLAPolicy>

/// How soon which tickets are answered and solved, counted in business hours.
///
/// Policies stand in an order; the first one that is on and fits a ticket holds for it.
public struct SLAPolicy: Sendable, Hashable, Codable {
    /// The longest limit, in minutes: a year of hours without end.
    public static let maximumMinutes = 525_600

    /// The id.
    public var id: SLAPolicyID
    /// The name admins and agents see.
    public var name: String
    /// Its place in the order; lower ones are looked at first.
    public var position: Int
    /// Whether it is in force.
    public var isEnabled: Bool
    /// The ticket types it is for; none is every type, and tickets without one.
    public var types: [String]
    /// The hours that count.
    public var hours: BusinessHoursID
    /// The share of a limit after which a clock warns, in percent, 1 to 99.
    public var warningPercent: Int
    /// The limits; a target and priority without one has no clock.
    public var limits: [SLALimit]

    /// Creates a policy.
    public init(
        id: SLAPolicyID,
        name: String,
        position: Int = 0,
        isEnabled: Bool = false,
        types: [String] = [],
        hours: BusinessHoursID,
        warningPercent: Int = 75,
        limits: [SLALimit]
    ) {
        self.id = id
        self.name = name
        self.position = position
        self.isEnabled = isEnabled
        self.types = types
        self.hours = hours
        self.warningPercent = warningPercent
        self.limits = limits
    }

    /// The limit of a target for a priority, in minutes; nil when there is none.
    public func minutes(_ target: SLATarget, _ priority: TicketPriority) -> Int? {
        limits.first { $0.target == target && $0.priority == priority }?.minutes
    }
}

/// What a clock of a ticket measures.
public enum SLATarget: String, Sendable, Hashable, Codable, CaseIterable {
    /// From the customer's opening to the first answer.
    case firstResponse
    /// From a customer's later message to the next answer.
    case nextResponse
    /// From the opening to the solution.
    case resolution
}

/// One limit of a policy.
public struct SLALimit: Sendable, Hashable, Codable {
    /// What is limited.
    public var target: SLATarget
    /// The priority it is for.
    public var priority: TicketPriority
    /// How long it may take, in minutes of business time, 1 to ``SLAPolicy/maximumMinutes``.
    public var minutes: Int

    /// Creates a limit.
    public init(_ target: SLATarget, _ priority: TicketPriority, minutes: Int) {
        self.target = target
        self.priority = priority
        self.minutes = minutes
    }
}
