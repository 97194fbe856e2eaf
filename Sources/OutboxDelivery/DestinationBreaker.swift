import ChannelKit
import Synchronization

/// Stops knocking at a door that does not open: after several failures in a row a channel's destination is left alone for a
/// while, then tried with one delivery.
final class DestinationBreaker: Sendable {
    private struct Door {
        var failures = 0
        var closedUntil: ContinuousClock.Instant?
    }

    /// Failures in a row until the door counts as closed.
    static let patience = 5
    private static let firstPause: Duration = .seconds(10)
    private static let longestPause: Duration = .seconds(300)

    private let doors = Mutex<[ChannelID: Door]>([:])

    /// Whether a delivery may be tried now; asking when a pause is over lets one through and closes the door behind it.
    func admits(_ channel: ChannelID, at now: ContinuousClock.Instant = .now) -> Bool {
        doors.withLock { doors in
            guard let until = doors[channel]?.closedUntil else { return true }
            guard now >= until else { return false }
            doors[channel]?.closedUntil = now + Self.firstPause
            return true
        }
    }

    /// Notes that the other side answered, whatever it said.
    func answered(_ channel: ChannelID) { doors.withLock { $0[channel] = nil } }

    /// Notes that the other side was not reached.
    func unreached(_ channel: ChannelID, at now: ContinuousClock.Instant = .now) {
        doors.withLock { doors in
            var door = doors[channel] ?? Door()
            door.failures += 1
            if door.failures >= Self.patience {
                let doublings = min(door.failures - Self.patience, 5)
                door.closedUntil = now + min(Self.longestPause, Self.firstPause * Double(1 << doublings))
            }
            doors[channel] = door
        }
    }
}
