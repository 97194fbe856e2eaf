/// What an envelope asks of the desk, beside being kept.
public enum FollowUp: Sendable, Hashable, Codable {
    /// That somebody reads it and answers, as every message does.
    case answer
    /// That somebody calls the sender back, by a time where one is known.
    case callBack(due: Timestamp?)
    /// Nothing: it is a record of what happened. It wakes no ticket, and the ticket it opens is solved.
    case nothing
    /// Nothing, since the person was spoken to: a record that also settles the calls back that wait for the same address.
    case spoken

    /// Whether there is something for the desk to do.
    public var isWork: Bool {
        switch self {
        case .answer, .callBack: true
        case .nothing, .spoken: false
        }
    }
}
