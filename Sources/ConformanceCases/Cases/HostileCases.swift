import ChannelKit

/// Whatever comes in is read or refused, within bounds.
///
/// Reading is synchronous, so cases that read thousands of inputs let others run in between.
enum HostileCases {
    static let all = [
        ConformanceCase("a sample cut off anywhere is read or refused", needs: .intake) { run in
            let trial = try run.trial()
            for sample in run.subject.arrivals {
                for octets in HostileOctets.truncations(of: sample.arrival.body) {
                    try read(sample, as: octets, "cut off after \(octets.count) bytes", with: trial, run)
                    await Task.yield()
                }
            }
        },
        ConformanceCase("a sample with random damage is read or refused", needs: .intake) { run in
            let trial = try run.trial()
            for (number, sample) in run.subject.arrivals.enumerated() {
                let mutations = HostileOctets.mutations(of: sample.arrival.body, count: 200, seed: UInt64(number))
                for (round, octets) in mutations.enumerated() {
                    try read(sample, as: octets, "damage \(round) of seed \(number)", with: trial, run)
                    await Task.yield()
                }
            }
        },
        ConformanceCase("strange octets in any place are read or refused", needs: .intake) { run in
            let trial = try run.trial()
            for sample in run.subject.arrivals {
                for (name, piece) in HostileOctets.shapes {
                    for octets in placements(of: HostileOctets.repeated(piece, size: 300), in: sample.arrival.body) {
                        try read(sample, as: octets, name, with: trial, run)
                        await Task.yield()
                    }
                }
            }
        },
        ConformanceCase("the fields beside the body are as little trusted as the body", needs: .intake) { run in
            let trial = try run.trial()
            let strange = ["", "\0", "\r\nX: y", String(repeating: "a", count: 100_000), "\u{202E}é😀", "<>,;\"\\"]
            for sample in run.subject.arrivals {
                for text in strange {
                    var arrival = sample.arrival
                    arrival.envelopeSender = text
                    arrival.envelopeRecipients = [text, text]
                    arrival.headers = arrival.headers.map { HeaderField($0.name, text) } + [HeaderField(text, text)]
                    try readOrRefuse(arrival, "\(sample.name) with strange fields beside it", with: trial, run)
                    arrival = sample.arrival
                    arrival.mediaType = text
                    try readOrRefuse(arrival, "\(sample.name) of a strange media type", with: trial, run)
                }
            }
        },
        ConformanceCase("five megabytes of anything are read or refused", needs: .intake) { run in
            let trial = try run.trial()
            let names = ["letters", "open elements", "octets that are no UTF-8", "NUL"]
            for sample in run.subject.arrivals.prefix(mostMeasured) {
                for (name, piece) in HostileOctets.shapes where names.contains(name) {
                    await Task.yield()
                    let octets = sample.arrival.body + HostileOctets.repeated(piece, size: 5 << 20)
                    let seconds = try WorkMeter.seconds {
                        try read(sample, as: octets, "5 MB of \(name)", with: trial, run)
                    }
                    run.note("\(sample.name), 5 MB of \(name): \(Int(seconds * 1000)) ms of processor time")
                }
            }
        },
        ConformanceCase("the work of reading grows no faster than what is read", needs: .intake) { run in
            let trial = try run.trial()
            for sample in run.subject.arrivals.prefix(mostMeasured) {
                for (name, piece) in HostileOctets.shapes {
                    for place in 1...2 {
                        try requireSteadyWork(on: piece, name, place, in: sample, with: trial, run)
                        await Task.yield()
                    }
                }
            }
        },
    ]

    /// How many samples are read at great length: the first ones of a subject.
    private static let mostMeasured = 2

    /// Reads a sample with another body; whatever comes of it must keep the rules.
    private static func read(
        _ sample: SampleArrival,
        as octets: [UInt8],
        _ what: String,
        with trial: Trial,
        _ run: CaseRun
    ) throws {
        var arrival = sample.arrival
        arrival.body = octets
        try readOrRefuse(arrival, "\(sample.name), \(what)", with: trial, run)
    }

    private static func readOrRefuse(_ arrival: RawArrival, _ what: String, with trial: Trial, _ run: CaseRun) throws {
        do {
            let envelopes = try trial.adapter.normalize(arrival)
            let wrong = EnvelopeRules.violation(in: envelopes, size: NormalizeCases.size(of: arrival))
            try run.require(wrong == nil, "\(what): \(wrong ?? "")")
        } catch let failure as CaseFailure {
            throw failure
        } catch let unreadable as UnreadableArrival {
            try NormalizeCases.requireReason(unreadable, run)
        } catch {
            throw CaseFailure("\(what): another error than UnreadableArrival was thrown: \(CaseRun.words(of: error))")
        }
    }

    /// The octets alone, at a third of the body, and behind it.
    private static func placements(of octets: [UInt8], in body: [UInt8]) -> [[UInt8]] {
        let third = body.count / 3
        return [octets, Array(body[..<third]) + octets + Array(body[third...]), body + octets]
    }

    private static func requireSteadyWork(
        on piece: [UInt8],
        _ name: String,
        _ place: Int,
        in sample: SampleArrival,
        with trial: Trial,
        _ run: CaseRun
    ) throws {
        func seconds(_ size: Int) -> Double {
            var arrival = sample.arrival
            arrival.body = placements(of: HostileOctets.repeated(piece, size: size), in: arrival.body)[place]
            return WorkMeter.seconds { _ = try? trial.adapter.normalize(arrival) }
        }
        // A growth is believed only when it is measured three times.
        func growth(at size: Int) -> Double {
            var growth = Double.infinity
            for _ in 0..<3 where growth > WorkMeter.mostGrowth {
                growth = min(growth, seconds(size) / max(seconds(size / 4), 0.0005))
            }
            return growth
        }
        // As large as it takes to be measured; what is quick even then harms nobody.
        var size = 16 << 10
        var large = seconds(size)
        while large < WorkMeter.noise, size < WorkMeter.largest {
            size *= 4
            large = seconds(size)
        }
        guard large >= WorkMeter.noise else { return }
        let measured = growth(at: size)
        let what = "\(sample.name), \(name) in place \(place)"
        run.note("\(what): \(size >> 10) KiB in \(Int(large * 1000)) ms, \(Int(measured)) times a quarter of it")
        // Twice in a row: work that grows fast up to a bound and no further is bounded.
        guard measured > WorkMeter.mostGrowth else { return }
        try run.require(
            growth(at: size / 4) <= WorkMeter.mostGrowth && growth(at: size * 4) <= WorkMeter.mostGrowth,
            "\(what): four times the input is \(Int(measured)) times the work"
        )
    }
}
