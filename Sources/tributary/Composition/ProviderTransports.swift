import Outbound
import Synchronization

/// The lines to providers of all channels, one transport a channel, so that they can be closed together.
final class ProviderTransports: Sendable {
    private let open = Mutex<[CurlProviderTransport]>([])

    /// A transport that may reach the addresses a channel's settings name, in inner networks too.
    func make(reaching addresses: [String]) -> CurlProviderTransport {
        let transport = CurlProviderTransport(configuredAddresses: addresses)
        open.withLock { $0.append(transport) }
        return transport
    }

    /// Ends what is under way and the threads: the libraries below must not be torn down by the end of the process while a
    /// thread still works in them.
    func close() async {
        for transport in open.withLock({ transports in
            defer { transports = [] }
            return transports
        }) {
            await transport.close()
        }
    }
}
