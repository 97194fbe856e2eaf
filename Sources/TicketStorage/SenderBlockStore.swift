public import ChannelKit
public import DeskModel

/// Senders whose messages are put aside.
public protocol SenderBlockStore: Sendable {
    /// The blocks, the newest first, at most `limit`; those that came of marking a ticket as spam are among them.
    func senderBlocks(limit: Int) async throws -> [SenderBlock]

    /// Blocks an address or a domain.
    ///
    /// - Returns: whether it was not blocked yet.
    func block(_ block: SenderBlock, actor: Actor, at: Timestamp) async throws -> Bool

    /// Releases what is blocked: what is sent from now on is ordinary again.
    ///
    /// - Returns: what was released; nil when there is no such block.
    func release(_ id: SenderBlockID, actor: Actor, at: Timestamp) async throws -> SenderBlock?
}
