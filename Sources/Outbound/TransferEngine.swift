import CCurl
import CCurlShim
import ChannelKit
import Foundation

/// Carries out requests on a thread of its own, many at a time, with connections kept for the next.
///
/// One thread serves all: libcurl's multi interface blocks nowhere for HTTP. It does so when it sends mail, which is why
/// mail has threads of its own.
struct TransferEngine {
    /// The most connections that are kept while nothing uses them.
    static let keptConnections = 64

    private let multi: UnsafeMutableRawPointer
    private let inbox: TransferInbox
    private let filter: EgressFilter
    private let authorityFile: String?
    private var queue = TransferQueue()
    private var running: [UnsafeMutableRawPointer: ProviderTransfer] = [:]

    /// Starts the thread, which ends when the inbox is closed.
    static func start(_ inbox: TransferInbox, filter: EgressFilter, authorityFile: String?) {
        Thread.detachNewThread {
            if NetworkLibrary.isReady, let multi = curl_multi_init() {
                tributary_curl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, keptConnections)
                var engine = TransferEngine(
                    multi: multi,
                    inbox: inbox,
                    filter: filter,
                    authorityFile: authorityFile
                )
                engine.run()
                curl_multi_cleanup(multi)
            }
            inbox.endAll()
        }
    }

    private init(
        multi: UnsafeMutableRawPointer,
        inbox: TransferInbox,
        filter: EgressFilter,
        authorityFile: String?
    ) {
        self.multi = multi
        self.inbox = inbox
        self.filter = filter
        self.authorityFile = authorityFile
    }

    private mutating func run() {
        while true {
            // Silenced before looking, so that nothing rung for meanwhile is missed.
            inbox.bell.silence()
            let (arrived, end) = inbox.take()
            for request in arrived { queue.add(request) }
            stopCanceled()
            if let end { stop(by: end) }
            begin()
            var count: Int32 = 0
            curl_multi_perform(multi, &count)
            let hasCollected = collect()
            if end != nil, running.isEmpty, queue.isEmpty { return }
            if !hasCollected { wait(until: end) }
        }
    }

    /// Ends what is no longer wanted, and what has waited too long.
    private mutating func stopCanceled() {
        let now = ContinuousClock.now
        for request in queue.remove(where: { $0.obstacle(at: now) != nil }) {
            refuse(request, request.obstacle(at: now) ?? LineFailure.canceled.detail)
        }
        for transfer in running.values where transfer.request.cancellation.isCanceled {
            finish(transfer, transfer.outcome(.ended(LineFailure.canceled.detail)))
        }
    }

    /// Begins nothing more, and after `end` cuts off what is under way.
    private mutating func stop(by end: ContinuousClock.Instant) {
        for request in queue.remove(where: { _ in true }) { refuse(request, TransferInbox.closed) }
        guard .now >= end else { return }
        for transfer in running.values { finish(transfer, transfer.outcome(.ended(TransferInbox.closed))) }
    }

    private mutating func begin() {
        while let request = queue.next() {
            guard let handle = curl_easy_init() else {
                queue.end(request.origin)
                refuse(request, "out of memory")
                continue
            }
            let transfer = ProviderTransfer(request, handle: handle, filter: filter)
            running[handle] = transfer
            do throws(TransportFailure) {
                try transfer.configure(authorityFile: authorityFile)
            } catch {
                finish(transfer, .failure(error))
                continue
            }
            let result = curl_multi_add_handle(multi, handle)
            if result != CURLM_OK {
                finish(transfer, transfer.outcome(.ended("the network library refused (\(result.rawValue))")))
            }
        }
    }

    /// Tells the outcome of every transfer that has ended; `true` when there was one.
    private mutating func collect() -> Bool {
        var hasCollected = false
        var result = CURLE_OK
        while let handle = tributary_curl_multi_next_finished(multi, &result) {
            hasCollected = true
            guard let transfer = running[handle] else { continue }
            finish(transfer, transfer.outcome(result))
        }
        return hasCollected
    }

    private mutating func finish(_ transfer: ProviderTransfer, _ outcome: PendingRequest.Outcome) {
        curl_multi_remove_handle(multi, transfer.handle)
        running[transfer.handle] = nil
        queue.end(transfer.request.origin)
        inbox.countDown()
        transfer.request.finish(outcome)
    }

    private func refuse(_ request: PendingRequest, _ words: String) {
        inbox.countDown()
        request.refuse(words)
    }

    /// Waits until a connection has something to say, the bell rings, or time is up for something.
    private func wait(until end: ContinuousClock.Instant?) {
        let next = [queue.firstDeadline, end].compactMap(\.self).min()
        let left = next.map { ContinuousClock.now.duration(to: $0) / .milliseconds(1) } ?? 3_600_000
        var bell = curl_waitfd(fd: inbox.bell.descriptor, events: Int16(CURL_WAIT_POLLIN), revents: 0)
        // libcurl wakes earlier where a transfer of its own runs out of time.
        curl_multi_poll(multi, &bell, 1, Int32(min(max(left.rounded(.up), 0), 3_600_000)), nil)
    }
}
