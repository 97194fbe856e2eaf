import ChannelKit

/// What remembers, beside the arrivals, which doorbells rang and which of them were answered by a pull.
///
/// A provider whose doorbell was acknowledged does not ring again. Two cursors for each stream say when it last rang and which
/// ring was last pulled, so that a ring whose pull a crash cut off is pulled at the next start. A ring may be pulled twice,
/// never not at all.
struct DoorbellMarks: Sendable {
    private static let rang = "rang "
    private static let pulled = "pulled "

    let channel: ChannelID

    /// Notes that a stream rang.
    func rang(_ ring: Doorbell, at time: Timestamp) -> IntakeCursor { mark(Self.rang, ring.stream, time) }

    /// Notes that what a stream rang for was pulled.
    func pulled(_ stream: String, rungAt time: Timestamp) -> IntakeCursor { mark(Self.pulled, stream, time) }

    /// The rings that nobody has pulled for; without their tokens, which are never kept.
    func missed(in intake: any ArrivalIntake) async throws -> [(ring: Doorbell, at: Timestamp)] {
        let pulled = try await times(Self.pulled, intake)
        return try await times(Self.rang, intake)
            .filter { stream, time in pulled[stream].map { $0 < time } ?? true }
            .map { (Doorbell(stream: $0), $1) }
            .sorted { $0.ring.stream < $1.ring.stream }
    }

    private func mark(_ kind: String, _ stream: String, _ time: Timestamp) -> IntakeCursor {
        IntakeCursor(channel: channel, stream: kind + stream, value: "\(time.rawValue)")
    }

    private func times(_ kind: String, _ intake: any ArrivalIntake) async throws -> [String: Timestamp] {
        let cursors = try await intake.cursors(of: channel, beginning: kind)
        let times = cursors.compactMap { cursor in
            Int64(cursor.value).map { (String(cursor.stream.dropFirst(kind.count)), Timestamp(rawValue: $0)) }
        }
        return Dictionary(times) { $1 }
    }
}
