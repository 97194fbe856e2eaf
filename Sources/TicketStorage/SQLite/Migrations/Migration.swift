/// One step of the schema.
///
/// Steps are only ever added at the end; a released one is never changed.
struct Migration: Sendable {
    /// The schema's version after the step; counts from 1 without gaps.
    let version: Int
    /// The statements of the step.
    let statements: StaticString

    /// All steps in order.
    static let all: [Migration] = [
        .installation, .people, .journal, .tickets, .outbox, .desk, .search, .portal, .events,
        .changes, .tasks, .knowledge, .branding, .organizations, .serviceLevels, .workspace,
        .notices, .api, .webhooks, .ticketDesign, .secondStep, .erasure, .contactImport,
        .teamScope, .sharedTickets, .senderBlocks, .ticketOrder,
        .evidenceKinds, .wordings, .wordedReadings, .tokenMakers,
    ]

    /// The version that this program writes.
    static var newestVersion: Int { all.count }
}
