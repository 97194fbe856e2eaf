public import ChannelKit
public import DeskModel

/// Imports that can be taken back as a whole.
public protocol BatchStore: Sendable {
    /// The newest batches, those taken back included; at most `limit`, 1 to 200.
    func batches(limit: Int) async throws -> [IntakeBatch]

    /// Takes back what a batch has put in: its messages leave their tickets, tickets that hold nothing else close and leave
    /// the lists, tasks are canceled, and the same file may be taken again.
    ///
    /// A message stays where an agent has answered since. Work is done in steps, so that other writers get their turn; it may
    /// be repeated after a stop.
    ///
    /// - Parameters:
    ///   - batch: the batch.
    ///   - actor: who takes it back.
    ///   - at: when.
    /// - Returns: ``BatchUndoing``.
    /// - Throws: ``StorageError``.
    func takeBack(_ batch: BatchID, actor: Actor, at: Timestamp) async throws -> BatchUndoing
}

/// What became of taking a batch back.
public enum BatchUndoing: Sendable, Hashable {
    /// It was taken back.
    case done(BatchReport)
    /// It cannot be; the reason is for whoever asked.
    case refused(String)
}

/// What taking a batch back has changed.
public struct BatchReport: Sendable, Hashable, Codable {
    /// How many messages left their tickets.
    public var messages: Int
    /// How many tickets closed and left the lists.
    public var tickets: Int
    /// The numbers of tickets that an agent has answered and that keep their messages; at most 100.
    public var kept: [Int]
    /// How many messages stayed because of that.
    public var keptMessages: Int

    /// Creates a report of nothing.
    public init(messages: Int = 0, tickets: Int = 0, kept: [Int] = [], keptMessages: Int = 0) {
        self.messages = messages
        self.tickets = tickets
        self.kept = kept
        self.keptMessages = keptMessages
    }
}
