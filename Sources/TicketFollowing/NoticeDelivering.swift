public import ChannelKit
import DeskModel
import Failpoints
public import Logging
import Notices
public import OutboxDelivery
public import ServiceLifecycle
public import TicketStorage

/// Sends what waits for agents' mailboxes and for rooms: one attempt at a time for each, counted before it begins.
public struct NoticeDelivering: Service {
    private static let batch = 8
    private static let timeLimit: Duration = .seconds(15)

    private let store: any TicketStore
    private let epoch: Int64
    private let routes: @Sendable (ChannelID) -> DeliveryRoute?
    private let transport: any ProviderTransport
    private let unseal: @Sendable ([UInt8]) -> [UInt8]?
    private let clock: @Sendable () -> Timestamp
    private let logger: Logger

    /// Creates the service for this run of the process.
    ///
    /// - Parameters:
    ///   - store: the queue.
    ///   - epoch: this run.
    ///   - routes: how to send on a channel.
    ///   - transport: the way to rooms.
    ///   - unseal: opens what is sealed; nil when it is not.
    ///   - clock: the wall clock.
    ///   - logger: where the operator reads.
    public init(
        store: any TicketStore,
        epoch: Int64,
        routes: @escaping @Sendable (ChannelID) -> DeliveryRoute?,
        transport: any ProviderTransport,
        unseal: @escaping @Sendable ([UInt8]) -> [UInt8]?,
        clock: @escaping @Sendable () -> Timestamp,
        logger: Logger
    ) {
        self.store = store
        self.epoch = epoch
        self.routes = routes
        self.transport = transport
        self.unseal = unseal
        self.clock = clock
        self.logger = logger
    }

    /// Sends until told to stop.
    public func run() async throws {
        for delivery in try await store.interruptedNotices(epoch: epoch) { await record(.interrupted, delivery) }
        let loop = FollowingLoop(feed: nil, interval: .seconds(1), logger: logger) { try await send() }
        await loop.run("Notices cannot be sent.")
    }

    /// Sends what is due.
    ///
    /// - Returns: whether there may be more.
    public func send() async throws -> Bool {
        guard try await !store.isOutboxPaused() else { return false }
        let claimed = try await store.claimNotices(epoch: epoch, now: clock(), limit: Self.batch)
        await withDiscardingTaskGroup { group in
            for deliveries in Dictionary(grouping: claimed, by: \.destination).values {
                // An attempt that has begun is ended even when the loop is: its outcome must be known.
                group.addTask { await Task { for delivery in deliveries { await send(delivery) } }.value }
            }
        }
        return !claimed.isEmpty
    }

    private func send(_ delivery: NoticeDelivery) async {
        failpoint("notice-leased")
        let end = await attempt(delivery)
        failpoint("notice-answered")
        await record(end, delivery)
    }

    private func attempt(_ delivery: NoticeDelivery) async -> AttemptEnd {
        do {
            switch delivery.destination {
            case .mail(let channel, _):
                guard let route = routes(channel) else {
                    return .failure(
                        DeliveryFailure(
                            .never,
                            reason: Wording("The channel \(channel) is switched off.", "渠道 \(channel) 已停用。")
                        )
                    )
                }
                let context = DeliveryContext(idempotencyKey: "n\(delivery.id)", attempt: delivery.attempts)
                return .receipt(try await route.adapter.deliver(delivery.part, context))
            case .room(let room): return .receipt(try await post(delivery, to: room))
            }
        } catch let failure as DeliveryFailure {
            return .failure(failure)
        } catch {
            return .failure(
                DeliveryFailure(.later(after: nil), reason: Wording("The room could not be read.", "无法读取聊天室。"))
            )
        }
    }

    private func post(_ delivery: NoticeDelivery, to id: NoticeRoomID) async throws -> DeliveryReceipt {
        guard let room = try await store.noticeRooms().first(where: { $0.id == id }), room.isEnabled,
            let address = SealedRobot.open(room.sealed, unseal)
        else { throw DeliveryFailure(.never, reason: Wording("The room is no longer told.", "不再向该聊天室发送通知。")) }
        let text = String(decoding: delivery.part.body, as: UTF8.self)
        let request = RobotMessage.request(text, to: address, of: room.provider, at: clock())
        let answer: ProviderAnswer
        do {
            answer = try await transport.send(request, timeLimit: Self.timeLimit)
        } catch {
            throw Self.failure(error)
        }
        try RobotMessage.check(answer, of: room.provider)
        return DeliveryReceipt(answer: Wording("The room's robot has taken it.", "群机器人已接收。"))
    }

    /// What a failure of the line means; none of its cases holds an address.
    private static func failure(_ failure: TransportFailure) -> DeliveryFailure {
        switch failure {
        case .unreachable:
            DeliveryFailure(.later(after: nil), reason: Wording("The room's provider was not reached.", "无法连接聊天室的服务商。"))
        case .untrusted:
            DeliveryFailure(
                .later(after: nil),
                reason: Wording("The certificate of the room's provider is not trusted.", "聊天室服务商的证书不可信。")
            )
        case .unanswered, .answerTooLong:
            DeliveryFailure(
                .unknown,
                reason: Wording(
                    "The room's provider gave no answer; the message may have been taken.",
                    "聊天室的服务商没有应答；消息可能已被接收。"
                )
            )
        case .forbidden:
            DeliveryFailure(.never, reason: Wording("The address of the room may not be called.", "不允许访问该聊天室的地址。"))
        }
    }

    private func record(_ end: AttemptEnd, _ delivery: NoticeDelivery) async {
        let machine: DeliveryStateMachine
        switch delivery.destination {
        case .mail(let channel, _):
            machine = routes(channel)?.machine ?? Self.roomMachine
        case .room: machine = Self.roomMachine
        }
        let now = clock()
        let transition = machine.transition(
            end,
            of: delivery.asDelivery,
            now: now,
            chance: Double.random(in: 0...1)
        )
        var delivery = delivery
        delivery.state = transition.state
        delivery.notBefore = transition.notBefore ?? delivery.notBefore
        delivery.reason = transition.answer
        if transition.state == .failed || transition.state == .uncertain {
            logger.warning(
                "A notice was not sent.",
                metadata: ["notice": "\(delivery.id)", "reason": "\(transition.answer)"]
            )
        }
        // What was sent must be known: as long as the process lives, the result is offered until it is stored.
        var wait: Duration = .milliseconds(100)
        while true {
            do {
                return try await store.record(delivery, epoch: epoch)
            } catch {
                logger.error("A notice's result could not be stored yet.", metadata: ["reason": "\(error)"])
                if case StorageError.closed = error { return }
                try? await Task.sleep(for: wait)
                wait = min(wait * 2, .seconds(5))
            }
        }
    }

    /// A room is told promptly or not at all, and never twice on a guess.
    private static let roomMachine = DeliveryStateMachine(
        policy: RetryPolicy(base: .seconds(10), cap: .seconds(600), giveUpAfter: .seconds(3_600)),
        retriesUnknown: false,
        isIdempotent: false
    )
}

extension NoticeDelivery {
    /// The delivery as the state machine knows it; it has no ticket's leg.
    fileprivate var asDelivery: Delivery {
        Delivery(
            id: DeliveryID(rawValue: id.rawValue),
            reply: MessageID(rawValue: id.rawValue),
            ticket: TicketID(rawValue: 0),
            leg: LegID(rawValue: 0),
            channel: ChannelID(rawValue: "notices"),
            part: part,
            state: state,
            attempts: attempts,
            notBefore: notBefore,
            createdAt: createdAt
        )
    }
}
