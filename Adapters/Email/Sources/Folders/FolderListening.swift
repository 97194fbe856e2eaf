import ChannelKit

/// Takes mails from a folder for as long as its task runs.
///
/// Files are read ahead in batches while the journal commits the batch before; batches are handed over in order, so a
/// mail never comes before one that is older. A mail is put away only after the commit, so a crash means that it is
/// read again, and the journal knows it by its name.
struct FolderListening: Sendable {
    /// The most mails that are committed together.
    static let mostPerBatch = 256
    /// The most bytes that are committed together, unless a single mail is larger.
    static let largestBatch: Int64 = 32 << 20
    /// How many batches are read while one is being committed.
    static let readAhead = 2

    let adapter: EmailAdapter
    let folder: MailFolder
    let handover: Handover
    let health: ConditionReport

    /// A batch after reading.
    private struct Batch: Sendable {
        var mails: [(name: String, arrival: RawArrival)] = []
        var unusable: [(name: String, reason: Wording)] = []
        var notNow: [String: Wording] = [:]
    }

    /// What is remembered between looks.
    private struct Memory {
        /// Renamed in, so complete however new.
        var complete: Set<String> = []
        /// Could be neither taken nor put away; looking at them again and again would help nobody.
        var stuck: [String: Wording] = [:]
        var looks = 0
    }

    /// After how many looks what was stuck is tried again: about five minutes.
    private static let looksBetweenRetries = 300

    /// Watches until the task is canceled.
    func run() async throws {
        health.report(ChannelCondition(line: .connecting))
        let watch = FolderWatch(folder: folder.inbox)
        var memory = Memory()
        // A first look without waiting for a ring; later ones when something has changed.
        try await look(watch, &memory)
        for await _ in watch.rings { try await look(watch, &memory) }
        try Task.checkCancellation()
    }

    private func look(_ watch: FolderWatch, _ memory: inout Memory) async throws {
        memory.looks += 1
        if memory.looks % Self.looksBetweenRetries == 0 { memory.stuck = [:] }
        var isMore = true
        while isMore {
            memory.complete.formUnion(watch.takeRenamedIn())
            let waiting: [MailFolder.Waiting]
            switch await list(memory.complete) {
            case .success(let found): waiting = found.filter { memory.stuck[$0.name] == nil }
            case .failure(let failure):
                health.fail(
                    Wording(
                        "The folder \(folder.inbox) cannot be read: \(failure.words). Create it or correct its rights.",
                        "无法读取文件夹 \(folder.inbox)：\(failure.words)。请创建该文件夹或更正其权限。"
                    )
                )
                return
            }
            memory.complete.formIntersection(waiting.map(\.name))
            if !waiting.isEmpty { try await take(waiting, &memory) }
            isMore = waiting.count >= Self.mostPerBatch
        }
        report(memory)
    }

    private func list(_ complete: Set<String>) async -> Result<[MailFolder.Waiting], FileAccess.Failure> {
        let now = adapter.context.now().rawValue
        return await BlockingWork.run { [folder] in
            Result { () throws(FileAccess.Failure) in
                try folder.prepare()
                return try folder.waiting(now: now, complete: complete)
            }
        }
    }

    private func report(_ memory: Memory) {
        var condition = ChannelCondition(line: .ready, backlog: memory.stuck.count)
        if let (name, reason) = memory.stuck.min(by: { $0.key < $1.key }) {
            condition.problem = Wording(
                "\(memory.stuck.count) mails cannot be taken, such as \(name.prefix(100)): \(reason.english)",
                "有 \(memory.stuck.count) 封邮件无法收取，例如 \(name.prefix(100))：\(reason.chinese)"
            )
        }
        health.report(condition)
    }

    /// Reads all of them in batches, a little ahead of the commits, and commits in order.
    private func take(_ waiting: [MailFolder.Waiting], _ memory: inout Memory) async throws {
        let batches = Self.batches(waiting)
        try await withThrowingTaskGroup(of: (Int, Batch).self) { group in
            var started = 0
            var read: [Int: Batch] = [:]
            for next in batches.indices {
                while started < batches.count, started <= next + Self.readAhead {
                    group.addTask { [started] in (started, await self.read(batches[started])) }
                    started += 1
                }
                while read[next] == nil, let (index, batch) = try await group.next() { read[index] = batch }
                guard let batch = read.removeValue(forKey: next) else { break }
                try Task.checkCancellation()
                try await commit(batch, &memory)
            }
        }
    }

    private func read(_ names: [String]) async -> Batch {
        await BlockingWork.run { [adapter, folder] in
            var batch = Batch()
            for name in names {
                switch folder.read(name, limit: adapter.settings.maximumSize) {
                case .gone: break
                case .unusable(let reason): batch.unusable.append((name, reason))
                case .notNow(let reason): batch.notNow[name] = reason
                case .mail(let octets):
                    let source = "\(folder.layout == .maildir ? "maildir" : "drop-folder"): \(name.prefix(255))"
                    batch.mails.append((name, adapter.arrival(of: octets, verdict: .unauthenticated, source: source)))
                }
            }
            return batch
        }
    }

    private func commit(_ batch: Batch, _ memory: inout Memory) async throws {
        var batch = batch
        if !batch.mails.isEmpty {
            if case .tooLarge(let limit) = try await handover.hand(over: batch.mails.map(\.arrival), cursor: nil) {
                let reason = Wording(
                    "The mail is larger than \(limit) bytes, the most that is stored.",
                    "邮件超过 \(limit) 字节，即可存储的上限。"
                )
                var taken: [(name: String, arrival: RawArrival)] = []
                for mail in batch.mails {
                    switch try await handover.hand(over: [mail.arrival], cursor: nil) {
                    case .taken: taken.append(mail)
                    case .tooLarge: batch.unusable.append((mail.name, reason))
                    }
                }
                batch.mails = taken
            }
        }
        let stuck = await BlockingWork.run { [folder, batch] in
            var stuck = batch.notNow
            for mail in batch.mails {
                do throws(FileAccess.Failure) { try folder.settle(mail.name) } catch {
                    stuck[mail.name] = Wording(
                        "It is stored but cannot be moved away: \(error.words).",
                        "已存储，但无法移走：\(error.words)。"
                    )
                }
            }
            for file in batch.unusable where !folder.reject(file.name, reason: file.reason.english) {
                stuck[file.name] = file.reason
            }
            return stuck
        }
        memory.stuck.merge(stuck) { $1 }
        if !stuck.isEmpty || !batch.unusable.isEmpty {
            adapter.context.log(
                "mails could not be taken from a folder",
                ["refused": String(batch.unusable.count), "stuck": String(stuck.count)]
            )
        }
    }

    /// Cuts into batches by count and size.
    static func batches(_ waiting: [MailFolder.Waiting]) -> [[String]] {
        var batches: [[String]] = []
        var current: [String] = []
        var size: Int64 = 0
        for mail in waiting {
            if !current.isEmpty, current.count >= mostPerBatch || size + mail.size > largestBatch {
                batches.append(current)
                current = []
                size = 0
            }
            current.append(mail.name)
            size += mail.size
        }
        if !current.isEmpty { batches.append(current) }
        return batches
    }
}
