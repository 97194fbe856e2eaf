import ChannelKit
import DeskModel
import Testing

@testable import TicketStorage

/// Which arrivals are read when a person is erased: all of them beside the writer, and on the writer what came since.
struct NamingArrivalsTests {
    private static let channel = ChannelID(rawValue: "hook")
    private static let addresses = ["ada@x.org"]

    private func journal(_ name: String, _ text: String, in store: SQLiteTicketStore) async throws -> ArrivalID {
        let raw = RawArrival(
            channel: Self.channel,
            externalID: ExternalID(rawValue: name),
            receivedAt: Timestamp(seconds: 1_800_000_000),
            mediaType: "application/json",
            body: Array(text.utf8)
        )
        let entry = try await store.journal([raw], cursor: nil, channel: Self.channel)[0]
        return ArrivalID(rawValue: entry.arrival)
    }

    private func quarantine(_ name: String, _ text: String, in store: SQLiteTicketStore) async throws -> ArrivalID {
        let id = try await journal(name, text, in: store)
        try await store.quarantine(id, reason: .verbatim("It cannot be read."))
        return id
    }

    private func find(
        _ addresses: [String] = addresses,
        since known: NamingArrivals? = nil,
        in store: SQLiteTicketStore
    ) async throws -> NamingArrivals {
        let folder = store.settings.blobFolder
        return try await store.read {
            try NamingArrivals(of: addresses, since: known, $0, blobFolder: folder)
        }
    }

    @Test func `what was looked at is not read again, and what came since is`() async throws {
        try await TemporaryStore.run { store in
            let none = try await find(in: store)
            #expect(none.found.isEmpty)
            let first = try await quarantine("1", "ada@x.org", in: store)
            let other = try await quarantine("2", "bo@x.org", in: store)
            let known = try await find(in: store)
            #expect(known.found == [first] && known.mark == other)
            let later = try await quarantine("3", "ada@x.org", in: store)
            #expect(try await find(since: known, in: store).found == [first, later])
            // What says that nothing was found is believed, up to its mark.
            let blank = NamingArrivals(addresses: known.addresses, found: [], mark: known.mark)
            #expect(try await find(since: blank, in: store).found == [later])
        }
    }

    @Test func `what waited to be routed is looked at once it was`() async throws {
        try await TemporaryStore.run { store in
            let waiting = try await journal("1", "ada@x.org", in: store)
            let first = try await quarantine("2", "ada@x.org", in: store)
            let known = try await find(in: store)
            #expect(known.found == [first] && known.mark < waiting)
            try await store.quarantine(waiting, reason: .verbatim("It cannot be read."))
            #expect(try await find(since: known, in: store).found == [waiting, first])
        }
    }

    @Test func `what was released meanwhile is no longer among them`() async throws {
        try await TemporaryStore.run { store in
            let first = try await quarantine("1", "ada@x.org", in: store)
            let known = try await find(in: store)
            try await store.requeue(first)
            #expect(try await find(since: known, in: store).found.isEmpty)
        }
    }

    @Test func `an address that was added meanwhile is looked for everywhere`() async throws {
        try await TemporaryStore.run { store in
            let first = try await quarantine("1", "ada@y.org", in: store)
            let known = try await find(in: store)
            #expect(known.found.isEmpty)
            #expect(try await find(Self.addresses + ["ada@y.org"], since: known, in: store).found == [first])
        }
    }
}
