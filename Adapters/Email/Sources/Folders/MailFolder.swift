import ChannelKit
import Foundation

/// A folder that mails are put into as files: a drop folder or a Maildir.
struct MailFolder: Sendable {
    /// Which customs the folder follows.
    enum Layout: Sendable {
        /// `*.eml` files; taken ones go to `.done`, unusable ones to `.failed` with their reason.
        case dropFolder
        /// A Maildir: complete mails in `new`, which go to `cur` once taken. Unusable ones stay where they are.
        case maildir
    }

    /// A mail that waits to be read.
    struct Waiting: Sendable, Hashable {
        let name: String
        /// In bytes.
        let size: Int64
        /// When it was last written, in nanoseconds since 1970.
        let modified: Int64
    }

    /// What became of reading a file.
    enum Content: Sendable {
        case mail([UInt8])
        /// It is gone: somebody else took it.
        case gone
        /// It cannot be taken, for a reason fit for an operator.
        case unusable(Wording)
        /// The machine could not read it just now, for a reason fit for an operator; the file is not at fault.
        case notNow(Wording)
    }

    /// The most files that one look at the folder finds; the rest is found by the next.
    static let mostPerLook = 50_000
    /// How long a file that was not renamed in must have been left alone, in nanoseconds.
    static let quietTime: Int64 = 2_000_000_000

    let layout: Layout
    /// The folder as configured.
    let path: String

    /// The folder that new mails appear in.
    var inbox: String { layout == .maildir ? path + "/new" : path }

    /// Makes what may be made: a drop folder.
    ///
    /// A Maildir belongs to the mail server.
    func prepare() throws(FileAccess.Failure) {
        if layout == .dropFolder { try FileAccess.makeFolder(path) }
    }

    /// The mails that can be taken at `now` (milliseconds since 1970), oldest first.
    ///
    /// Those named in `complete` are known to be complete because they were renamed in.
    func waiting(now: Int64, complete: Set<String>) throws(FileAccess.Failure) -> [Waiting] {
        var found: [Waiting] = []
        for name in try FileAccess.names(in: inbox, limit: Self.mostPerLook) where isMail(name) {
            guard let facts = FileAccess.facts(inbox + "/" + name) else { continue }
            let isQuiet = now &* 1_000_000 &- facts.modified >= Self.quietTime
            if layout == .maildir || isQuiet || complete.contains(name) {
                found.append(Waiting(name: name, size: facts.size, modified: facts.modified))
            }
        }
        return found.sorted { ($0.modified, $0.name) < ($1.modified, $1.name) }
    }

    /// Reads a mail.
    func read(_ name: String, limit: Int) -> Content {
        do {
            let octets = try FileAccess.read(inbox + "/" + name, limit: limit)
            return octets.isEmpty ? .unusable(Wording("The file is empty.", "文件为空。")) : .mail(octets)
        } catch {
            switch error.code {
            case ENOENT: return .gone
            case EFBIG:
                return .unusable(
                    Wording(
                        "The file is larger than \(limit) bytes, the most the channel takes (maximum_size).",
                        "文件超过 \(limit) 字节，即该渠道接受的上限（maximum_size）。"
                    )
                )
            case EINVAL, ELOOP, ENXIO: return .unusable(Wording("It is no regular file.", "不是普通文件。"))
            case EMFILE, ENFILE, ENOMEM, EIO:
                return .notNow(
                    Wording("The file cannot be read now: \(error.words).", "现在无法读取该文件：\(error.words)。")
                )
            default:
                return .unusable(Wording("The file cannot be read: \(error.words).", "无法读取该文件：\(error.words)。"))
            }
        }
    }

    /// Puts away a mail that is stored.
    ///
    /// A file that somebody else has moved meanwhile is no failure.
    func settle(_ name: String) throws(FileAccess.Failure) {
        do {
            switch layout {
            case .dropFolder:
                do throws(FileAccess.Failure) {
                    try FileAccess.move(inbox + "/" + name, to: path + "/.done", name: name)
                } catch  where error.code == ENOENT {
                    // Either is missing: the folder, which is made, or the mail, which the second attempt tells.
                    try FileAccess.move(inbox + "/" + name, to: try subfolder(".done"), name: name)
                }
            case .maildir:
                let flagged = name.contains(":2,") ? name : name + ":2,"
                try FileAccess.move(inbox + "/" + name, to: path + "/cur", name: flagged)
            }
        } catch  where error.code == ENOENT && FileAccess.facts(inbox + "/" + name) == nil {
            return
        }
    }

    /// Puts away a file that cannot be taken, with its reason beside it.
    ///
    /// - Returns: whether it is out of the way.
    func reject(_ name: String, reason: String) -> Bool {
        guard layout == .dropFolder else { return false }
        do {
            let folder = try subfolder(".failed")
            try FileAccess.write(
                Array((reason + "\n").utf8),
                to: "\(folder)/\(name).reason",
                in: folder,
                temporaryName: ".\(name).reason.new"
            )
            try FileAccess.move(inbox + "/" + name, to: folder, name: name)
            return true
        } catch {
            return FileAccess.facts(inbox + "/" + name) == nil
        }
    }

    private func subfolder(_ name: String) throws(FileAccess.Failure) -> String {
        let folder = path + "/" + name
        try FileAccess.makeFolder(folder)
        return folder
    }

    private func isMail(_ name: String) -> Bool {
        if name.utf8.first == UInt8(ascii: ".") { return false }
        return layout == .maildir || (name.utf8.count > 4 && name.suffix(4).lowercased() == ".eml")
    }
}
