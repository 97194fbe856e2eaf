import ChannelKit
import Foundation

/// Reads a call log while it grows, for as long as its task runs.
///
/// A line without its end is left for later. When the file is renamed away (rotation), the rest of it is read, then what was
/// rotated away since, then the new one; when it is cut to nothing, reading begins anew. A call is handed over when nothing was
/// added to it for two looks.
struct FollowListening: Sendable {
    /// How many octets are read at once.
    static let piece = 64 << 10

    let adapter: PhoneLogAdapter
    let path: String
    let handover: Handover

    /// A file that is being read.
    private struct Following {
        var file: OpenFile
        var reader: CallLogReader
        /// How many of its octets were read.
        var position: Int64
        /// When it was last written to before it was read.
        var modified: Int64
        var toldProblems = 0
    }

    /// Follows until the task is canceled.
    func run() async throws {
        handover.report(ChannelCondition(line: .connecting))
        var following: Following?
        var packed = PackedLogs()
        var look: Int64 = 0
        while true {
            try Task.checkCancellation()
            if following == nil { following = try await resume(noting: &packed) }
            if var current = following {
                // Emptied meanwhile, so that the reader is changed in place and not copied.
                following = nil
                following = try await step(&current, look: look, packed: &packed) ? current : nil
            }
            look += 1
            try await adapter.pause(.seconds(1))
        }
    }

    /// Reads what is new.
    ///
    /// - Returns: whether the same file is to be read on; else the path has another one.
    private func step(_ current: inout Following, look: Int64, packed: inout PackedLogs) async throws -> Bool {
        while true {
            try Task.checkCancellation()
            let (file, position) = (current.file, current.position)
            let piece = await BlockingWork.run {
                Result { () throws(FileFailure) -> (octets: [UInt8], modified: Int64, size: Int64) in
                    let (modified, size) = (file.modified, file.size)
                    return (try file.read(at: position, count: Self.piece), modified, size)
                }
            }
            guard case .success(let (octets, modified, size)) = piece else {
                fail(Wording("cannot be read", "无法读取"))
                return true
            }
            // When a file was cut says nothing of what was read: the copy that was made before is older than the cut.
            if size >= position { current.modified = modified }
            if octets.isEmpty { break }
            current.position += Int64(octets.count)
            let found = current.reader.read(octets, at: look)
            if case .utf16 = current.reader.encoding {
                throw ChannelBlocked(
                    Wording(
                        "\(path) is written in UTF-16, which cannot be followed. Have it written in UTF-8.",
                        "\(path) 使用 UTF-16 编码，无法跟踪读取。请改用 UTF-8 编码。"
                    )
                )
            }
            try await commit(found, current)
        }
        try await commit(current.reader.settle(before: look - 1), current)
        let isReplaced = await isReplaced(current)
        if isReplaced { try await leave(&current) }
        if !packed.entries.isEmpty {
            let (known, path) = (packed, path)
            packed = await BlockingWork.run {
                var packed = known
                packed.look(at: path)
                return packed
            }
        }
        tell(&current, packed: packed.entries.map(\.name))
        return !isReplaced
    }

    /// Whether the path has another file now, or the file was cut.
    private func isReplaced(_ current: Following) async -> Bool {
        let (file, position, path) = (current.file, current.position, path)
        return await BlockingWork.run {
            var status = stat()
            // While there is no file, the old one may still be written to.
            guard lstat(path, &status) == 0 else { return false }
            if UInt64(status.st_ino) == file.inode { return file.size < position }
            return file.size <= position
        }
    }

    /// Hands over what the file leaves behind, with a cursor at the beginning of whatever comes.
    private func leave(_ current: inout Following) async throws {
        let cursor = FollowCursor.behind(modified: current.modified)
        let found = current.reader.read([], isLast: true)
        let arrivals = found.map { adapter.arrival(of: $0, verdict: .unauthenticated, from: "followed: \(path)") }
        _ = try await handover.hand(
            over: arrivals,
            cursor: IntakeCursor(channel: adapter.channel, stream: FollowCursor.stream, value: cursor.text)
        )
    }

    private func commit(_ found: [CallLogReader.Found], _ current: Following) async throws {
        guard !found.isEmpty else { return }
        let (window, file, position) = (current.reader.window, current.file, current.position)
        let (head, size) = await BlockingWork.run { (Self.head(of: file, before: position), file.size) }
        let isWhole = position >= size && current.reader.offset >= position && !window.isWaiting
        let cursor = FollowCursor(
            inode: file.inode,
            offset: window.offset ?? current.reader.offset,
            line: window.line ?? 1,
            head: head,
            taken: window.taken,
            // What is not handed over to its end counts as changed later than what was read of it, so that it is not passed by.
            modified: isWhole ? current.modified : current.modified - 1
        )
        let arrivals = found.map { adapter.arrival(of: $0, verdict: .unauthenticated, from: "followed: \(path)") }
        var rest = arrivals[...]
        while !rest.isEmpty {
            let batch = Array(rest.prefix(FolderListening.mostPerBatch))
            rest = rest.dropFirst(batch.count)
            // The cursor is behind all of them, so it goes with the last.
            let place =
                rest.isEmpty
                ? IntakeCursor(channel: adapter.channel, stream: FollowCursor.stream, value: cursor.text) : nil
            let refused = try await handover.hand(over: batch, cursor: place)
            if refused > 0 { adapter.context.log("calls were too large for the journal", ["count": String(refused)]) }
        }
    }

