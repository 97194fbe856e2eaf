public import ChannelKit
import ProviderKit

/// A chat on the owner's own site.
///
/// Below the channel's path are `chat.js` (the widget), `chat` (a page of our own with it) and `chat/…` (what the widget talks
/// to). A visitor's message becomes one arrival; the conversation a visitor reads is the desk's own thread.
public struct LiveChatAdapter: ChannelAdapter, PageServing, ReplyDelivering {
    /// The octets of `adapter.yml`.
    public static var manifestSource: [UInt8] { PackageResources.adapter_yml }

    /// `chat`.
    public var publicPage: String { "chat" }

    private let normalization: ChatNormalization
    private let settings: ChatSettings
    private let delivery: ReplyDelivery
    private let service: ChatService

    /// Makes the adapter of one channel.
    ///
    /// - Throws: ``ChannelKit/SettingProblem`` for an origin, a secret, a color or an hour that is none.
    public init(channel: ChannelID, settings: ChannelSettings, context: AdapterContext) throws {
        try self.init(channel: channel, settings: settings, context: context, codes: OneTimeCodes()) {
            var generator = SystemRandomNumberGenerator()
            return "v" + Hexadecimal.text((0..<16).map { _ in UInt8.random(in: 0...255, using: &generator) })
        }
    }

    /// Makes an adapter whose codes and visitors' ids come from elsewhere, so that a test knows them.
    init(
        channel: ChannelID,
        settings: ChannelSettings,
        context: AdapterContext,
        codes: OneTimeCodes,
        makeID: @escaping @Sendable () -> String
    ) throws {
        let chat = try ChatSettings(channel: channel, settings)
        let presence = VisitorPresence(startedAt: context.now())
        self.settings = chat
        normalization = ChatNormalization(channel: channel)
        delivery = ReplyDelivery(
            settings: chat,
            conversations: context.conversations,
            presence: presence,
            now: context.now
        )
        service = ChatService(
            settings: chat,
            context: context,
            presence: presence,
            codes: codes,
            visitors: VisitorDesk(channel: channel, userKey: context.key("chat-user"), makeID: makeID)
        )
    }

    /// Makes the one envelope of an arrival.
    ///
    /// - Throws: ``ChannelKit/UnreadableArrival`` for what is no document of ours.
    public func normalize(_ arrival: RawArrival) throws -> [InboundEnvelope] {
        [try normalization.envelope(of: arrival)]
    }

    /// Answers a request below the channel's path.
    public func serve(_ request: WebRequest) async -> PageOutcome { await service.serve(request) }

    /// Plans a reply: one part, with all a letter needs should the visitor be gone.
    ///
    /// - Throws: ``DeliveryFailure`` with `never` for what no visitor of the channel can be told.
    public func plan(_ reply: OutboundReply) throws(DeliveryFailure) -> [OutboundPart] {
        let chat = try ChatReply(
            reply,
            namespace: normalization.namespace,
            maximumFileBytes: 16 << 20,
            language: settings.language
        )
        return [
            OutboundPart(
                index: 0,
                externalID: service.externalID(ofReply: chat.key),
                destinations: [chat.visitor],
                mediaType: ChatReply.mediaType,
                body: chat.octets()
            )
        ]
    }

    /// Makes one attempt at bringing a reply to its visitor.
    ///
    /// - Throws: ``DeliveryFailure``: `notYet` while a visitor who left a mail address may still take it on their page.
    public func deliver(
        _ part: OutboundPart,
        _ context: DeliveryContext
    ) async throws(DeliveryFailure) -> DeliveryReceipt {
        try await delivery.deliver(part, context)
    }
}
