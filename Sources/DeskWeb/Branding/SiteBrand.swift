import DeskModel
import Synchronization
import TicketStorage

/// The branding in force, kept in memory: every page of the portal asks for it.
///
/// One process owns the data folder, so whoever changes the branding tells this one.
final class SiteBrand: Sendable {
    private struct State {
        var branding: Branding
        var sheet: BrandSheet?
        var isRead = false
    }

    private let configuredName: String
    private let state: Mutex<State>

    /// Creates the branding of a desk that has none.
    init(configuredName: String) {
        self.configuredName = configuredName
        state = Mutex(State(branding: Branding()))
    }

    /// The branding.
    var current: Branding { state.withLock(\.branding) }

    /// The style sheet of its colors; nil when it has none.
    var sheet: BrandSheet? { state.withLock(\.sheet) }

    /// The desk's name: the branding's, else the configured one.
    var name: String {
        let own = state.withLock(\.branding.name)
        return own.isEmpty ? configuredName : own
    }

    /// The address of the logo in its present version; nil when there is none.
    var logoPath: String? { Self.path(of: current) }

    /// The address of a branding's logo in its present version.
    static func path(of branding: Branding) -> String? {
        branding.logo.map { "/help/logo?v=\($0.rawValue.prefix(12))" }
    }

    /// Reads the branding once.
    func read(from store: any BrandingStore) async throws {
        guard !state.withLock(\.isRead) else { return }
        replace(with: try await store.branding())
    }

    /// Puts another branding in force.
    func replace(with branding: Branding) {
        let sheet = BrandSheet(branding)
        state.withLock { $0 = State(branding: branding, sheet: sheet, isRead: true) }
    }
}
