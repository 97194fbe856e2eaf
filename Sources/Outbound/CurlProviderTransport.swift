public import ChannelKit
import Synchronization

/// Makes requests to providers with libcurl: HTTP/1.1, and HTTP/2 where the server offers it over TLS.
///
/// Connections are kept and shared by all requests. At most 256 requests are under way, 128 of them to one server, and
/// 1,000 more wait; time spent waiting counts. A connection may take ten seconds. Plain `http` and inner networks are
/// for addresses that the configuration names. Compressed answers (gzip, deflate) are decompressed, and their size is
/// that of what comes out.
public final class CurlProviderTransport: ProviderTransport {
    /// The longest time one request may take, whatever it is given.
    public static let longestRequest = Duration.seconds(600)

    private enum Phase {
        case unused
        case running(TransferInbox)
        case closed
    }

    private let filter: EgressFilter
    private let authorityFile: String?
    private let phase = Mutex(Phase.unused)

    /// Creates a transport; nothing is started before the first request.
    ///
    /// - Parameter configuredAddresses: the web addresses that the configuration names, such as `api_base_url`. Requests to
    ///   the same scheme, host and port may go to an inner network, and without TLS.
    public convenience init(configuredAddresses: [String]) {
        self.init(configuredAddresses: configuredAddresses, authorityFile: nil)
    }

    /// Creates a transport that trusts the authorities of a file instead of the system's.
    init(configuredAddresses: [String], authorityFile: String?) {
        filter = EgressFilter(configuredAddresses: configuredAddresses)
        self.authorityFile = authorityFile
    }

    deinit { _ = shut(by: .now) }

    /// Sends a request and reads its whole answer; a canceled task is answered at once.
    public func send(
        _ request: ProviderRequest,
        timeLimit: Duration
    ) async throws(TransportFailure) -> ProviderAnswer {
        let origin = try RequestCheck(filter: filter).check(request)
        let inbox = try openInbox()
        let deadline = ContinuousClock.now.advanced(by: min(timeLimit, Self.longestRequest))
        let cancellation = Cancellation()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                inbox.submit(
                    PendingRequest(
                        content: request,
                        origin: origin,
                        deadline: deadline,
                        cancellation: cancellation,
                        finish: { continuation.resume(returning: $0) }
                    )
                )
            }
        } onCancel: {
            cancellation.cancel()
        }
        return try result.get()
    }

    /// Takes no more requests, gives those under way time to end, and cuts off the rest.
    ///
    /// - Parameter patience: for how long requests under way may go on; those that wait are refused at once.
    public func close(patience: Duration = .seconds(5)) async {
        guard let inbox = shut(by: .now.advanced(by: patience)) else { return }
        await withCheckedContinuation { continuation in
            inbox.whenOver { continuation.resume() }
        }
    }

    private func shut(by end: ContinuousClock.Instant) -> TransferInbox? {
        let inbox = phase.withLock { phase -> TransferInbox? in
            defer { if case .unused = phase { phase = .closed } }
            if case .running(let inbox) = phase { return inbox }
            return nil
        }
        inbox?.close(by: end)
        return inbox
    }

    private func openInbox() throws(TransportFailure) -> TransferInbox {
        try phase.withLock { phase throws(TransportFailure) -> TransferInbox in
            switch phase {
            case .running(let inbox): return inbox
            case .closed: throw .unreachable(detail: TransferInbox.closed)
            case .unused:
                guard let bell = Doorbell() else { throw .unreachable(detail: "no file descriptor is left") }
                let inbox = TransferInbox(bell: bell)
                TransferEngine.start(inbox, filter: filter, authorityFile: authorityFile)
                phase = .running(inbox)
                return inbox
            }
        }
    }
}
