import ChannelKit
import Consents

/// What commands made or asked for and channels use: consents and signing keys, sealed in the data folder.
struct KeptSecrets: Sendable {
    /// The consents of all channels.
    let consents: ConsentBook
    private let folder: SealedFolder

    /// The folder's name in the data folder.
    static let folderName = "sealed"

    init(folder: String, keys: KeyRing) {
        self.folder = SealedFolder(path: "\(folder)/\(Self.folderName)", key: keys.key("sealed"))
        consents = ConsentBook(folder: self.folder, now: Desk.clock)
    }

    /// A secret of a channel; nil when there is none.
    ///
    /// - Throws: `SealedFolder.Problem` when there is one that cannot be opened.
    func read(_ name: String, of channel: ChannelID) throws -> [UInt8]? { try folder.read("\(name)-\(channel)") }

    /// Keeps a secret of a channel.
    ///
    /// - Throws: `SealedFolder.Problem`.
    func write(_ secret: [UInt8], to name: String, of channel: ChannelID) throws {
        try folder.write(secret, to: "\(name)-\(channel)")
    }
}
