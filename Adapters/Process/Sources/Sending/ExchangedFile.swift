import ChannelKit
import Foundation
import Glibc

/// A file that gateway and program hand to each other in the channel's own folder.
struct ExchangedFile: Sendable {
    /// Where it lies.
    let path: String

    /// Writes octets for the program to read.
    ///
    /// - Throws: an error of the file system.
    init(_ octets: [UInt8], in folder: String) throws {
        try Self.makeFolder(folder)
        path = "\(folder)/out-\(UUID().uuidString)"
        let created = FileManager.default.createFile(
            atPath: path,
            contents: Data(octets),
            attributes: [.posixPermissions: 0o600]
        )
        guard created else {
            throw FileTrouble(
                Wording("the file for the program cannot be written in \(folder)", "无法在 \(folder) 中写入给程序的文件")
            )
        }
    }

    /// Removes it.
    func remove() { _ = unlink(path) }

    /// Takes a file that the program wrote into the folder: its octets are read and the file is removed.
    ///
    /// - Throws: ``FileTrouble`` when it lies elsewhere, is no plain file, or is too large.
    static func take(_ path: String, from folder: String, maximumBytes: Int64) throws -> [UInt8] {
        let name = path.split(separator: "/", omittingEmptySubsequences: false).last.map(String.init) ?? ""
        guard path == "\(folder)/\(name)" || path == name, !name.isEmpty, name != ".", name != "..",
            !path.utf8.contains(0)
        else {
            throw FileTrouble(
                Wording(
                    "the file does not lie in the folder that the program was given for files",
                    "文件不在交换文件夹中"
                )
            )
        }
        let place = "\(folder)/\(name)"
        let descriptor = open(place, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw FileTrouble(Wording("the file that the program named cannot be opened", "无法打开程序指定的文件"))
        }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        defer { _ = unlink(place) }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
            throw FileTrouble(Wording("what the program named is no plain file", "程序指定的不是普通文件"))
        }
        guard Int64(facts.st_size) <= maximumBytes else {
            throw FileTrouble(
                Wording(
                    "the file has \(facts.st_size) bytes, and \(maximumBytes) is the most",
                    "文件有 \(facts.st_size) 字节，上限为 \(maximumBytes) 字节"
                )
            )
        }
        // Reads one octet more than is allowed, for it may have grown.
        let octets = try handle.read(upToCount: Int(maximumBytes) + 1) ?? Data()
        guard octets.count <= maximumBytes else {
            throw FileTrouble(Wording("the file is larger than \(maximumBytes) bytes", "文件超过 \(maximumBytes) 字节"))
        }
        return Array(octets)
    }

    /// Makes a folder that only this user may look into.
    static func makeFolder(_ path: String) throws {
        try FileManager.default.createDirectory(
            atPath: path,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
    }

    /// Removes what was left behind by a run that was killed.
    static func clear(_ folder: String) {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
            _ = unlink("\(folder)/\(name)")
        }
    }
}

/// Why a file cannot be handed over.
struct FileTrouble: Error, Sendable, Hashable, CustomStringConvertible {
    var words: Wording
    init(_ words: Wording) { self.words = words }

    var description: String { words.english }
}
