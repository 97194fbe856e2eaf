import Foundation

/// A path that nothing is at, and that is removed with the last use of it.
final class TemporaryPlace: Sendable {
    let path = FileManager.default.temporaryDirectory.path + "/phone-log-\(UUID().uuidString)"

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
