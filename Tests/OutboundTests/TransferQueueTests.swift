import ChannelKit
import Testing

@testable import Outbound

struct TransferQueueTests {
    private func request(
        _ origin: String,
        _ path: String = "",
        deadline: ContinuousClock.Instant = .now.advanced(by: .seconds(600)),
        finish: @escaping @Sendable (PendingRequest.Outcome) -> Void = { _ in }
    ) throws -> PendingRequest {
        PendingRequest(
            content: ProviderRequest(url: "\(origin)/\(path)"),
            origin: try WebOrigin(origin),
            deadline: deadline,
            cancellation: Cancellation(),
            finish: finish
        )
    }

    @Test func `the oldest goes first`() throws {
        var queue = TransferQueue()
        for path in ["a", "b", "c"] { queue.add(try request("https://one.example", path)) }
        #expect((0..<3).compactMap { _ in queue.next()?.content.url.last } == ["a", "b", "c"])
        #expect(queue.next() == nil)
        #expect(queue.isEmpty)
    }

    @Test func `a provider that does not answer leaves places for others`() throws {
        var queue = TransferQueue()
        for _ in 0..<200 { queue.add(try request("https://slow.example")) }
        for _ in 0..<200 { queue.add(try request("https://other.example")) }
        queue.add(try request("https://third.example"))
        var begun: [String: Int] = [:]
        while let next = queue.next() { begun[next.origin.host, default: 0] += 1 }
        #expect(begun == ["slow.example": 128, "other.example": 128])
        queue.end(try WebOrigin("https://slow.example"))
        // The place goes to the oldest, which is the same provider's again.
        #expect(queue.next()?.origin.host == "slow.example")
        for _ in 0..<128 { queue.end(try WebOrigin("https://other.example")) }
        var rest = 0
        while queue.next() != nil { rest += 1 }
        #expect(rest == 72 + 1)
    }

    @Test func `those that are out of time are taken out`() throws {
        var queue = TransferQueue()
        let now = ContinuousClock.now
        queue.add(try request("https://a.example", "late", deadline: now.advanced(by: .seconds(9))))
        queue.add(try request("https://a.example", "soon", deadline: now.advanced(by: .seconds(1))))
        #expect(queue.firstDeadline == now.advanced(by: .seconds(1)))
        let out = queue.remove { $0.obstacle(at: now.advanced(by: .seconds(1))) != nil }
        #expect(out.map(\.content.url) == ["https://a.example/soon"])
        #expect(queue.next()?.content.url == "https://a.example/late")
    }

    @Test func `an inbox takes as many as may be under way and wait, and no more`() throws {
        let refused = LockedCount()
        let inbox = TransferInbox(bell: try #require(Doorbell()))
        let count = TransferQueue.runningLimit + TransferQueue.waitingLimit
        for _ in 0..<(count + 3) {
            inbox.submit(
                try request("https://a.example") { outcome in
                    if outcome == .failure(.unreachable(detail: "a.example: too many requests wait")) {
                        refused.increase()
                    }
                }
            )
        }
        #expect(refused.value == 3)
        #expect(inbox.take().arrived.count == count)
        inbox.countDown()
        inbox.submit(try request("https://a.example"))
        #expect(inbox.take().arrived.count == 1)
        inbox.endAll()
    }

    @Test(arguments: [false, true])
    func `an inbox that is closed refuses what comes, and what nobody took`(isTakenBefore: Bool) throws {
        let refused = LockedCount()
        let inbox = TransferInbox(bell: try #require(Doorbell()))
        let closed = PendingRequest.Outcome.failure(.unreachable(detail: "a.example: the transport is closed"))
        let request = try request("https://a.example") { if $0 == closed { refused.increase() } }
        if isTakenBefore { inbox.submit(request) } else { inbox.close(by: .now) }
        if !isTakenBefore { inbox.submit(request) }
        inbox.endAll()
        #expect(refused.value == 1)
        inbox.submit(request)
        #expect(refused.value == 2)
    }
}
