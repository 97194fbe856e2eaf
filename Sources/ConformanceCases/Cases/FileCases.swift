import ChannelKit
import Synchronization

/// Files are cut into arrivals, however their octets come in.
enum FileCases {
    static let all = [
        ConformanceCase("a file gives the same arrivals however its octets come in", needs: .files) { run in
            let (trial, importer) = try importing(run)
            for file in run.subject.files {
                let whole = try await arrivals(
                    of: file.octets,
                    named: file.name,
                    by: importer,
                    chunk: file.octets.count
                )
                run.note("\(file.name): \(whole.map(\.externalID.rawValue))")
                try run.require(whole.count == file.arrivals, "\(file.name) gives \(whole.count) arrivals")
                try requireSound(whole, file.name, run)
                for chunk in [1, 7, 4096] {
                    let again = try await arrivals(of: file.octets, named: file.name, by: importer, chunk: chunk)
                    try run.require(again == whole, "\(file.name) in pieces of \(chunk) bytes gives other arrivals")
                }
            }
            try run.require(trial.outside.calls == 0, "reading a file asked the outside for something")
        },
        ConformanceCase("what the transport said beside a file stands in its arrivals", needs: .files) { run in
            let (_, importer) = try importing(run)
            let envelope = FileEnvelope(sender: "bounce@example.net", recipients: ["desk@example.org"])
            for file in run.subject.files {
                let found = try await arrivals(of: file.octets, named: file.name, by: importer, envelope: envelope)
                for arrival in found {
                    try run.require(arrival.envelopeSender == envelope.sender, "\(file.name) loses the envelope sender")
                    try run.require(
                        arrival.envelopeRecipients == envelope.recipients,
                        "\(file.name) loses the envelope recipients"
                    )
                }
            }
        },
        ConformanceCase("a damaged file gives arrivals or is unreadable", needs: .files) { run in
            let (_, importer) = try importing(run)
            for (number, file) in run.subject.files.enumerated() {
                let damaged =
                    HostileOctets.truncations(of: file.octets)
                    + HostileOctets.mutations(of: file.octets, count: 100, seed: UInt64(number))
                    + HostileOctets.shapes.map { HostileOctets.repeated($0.piece, size: 64 << 10) }
                    + [HostileOctets.repeated(file.octets.isEmpty ? [0] : file.octets, size: 5 << 20)]
                for octets in damaged {
                    do {
                        let found = try await arrivals(of: octets, named: file.name, by: importer, chunk: 65_536)
                        try requireSound(found, file.name, run)
                    } catch let unreadable as UnreadableArrival {
                        try NormalizeCases.requireReason(unreadable, run)
                    }
                }
            }
        },
        ConformanceCase("when the journal refuses, reading a file stops with its error", needs: .files) { run in
            let (_, importer) = try importing(run)
            let refusal = IntakeRefusal.busy(retryAfter: .seconds(7))
            for file in run.subject.files where file.arrivals > 0 {
                let offered = Mutex(0)
                do {
                    try await read(file.octets, named: file.name, by: importer, chunk: 4096) { _ in
                        offered.withLock { $0 += 1 }
                        throw refusal
                    }
                    throw CaseFailure("\(file.name) was read to its end although nothing was journaled")
                } catch let thrown as IntakeRefusal {
                    try run.require(thrown == refusal, "the journal's refusal was changed")
                }
                let count = offered.withLock { $0 }
                try run.require(count == 1, "\(file.name): \(count) arrivals were offered after the first was refused")
            }
        },
        ConformanceCase("a file that breaks off with an error is not taken for a whole one", needs: .files) { run in
            let (_, importer) = try importing(run)
            struct BrokenFile: Error {}
            for file in run.subject.files where !file.octets.isEmpty {
                var hasBegun = false
                do {
                    try await importer.readArrivals(
                        named: file.name,
                        envelope: FileEnvelope(),
                        next: {
                            if hasBegun { throw BrokenFile() }
                            hasBegun = true
                            return Array(file.octets.prefix(max(1, file.octets.count / 2)))
                        },
                        emit: { _ in }
                    )
                    throw CaseFailure("\(file.name) broke off, and nobody was told")
                } catch is BrokenFile {
                    continue
                }
            }
        },
    ]

    private static func importing(_ run: CaseRun) throws -> (Trial, any FileImporting) {
        let trial = try run.trial()
        return (trial, try run.require(trial.adapter as? any FileImporting, "the adapter reads no files"))
    }

    private static func requireSound(_ arrivals: [RawArrival], _ name: String, _ run: CaseRun) throws {
        for arrival in arrivals { try ArrivalRules.require(arrival, name, run) }
    }

    /// All arrivals of a file.
    static func arrivals(
        of octets: [UInt8],
        named name: String,
        by importer: any FileImporting,
        chunk: Int = 65_536,
        envelope: FileEnvelope = FileEnvelope()
    ) async throws -> [RawArrival] {
        let found = Mutex<[RawArrival]>([])
        try await read(octets, named: name, by: importer, chunk: chunk, envelope: envelope) { arrival in
            found.withLock { $0.append(arrival) }
        }
        return found.withLock { $0 }
    }

    private static func read(
        _ octets: [UInt8],
        named name: String,
        by importer: any FileImporting,
        chunk: Int,
        envelope: FileEnvelope = FileEnvelope(),
        emit: (RawArrival) async throws -> Void
    ) async throws {
        var rest = octets[...]
        try await importer.readArrivals(
            named: name,
            envelope: envelope,
            next: {
                let next = rest.prefix(max(1, chunk))
                rest = rest[next.endIndex...]
                return Array(next)
            },
            emit: emit
        )
    }
}

/// What holds for every arrival an adapter hands over.
enum ArrivalRules {
    static func require(_ arrival: RawArrival, _ name: String, _ run: CaseRun) throws {
        try run.require(arrival.channel == ConformanceSubject.channel, "\(name): the arrival names another channel")
        try run.require(
            arrival.settingsVersion == Trial.settingsVersion,
            "\(name): the arrival does not carry the version of the settings"
        )
        let wrong = EnvelopeRules.violation(inID: arrival.externalID)
        try run.require(wrong == nil, "\(name): \(wrong ?? "")")
        let credentials = ["authorization", "cookie", "proxy-authorization", "set-cookie"]
        for field in arrival.headers {
            try run.require(
                !credentials.contains(field.name.lowercased()),
                "\(name): the arrival carries the field \(field.name)"
            )
        }
    }
}
