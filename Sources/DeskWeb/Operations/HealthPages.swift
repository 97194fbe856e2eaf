import HTTPTypes
import Hummingbird
import Logging
import TicketStorage

/// Tells orchestrators and proxies whether the process lives and whether it wants traffic.
enum HealthPages {
    /// `GET /healthz`: the process answers.
    static func live(_ exchange: Exchange) async throws -> Response { .text("ok\n") }

    /// `GET /readyz`: the storage answers, and the desk is not shutting down.
    static func ready(_ exchange: Exchange) async throws -> Response {
        guard !exchange.site.isDraining else { return .text("shutting down\n", status: .serviceUnavailable) }
        do {
            _ = try await exchange.store.isOutboxPaused()
            return .text("ready\n")
        } catch {
            exchange.logger.error("The storage does not answer", metadata: ["error": "\(type(of: error))"])
            return .text("storage unavailable\n", status: .serviceUnavailable)
        }
    }
}