    private func tell(_ current: inout Following, packed: [String]) {
        let problems = current.reader.problems
        if problems.count > current.toldProblems {
            adapter.context.log(
                "rows of a call log could not be read",
                ["rows": String(problems.count - current.toldProblems)]
            )
            current.toldProblems = problems.count
        }
        let told = [problem(packed: packed), problem(rows: problems)].compactMap(\.self)
        var condition = ChannelCondition(line: .ready)
        if !told.isEmpty {
            condition.problem = Wording(
                told.map(\.english).joined(separator: " "),
                told.map(\.chinese).joined()
            )
        }
        handover.report(condition)
    }

    private func problem(packed: [String]) -> Wording? {
        guard let first = packed.first else { return nil }
        let count = packed.count
        let command = "tributary ingest --channel \(adapter.channel)"
        return Wording(
            "\(first)\(count > 1 ? " and \(count - 1) more" : "") cannot be read, being packed, and may hold calls that "
                + "were never read. Unpack it and hand it over with `\(command)`.",
            "\(first)\(count > 1 ? "（及另外 \(count - 1) 个文件）" : "")是压缩文件，无法读取，其中可能有从未读取的通话。"
                + "请解压后用 `\(command)` 交给系统。"
        )
    }

    private func problem(rows problems: RowProblems) -> Wording? {
        guard let first = problems.first.first else { return nil }
        return Wording(
            "\(problems.count) rows of \(path) could not be read, such as \(first)",
            "\(path) 中有 \(problems.count) 行无法读取，例如 \(first)"
        )
    }

    private func fail(_ what: Wording) {
        let problem = Wording(
            "The file \(path) \(what.english). Create it or correct its rights; it is tried again.",
            "文件 \(path) \(what.chinese)。请创建该文件或更正其权限；将重试。"
        )
        handover.report(ChannelCondition(line: .failing, problem: problem))
    }

    // MARK: Where to begin

    /// Opens the file where the cursor says, and notes those before it that are packed; nil when there is none yet.
    private func resume(noting packed: inout PackedLogs) async throws -> Following? {
        let stored = try await handover.cursor(of: adapter.channel, stream: FollowCursor.stream)
        let cursor = stored.flatMap { FollowCursor($0.value) }
        let path = path
        let opened = await BlockingWork.run {
            () -> Result<(file: OpenFile, head: [UInt8], isKnown: Bool, packed: [RotatedLogs.Entry]), FileFailure> in
            Result { () throws(FileFailure) in
                if let cursor, cursor.inode != 0, let file = Self.find(cursor, at: path) {
                    return (file, Self.beginning(of: file), true, [])
                }
                let next = RotatedLogs.next(at: path, after: cursor?.modified)
                return (try OpenFile(next.path), [], false, next.packed)
            }
        }
        switch opened {
        case .failure(let failure):
            fail(Wording("cannot be read: \(failure.words)", "无法读取：\(failure.words)"))
            return nil
        case .success(let (file, head, isKnown, passed)):
            note(passed, in: &packed)
            var following = Following(
                file: file,
                reader: CallLogReader(adapter.settings),
                position: 0,
                modified: file.modified
            )
            if isKnown, let cursor, cursor.offset > 0 {
                following.reader.resume(
                    beginning: head,
                    at: cursor.offset,
                    line: cursor.line,
                    taken: cursor.takenRows
                )
                following.position = cursor.offset
            } else if isKnown, let cursor {
                following.reader.resume(beginning: [], at: 0, line: 1, taken: cursor.takenRows)
            }
            return following
        }
    }

    /// Remembers files that were passed by, being packed, and logs those that are new.
    private func note(_ passed: [RotatedLogs.Entry], in packed: inout PackedLogs) {
        let new = packed.note(passed).map(\.name)
        guard !new.isEmpty else { return }
        adapter.context.log(
            "call logs were packed before they were read",
            ["count": String(new.count), "files": new.prefix(20).joined(separator: ", ")]
        )
    }

    /// The file that a cursor was made of: at the path, or renamed within its folder; nil when it is gone.
    private static func find(_ cursor: FollowCursor, at path: String) -> OpenFile? {
        var candidates = [path]
        if let slash = path.lastIndex(of: "/") {
            let (folder, name) = (String(path[..<slash]), String(path[path.index(after: slash)...]))
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            candidates += names.prefix(RotatedLogs.mostNames)
                .filter { $0 != name && ($0.hasPrefix(name) || RotatedLogs.isRotation($0, of: name)) }
                .filter { !RotatedLogs.isPacked($0) }
                .sorted().map { "\(folder)/\($0)" }
        }
        for candidate in candidates {
            guard let file = try? OpenFile(candidate), file.inode == cursor.inode, file.size >= cursor.offset,
                let head = try? file.read(at: 0, count: cursor.headLength), cursor.fits(head: head)
            else { continue }
            return file
        }
        return nil
    }

    /// The first two lines, which may be headings.
    private static func beginning(of file: OpenFile) -> [UInt8] {
        let octets = (try? file.read(at: 0, count: 2 * SeparatedReader.longestRow)) ?? []
        guard let first = octets.firstIndex(of: UInt8(ascii: "\n")) else { return octets }
        let second = octets[(first + 1)...].firstIndex(of: UInt8(ascii: "\n"))
        return Array(octets[...(second ?? first)])
    }

    private static func head(of file: OpenFile, before offset: Int64) -> [UInt8] {
        let count = min(FollowCursor.longestHead, Int(clamping: offset))
        return (try? file.read(at: 0, count: count)) ?? []
    }
}
