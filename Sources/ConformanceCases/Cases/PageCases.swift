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

    private static func words(of outcome: PageOutcome) -> String {
        switch outcome {
        case .submission(let arrival, _): "submission \(arrival.externalID)"
        case .answer(let answer): "answered \(answer.status)"
        }
    }
}
