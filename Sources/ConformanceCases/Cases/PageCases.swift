import ChannelKit

/// A page takes submissions, tells honestly what became of them, and answers everything else.
enum PageCases {
    static let all = [
        ConformanceCase("each sample request is a submission or an answer as expected", needs: .page) { run in
            let (trial, page) = try serving(run)
            for sample in run.subject.requests {
                let outcome = await page.serve(sample.request)
                run.note("\(sample.name): \(words(of: outcome))")
                switch (outcome, sample.outcome) {
                case (.submission(let arrival, _), .taken(1)):
                    try ArrivalRules.require(arrival, sample.name, run)
                    let envelopes = try NormalizeCases.normalize(arrival, with: trial.adapter, sample.name)
                    let wrong = EnvelopeRules.violation(in: envelopes, size: NormalizeCases.size(of: arrival))
                    try run.require(wrong == nil, "\(sample.name): \(wrong ?? "")")
                case (.answer(let answer), .answered(let status)), (.answer(let answer), .refused(let status)):
                    try run.require(answer.status == status, "\(sample.name) is answered \(answer.status)")
                    try RequestSamples.requireSound(answer, sample.name, run)
                case (.stream(let stream), .streamed): try await requireStream(stream, sample.name, run)
                default: throw CaseFailure("\(sample.name): \(words(of: outcome))")
                }
            }
        },
        ConformanceCase("a submission that comes again names the same arrival", needs: .page) { run in
            let (_, page) = try serving(run)
            let (_, restarted) = try serving(run)
            for sample in run.subject.requests where sample.isRepeatable {
                guard case .taken = sample.outcome else { continue }
                let first = await id(of: sample.request, by: page)
                try run.require(first != nil, "\(sample.name) is no submission")
                let again = await id(of: sample.request, by: page)
                try run.require(again == first, "\(sample.name): it comes again as \(again?.rawValue ?? "nothing")")
                let later = await id(of: sample.request, by: restarted)
                try run.require(
                    later == first,
                    "\(sample.name): after a restart it comes as \(later?.rawValue ?? "nothing")"
                )
            }
        },
        ConformanceCase("a submission is confirmed only when it was journaled", needs: .page) { run in
            let results: [(SubmissionResult, ClosedRange<Int>)] = [
                (.taken(ticketNumber: 7, isDuplicate: false), 200...399),
                (.taken(ticketNumber: nil, isDuplicate: false), 200...399),
                (.taken(ticketNumber: 7, isDuplicate: true), 200...399),
                (.refused(.busy(retryAfter: .seconds(7))), 503...503),
                (.refused(.unavailable("scripted: disk full at /var/lib/tributary")), 500...599),
                (.refused(.tooLarge(limit: 1 << 20)), 413...413),
            ]
            for sample in run.subject.requests {
                guard case .taken = sample.outcome else { continue }
                let (_, page) = try serving(run)
                guard case .submission(_, let answer) = await page.serve(sample.request) else {
                    throw CaseFailure("\(sample.name) is no submission")
                }
                for (result, statuses) in results {
                    let answer = answer(result)
                    try RequestSamples.requireSound(answer, "\(sample.name), \(result)", run)
                    try run.require(
                        statuses.contains(answer.status),
                        "\(sample.name), \(result): it is answered \(answer.status)"
                    )
                    let told = String(decoding: answer.body, as: UTF8.self)
                    try run.require(
                        !told.contains("/var/lib"),
                        "\(sample.name): the operator's log is told to the sender"
                    )
                    if case .refused(.busy) = result {
                        let wait = answer.headers.first(named: "Retry-After")
                        try run.require(wait == "7", "\(sample.name): Retry-After is \(wait ?? "missing")")
                    }
                }
            }
        },
        ConformanceCase("a strange request is answered and breaks nothing", needs: .page) { run in
            let (trial, page) = try serving(run)
            for (number, sample) in run.subject.requests.enumerated() {
                let requests =
                    RequestSamples.strange(like: sample) + RequestSamples.damaged(sample, seed: UInt64(number))
                for request in requests {
                    switch await page.serve(request) {
                    case .answer(let answer): try RequestSamples.requireSound(answer, "a strange request", run)
                    case .stream(let stream):
                        let head = WebAnswer(status: 200, headers: stream.headers)
                        try RequestSamples.requireSound(head, "a strange request", run)
                    case .submission(let arrival, let answer):
                        try ArrivalRules.require(arrival, "a strange request", run)
                        let taken = answer(.taken(ticketNumber: nil, isDuplicate: false))
                        try RequestSamples.requireSound(taken, "a strange submission", run)
                        do {
                            let envelopes = try trial.adapter.normalize(arrival)
                            let wrong = EnvelopeRules.violation(in: envelopes, size: NormalizeCases.size(of: arrival))
                            try run.require(wrong == nil, "a strange submission: \(wrong ?? "")")
                        } catch let unreadable as UnreadableArrival {
                            try NormalizeCases.requireReason(unreadable, run)
                        }
                    }
                }
            }
        },
    ]

    private static func serving(_ run: CaseRun) throws -> (Trial, any PageServing) {
        let trial = try run.trial()
        return (trial, try run.require(trial.adapter as? any PageServing, "the adapter serves no page"))
    }

    private static func id(of request: WebRequest, by page: any PageServing) async -> ExternalID? {
        guard case .submission(let arrival, let answer) = await page.serve(request) else { return nil }
        _ = answer(.taken(ticketNumber: 1, isDuplicate: false))
        return arrival.externalID
    }

    /// Requires a stream that says something at once, and ends when its reader has gone or it is canceled.
    private static func requireStream(_ stream: WebStream, _ name: String, _ run: CaseRun) async throws {
        try RequestSamples.requireSound(WebAnswer(status: 200, headers: stream.headers), name, run)
        try run.require(stream.headers.first(named: "Content-Type") != nil, "\(name): a stream of no type")
        try run.require(!stream.heartbeat.isEmpty, "\(name): a stream without a heartbeat")
        try run.require(stream.limits.perChannel > 0 && stream.limits.perAddress > 0, "\(name): nobody may read it")
        let (pieces, bell) = AsyncStream.makeStream(of: [UInt8].self)
        // Unstructured, so that a stream that ignores its end fails the case and does not hang it.
        let reading = Task { _ = try? await stream.produce { bell.yield($0) } }
        let first = Task { await pieces.first { !$0.isEmpty } }
        let came = await Patience.value(of: first, limit: Patience.limit) ?? nil
        reading.cancel()
        let ended: Void? = await Patience.value(of: reading, limit: Patience.limit)
        first.cancel()
        try run.require(came != nil, "\(name): the stream says nothing")
        try run.require(ended != nil, "\(name): the stream goes on although it was canceled")
        let closed = Task { _ = try? await stream.produce { _ in throw StreamEnded() } }
        let left: Void? = await Patience.value(of: closed, limit: Patience.limit)
        closed.cancel()
        try run.require(left != nil, "\(name): the stream goes on although nobody reads it")
    }

    private static func words(of outcome: PageOutcome) -> String {
        switch outcome {
        case .submission(let arrival, _): "submission \(arrival.externalID)"
        case .answer(let answer): "answered \(answer.status)"
        case .stream: "a stream"
        }
    }
}
