public import ChannelKit
public import DeskModel

extension SQLiteTicketStore {
    /// The branding in force.
    public func branding() async throws -> Branding {
        try await read { connection in
            try connection.first("SELECT name, lightAccent, darkAccent, logo FROM branding") { row in
                Branding(
                    name: try row.next(),
                    lightAccent: try row.next(),
                    darkAccent: try row.next(),
                    logo: try row.next()
                )
            } ?? Branding()
        }
    }

    /// Puts a branding in force.
    public func saveBranding(_ branding: Branding, logo: [UInt8]?, actor: Actor, at: Timestamp) async throws {
        let blob = logo.flatMap { bytes in branding.logo.map { BlobBytes(digest: $0, bytes: bytes) } }
        try await writer.write(.change, weight: logo?.count ?? 0) {
            try AuditedChange(context: $0, actor: actor, at: at).save(branding, logo: blob)
        }
    }
}
