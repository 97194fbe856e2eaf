import Testing
import TicketStorage

/// The SQLite engine against everything that every engine must do.
struct SQLiteConformanceTests {
    @Test(arguments: TicketStoreConformance.cases)
    func `the engine keeps the contract`(_ storeCase: StoreCase) async throws {
        try await TemporaryStore.run { store in
            try await storeCase.run(DeskFixture(store: store, ids: store.ids))
            // Whatever was done, the desk is sound afterwards.
            #expect(try await store.verify() == [])
        }
    }
}
