import Foundation

/// A reader's time zone with its summer times, by its name in the IANA database.
struct PageZone: Sendable, Hashable {
    /// The longest name that is taken, in bytes; the longest there is has 32.
    private static let maximumLength = 64

    private let zone: TimeZone

    /// The zone of a name such as `Europe/Berlin`, as a browser tells it; nil when there is no such zone.
    init?(_ name: some StringProtocol) {
        guard (1...Self.maximumLength).contains(name.utf8.count), name.first?.isLetter == true,
            name == "UTC" || name.utf8.contains(UInt8(ascii: "/")),
            name.utf8.allSatisfy(Self.isPart), let zone = TimeZone(identifier: String(name))
        else { return nil }
        self.zone = zone
    }

    /// Seconds east of UTC at a moment, given in seconds since the Unix epoch.
    func shift(at seconds: Int64) -> Int64 {
        Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(seconds))))
    }

    private static func isPart(_ octet: UInt8) -> Bool {
        switch octet {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "_"), UInt8(ascii: "+"),
            UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
