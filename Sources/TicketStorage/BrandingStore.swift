public import ChannelKit
public import DeskModel

/// How the desk presents itself to customers.
public protocol BrandingStore: Sendable {
    /// The branding in force.
    func branding() async throws -> Branding

    /// Puts a branding in force.
    ///
    /// - Parameters:
    ///   - branding: the branding; its logo's bytes are known already or handed in.
    ///   - logo: the bytes of a new logo.
    ///   - actor: who does it, for the audit log.
    ///   - at: when.
    /// - Throws: ``StorageError``.
    func saveBranding(_ branding: Branding, logo: [UInt8]?, actor: Actor, at: Timestamp) async throws
}
