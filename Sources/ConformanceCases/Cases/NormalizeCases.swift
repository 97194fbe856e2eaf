import ChannelKit

/// Normalizing is pure, repeatable, and the same for one arrival whatever comes before, beside or after it.
enum NormalizeCases {
    static let all = [
        ConformanceCase("each sample gives the envelopes that are expected", needs: .intake) { run in
            let trial = try run.trial()
            for sample in run.subject.arrivals {
                let envelopes = try normalize(sample.arrival, with: trial.adapter, sample.name)
                run.note("\(sample.name): \(envelopes.map(\.externalID.rawValue))")
                try run.require(
                    envelopes.map(\.externalID) == sample.envelopes,
                    "\(sample.name): the external ids are \(envelopes.map(\.externalID.rawValue))"
                )
                let wrong = EnvelopeRules.violation(in: envelopes, size: size(of: sample.arrival))
                try run.require(wrong == nil, "\(sample.name): \(wrong ?? "")")
            }
        },
        ConformanceCase("attachments keep their octets, and their names hold no path", needs: .intake) { run in
            let trial = try run.trial()
            for sample in run.subject.arrivals {
                let found = try normalize(sample.arrival, with: trial.adapter, sample.name).flatMap(\.attachments)
                let names = found.map(\.name)
                try run.require(names == sample.attachments.map(\.name), "\(sample.name): the attachments are \(names)")
                for (attachment, expected) in zip(found, sample.attachments) {
                    let octets: [UInt8]? = if case .bytes(let octets) = attachment.content { octets } else { nil }
                    try run.require(octets == expected.octets, "\(sample.name): \(expected.name) has other octets")
                }
            }
            let takes = try run.abilities().inboundAttachmentBytes != nil
            let hasAny = run.subject.arrivals.contains { !$0.attachments.isEmpty }
            try run.require(takes || !hasAny, "attachments come in although the manifest takes none")
        },
        ConformanceCase("the same arrival gives equal envelopes, twice and by another adapter", needs: .intake) { run in
            let trial = try run.trial()
            // Another process on another day, as at a replay of the journal.
            let other = try run.trial(later: .seconds(86_400 * 40))
            for sample in run.subject.arrivals {
                let first = try normalize(sample.arrival, with: trial.adapter, sample.name)
                let second = try normalize(sample.arrival, with: trial.adapter, sample.name)
                try run.require(
                    first == second,
                    "\(sample.name): the second reading differs: \(difference(first, second))"
                )
                let replayed = try normalize(sample.arrival, with: other.adapter, sample.name)
                try run.require(
                    first == replayed,
                    "\(sample.name): a reading on another day differs: \(difference(first, replayed))"
                )
            }
            try run.require(trial.outside.calls == 0, "normalizing asked the outside for something")
        },
        ConformanceCase("normalizing writes no file and asks the outside for nothing", needs: .intake) { run in
            let trial = try run.trial()
            let before = trial.folder.contents
            for sample in run.subject.arrivals { _ = try normalize(sample.arrival, with: trial.adapter, sample.name) }
            for poison in run.subject.poison { _ = try? trial.adapter.normalize(poison) }
            try run.require(trial.folder.contents == before, "normalizing changed files: \(trial.folder.contents)")
            try run.require(trial.outside.calls == 0, "normalizing asked the outside for something")
        },
        ConformanceCase("readings at the same time do not disturb each other", needs: .intake) { run in
            let trial = try run.trial()
            let adapter = trial.adapter
            let samples = run.subject.arrivals
            let alone = try samples.map { try normalize($0.arrival, with: adapter, $0.name) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for worker in 0..<8 {
                    group.addTask {
                        for index in samples.indices {
                            let index = (index + worker) % samples.count
                            let again = try normalize(samples[index].arrival, with: adapter, samples[index].name)
                            try run.require(
                                again == alone[index],
                                "\(samples[index].name): a reading beside others differs"
                            )
                        }
                    }
                }
                try await group.waitForAll()
            }
        },
        ConformanceCase("an arrival that comes again later keeps its external ids", needs: .intake) { run in
            let trial = try run.trial()
            for sample in run.subject.arrivals {
                var again = sample.arrival
                again.receivedAt = again.receivedAt.advanced(by: .seconds(3600))
                let ids = try normalize(again, with: trial.adapter, sample.name).map(\.externalID)
                try run.require(
                    ids == sample.envelopes,
                    "\(sample.name): the ids change with the time it comes: \(ids)"
                )
            }
        },
        ConformanceCase("duplicates and another order change nothing in what an arrival gives", needs: .intake) { run in
            let samples = run.subject.arrivals
            let alone = try samples.map { try normalize($0.arrival, with: run.trial().adapter, $0.name) }
            let trial = try run.trial()
            for index in samples.indices.reversed() + Array(samples.indices) + samples.indices.reversed() {
                let again = try normalize(samples[index].arrival, with: trial.adapter, samples[index].name)
                try run.require(
                    again == alone[index],
                    "\(samples[index].name): it reads differently after others: \(difference(alone[index], again))"
                )
            }
        },
        ConformanceCase("a poison arrival is unreadable for a reason and harms no other", needs: .intake) { run in
            let samples = run.subject.arrivals
            let alone = try samples.map { try normalize($0.arrival, with: run.trial().adapter, $0.name) }
            let trial = try run.trial()
            for (number, poison) in run.subject.poison.enumerated() {
                do {
                    let made = try trial.adapter.normalize(poison)
                    throw CaseFailure("poison \(number) was read, as \(made.count) envelopes")
                } catch let unreadable as UnreadableArrival {
                    run.note("poison \(number): \(unreadable.reason)")
                    try requireReason(unreadable, run)
                }
                for (sample, expected) in zip(samples, alone) {
                    let again = try normalize(sample.arrival, with: trial.adapter, sample.name)
                    try run.require(again == expected, "\(sample.name): it reads differently after poison \(number)")
                }
            }
        },
    ]

    /// Requires words that an agent can read, whatever their language.
    static func requireReason(_ unreadable: UnreadableArrival, _ run: CaseRun) throws {
        for words in [unreadable.reason.english, unreadable.reason.chinese] {
            try run.require(!words.isEmpty, "an unreadable arrival has no reason")
            try run.require(words.utf8.count <= 2000, "the reason of an unreadable arrival is too long")
        }
    }

    /// The envelopes of a sample, which must be readable.
    static func normalize(
        _ arrival: RawArrival,
        with adapter: any ChannelAdapter,
        _ name: String
    ) throws -> [InboundEnvelope] {
        do { return try adapter.normalize(arrival) } catch {
            throw CaseFailure("\(name): \(CaseRun.words(of: error))")
        }
    }

    /// How many bytes an arrival holds.
    static func size(of arrival: RawArrival) -> Int {
        arrival.headers.reduce(arrival.body.count) { $0 + $1.name.utf8.count + $1.value.utf8.count }
    }

    /// The first field in which two readings differ.
    private static func difference(_ left: [InboundEnvelope], _ right: [InboundEnvelope]) -> String {
        guard left.count == right.count else { return "\(left.count) and \(right.count) envelopes" }
        for (left, right) in zip(left, right) {
            for (one, other) in zip(Mirror(reflecting: left).children, Mirror(reflecting: right).children) {
                let texts = (String(describing: one.value), String(describing: other.value))
                if texts.0 != texts.1 {
                    return "\(one.label ?? "") is \(texts.0.prefix(100)) and \(texts.1.prefix(100))"
                }
            }
        }
        return "in no field that can be shown"
    }
}
