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
        try await writer.write(.change, weight: logo?.count ?? 0) { context in
            if let logo, let digest = branding.logo {
                try BlobTable(context: context).put(BlobBytes(digest: digest, bytes: logo), at: at)
            }
            try context.connection.run(
                """
                INSERT INTO branding (id, name, lightAccent, darkAccent, logo) VALUES (1, ?1, ?2, ?3, ?4)
                ON CONFLICT (id) DO UPDATE SET name = excluded.name, lightAccent = excluded.lightAccent,
                    darkAccent = excluded.darkAccent, logo = excluded.logo
                """,
                branding.name,
                branding.lightAccent,
                branding.darkAccent,
                branding.logo
            )
            let colors = [branding.lightAccent, branding.darkAccent].map { $0?.rawValue ?? "–" }.joined(separator: " ")
            let entry = AuditEntry(
                actor: actor,
                action: "branding.changed",
                object: "branding",
                detail: "\(branding.name) \(colors) \(branding.logo.map { String($0.rawValue.prefix(12)) } ?? "–")",
                at: at
            )
            try AuditTable(context: context).add(entry)
        }
    }
}
