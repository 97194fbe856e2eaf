import Testing

/// One thing that every engine must do, told by its name.
struct StoreCase: Sendable, CustomTestStringConvertible {
    let name: String
    let run: @Sendable (DeskFixture) async throws -> Void

    init(_ name: String, _ run: @escaping @Sendable (DeskFixture) async throws -> Void) {
        self.name = name
        self.run = run
    }

    var testDescription: String { name }
}

/// What every engine behind the protocol must do.
///
/// An engine's tests run each case on an empty store of their making.
enum TicketStoreConformance {
    static let cases: [StoreCase] =
        intake + routing + changes + reads + desk + regrouping + feed + contacts + outbox + accounts + portal
        + conversations + search + maintenance + tasks + batches + knowledge + administration + serviceLevels + notices
        + api + design
}
