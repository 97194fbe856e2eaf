import Foundation
import TicketStorage

/// A store in a folder that is gone afterwards.
enum TemporaryStore {
    /// Runs work on an empty store.
    static func run(_ work: (SQLiteTicketStore) async throws -> Void) async throws {
        try await inFolder { folder in
            let store = try SQLiteTicketStore.open(SQLiteStoreSettings(folder: folder))
            do {
                try await work(store)
            } catch {
                try await store.close()
                throw error
            }
            try await store.close()
        }
    }

    /// Runs work in an empty folder.
    static func inFolder(_ work: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("tributary-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await work(folder.path)
    }
}
