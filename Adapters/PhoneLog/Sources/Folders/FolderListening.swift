import ChannelKit
import Foundation

/// Takes call logs from a folder for as long as its task runs.
///
/// A file is put away only when all of it is journaled; after a crash it is read again from its beginning, and the journal knows
/// what it has.
struct FolderListening: Sendable {
    /// How many octets are read at once.
    static let piece = 64 << 10
    /// The most calls that are committed together.
    static let mostPerBatch = 256
    /// After how many looks, a second each, what was stuck is tried again.
    private static let looksBetweenRetries = 300

    let adapter: PhoneLogAdapter
    let folder: LogFolder
    let handover: Handover

    /// What is remembered between looks: files that can be neither read nor put away, with the reason.
    private struct Memory {
        var stuck: [String: Wording] = [:]
        var looks = 0
    }

    /// Watches until the task is canceled.
    func run() async throws {
        handover.report(ChannelCondition(line: .connecting))
        var memory = Memory()
        while true {
            try Task.checkCancellation()
            try await look(&memory)
            try await adapter.pause(.seconds(1))
        }
    }

    private func look(_ memory: inout Memory) async throws {
        memory.looks += 1
        if memory.looks % Self.looksBetweenRetries == 0 { memory.stuck = [:] }
        let now = adapter.context.now().rawValue
        let listing = await BlockingWork.run { [folder] in
            Result { () throws(FileFailure) in try folder.waiting(now: now) }
        }
        switch listing {
        case .failure(let failure):
            let problem = Wording(
                "The folder \(folder.path) cannot be read: \(failure.words). Create it or correct its rights.",
                "无法读取文件夹 \(folder.path)：\(failure.words)。请创建该文件夹或更正其权限。"
            )
            handover.report(ChannelCondition(line: .failing, problem: problem))
            return
        case .success(let waiting):
            for file in waiting where memory.stuck[file.name] == nil {
                if let reason = try await take(file) { memory.stuck[file.name] = reason }
            }
        }
        var condition = ChannelCondition(line: .ready, backlog: memory.stuck.count)
        if let (name, reason) = memory.stuck.min(by: { $0.key < $1.key }) {
            condition.problem = Wording(
                "\(memory.stuck.count) files cannot be taken, such as \(name.prefix(100)): \(reason.english)",
                "有 \(memory.stuck.count) 个文件无法收取，例如 \(name.prefix(100))：\(reason.chinese)"
            )
        }
        handover.report(condition)
    }

    /// Reads and journals a file.
    ///
    /// - Returns: why it is still there; nil when it is put away, or must be looked at again.
    private func take(_ waiting: LogFolder.Waiting) async throws -> Wording? {
        let path = "\(folder.path)/\(waiting.name)"
        let opened = await BlockingWork.run { Result { () throws(FileFailure) in try OpenFile(path) } }
        let file: OpenFile
        switch opened {
        case .success(let opened): file = opened
        case .failure(let failure):
            switch failure.code {
            case ENOENT: return nil
            case EINVAL, ELOOP, ENXIO:
                return await putAway { try folder.reject(waiting.name, reason: "It is no regular file.") }
            default: return Self.unreadable(failure)
            }
        }
        var reader = CallLogReader(adapter.settings)
        switch try await read(file, waiting, with: &reader) {
        case .unreadable(let reason): return reason
        case .grown: return nil
        case .whole: break
        }
        return await settle(waiting.name, reader)
    }

    private enum Reading {
        case whole
        /// Somebody wrote on while it was read; it is read again.
        case grown
        case unreadable(Wording)
    }

    private static func unreadable(_ failure: FileFailure) -> Wording {
        Wording("The file cannot be read: \(failure.words).", "无法读取该文件：\(failure.words)。")
    }

    private func read(
        _ file: OpenFile,
        _ waiting: LogFolder.Waiting,
        with reader: inout CallLogReader
    ) async throws -> Reading {
        let size = file.size
        let place = "folder: \(waiting.name.prefix(255))"
        let envelope = FileEnvelope(batch: batch(of: waiting))
        var offset: Int64 = 0
        var batch: [RawArrival] = []
        var isLast = false
        while !isLast {
            try Task.checkCancellation()
            let position = offset
            let piece = await BlockingWork.run {
                Result { () throws(FileFailure) in try file.read(at: position, count: Self.piece) }
            }
            switch piece {
            case .failure(let failure): return .unreadable(Self.unreadable(failure))
            case .success(let octets):
                isLast = octets.isEmpty
                offset += Int64(octets.count)
                for call in reader.read(octets, isLast: isLast) {
                    let arrival = adapter.arrival(of: call, verdict: .unauthenticated, from: place, envelope: envelope)
                    batch.append(arrival)
                    guard batch.count == Self.mostPerBatch else { continue }
                    try await commit(&batch)
                }
            }
        }
        try await commit(&batch)
        return offset == size && file.size == size ? .whole : .grown
    }

    /// The name of a file's calls, the same when it is read again after a stop.
    private func batch(of waiting: LogFolder.Waiting) -> String {
        let written = Date(timeIntervalSince1970: Double(waiting.modified / 1_000_000_000)).formatted(.iso8601)
        return "\(waiting.name.prefix(255)), \(written)"
    }

    private func commit(_ batch: inout [RawArrival]) async throws {
        guard !batch.isEmpty else { return }
        let refused = try await handover.hand(over: batch, cursor: nil)
        if refused > 0 { adapter.context.log("calls were too large for the journal", ["count": String(refused)]) }
        batch = []
    }

    private func settle(_ name: String, _ reader: CallLogReader) async -> Wording? {
        let problems = reader.problems
        if problems.count > 0 {
            adapter.context.log(
                "rows of a call log could not be read",
                ["rows": String(problems.count), "calls": String(reader.rowCount)]
            )
        }
        if reader.rowCount + reader.skipped == 0 {
            let reason = PhoneLogAdapter.refusal(reader)?.reason.english ?? "The file holds no call."
            return await putAway { try folder.reject(name, reason: reason) }
        }
        var errors: String?
        if problems.count > 0 {
            let more = problems.count - problems.first.count
            let lines = problems.first.map { "\($0)\n" }.joined()
            errors = lines + (more > 0 ? "and \(more) more\n" : "")
        }
        return await putAway { [errors] in try folder.settle(name, errors: errors) }
    }

    private func putAway(_ work: @escaping @Sendable () throws -> Void) async -> Wording? {
        await BlockingWork.run {
            do {
                try work()
                return nil
            } catch {
                let words = (error as? FileFailure)?.words ?? "\(error)"
                return Wording("It is read but cannot be moved away: \(words).", "已读取，但无法移走：\(words)。")
            }
        }
    }
}
