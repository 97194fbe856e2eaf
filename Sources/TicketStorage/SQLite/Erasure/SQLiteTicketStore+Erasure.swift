public import ChannelKit
public import DeskModel

extension SQLiteTicketStore {
    /// What erasing the person of a contact would remove and leave.
    public func erasurePreview(of contact: ContactID) async throws -> ErasureReport? {
        let folder = settings.blobFolder
        return try await read { connection in
            try ErasureScope(of: contact, connection, blobFolder: folder)?.report(connection)
        }
    }

    /// Erases the person of a contact, for good.
    public func erase(_ contact: ContactID, actor: Actor, at: Timestamp) async throws -> ErasureResult {
        let folder = settings.blobFolder
        // Found beside the writer, for much may have to be read; the writer looks at what came since.
        let known = try await read { try ErasureScope(of: contact, $0, blobFolder: folder)?.naming }
        let result = try await writer.write(.change) { context -> ErasureResult in
            let connection = context.connection
            guard let scope = try ErasureScope(of: contact, connection, blobFolder: folder, since: known) else {
                return .unknown
            }
            guard try !scope.isBeingSent(connection) else { return .sending }
            let report = try scope.report(connection)
            try ErasureWriter(context: context, blobFolder: folder, scope: scope, actor: actor, at: at).erase()
            return .erased(report)
        }
        guard case .erased = result else { return result }
        // The files are cleaned behind that commit; the next one comes when it is done.
        let isLeft = try await writer.write(.other) { context in
            try InstallationTable(connection: context.connection).value(FileCleaning.name) != nil
        }
        guard !isLeft else {
            throw StorageError.unavailable("the files still hold what was erased; the next start cleans them")
        }
        return result
    }
}
