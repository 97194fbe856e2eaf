import ChannelKit

/// A webhook takes what is authentic, names it the same each time, and refuses everything else.
enum WebhookCases {
    static let all = [
        ConformanceCase("each sample call is taken or refused as expected", needs: .webhook) { run in
            let webhook = try receiving(run)
            for sample in run.subject.requests {
                let outcome = await webhook.receive(sample.request)
                run.note("\(sample.name): \(words(of: outcome))")
                switch (outcome, sample.outcome) {
                case (.accepted(let arrivals, _, let answer), .taken(let count)):
                    try run.require(arrivals.count == count, "\(sample.name) brings \(arrivals.count) arrivals")
                    for arrival in arrivals { try ArrivalRules.require(arrival, sample.name, run) }
                    try run.require((200..<300).contains(answer.status), "\(sample.name) is answered \(answer.status)")
                    try RequestSamples.requireSound(answer, sample.name, run)
                case (.accepted(let arrivals, _, let answer), .answered(let status)):
                    try run.require(arrivals.isEmpty, "\(sample.name) brings \(arrivals.count) arrivals")
                    try run.require(answer.status == status, "\(sample.name) is answered \(answer.status)")
                case (.refused(let answer), .refused(let status)), (.refused(let answer), .answered(let status)):
                    try run.require(answer.status == status, "\(sample.name) is answered \(answer.status)")
                default: throw CaseFailure("\(sample.name): \(words(of: outcome))")
                }
            }
        },
        ConformanceCase("a call that comes three times names the same arrivals", needs: .webhook) { run in
            let webhook = try receiving(run)
            for sample in run.subject.requests where sample.isRepeatable {
                guard case .taken = sample.outcome else { continue }
                let first = await ids(of: sample.request, by: webhook)
                for _ in 0..<2 {
                    let again = await ids(of: sample.request, by: webhook)
                    try run.require(again == first, "\(sample.name): it comes again as \(again ?? [])")
                }
                let elsewhere = await ids(of: sample.request, by: try receiving(run))
                try run.require(elsewhere == first, "\(sample.name): after a restart it comes as \(elsewhere ?? [])")
            }
        },
        ConformanceCase("a signed call whose body was changed is refused", needs: .webhook) { run in
            let webhook = try receiving(run)
            for (number, sample) in run.subject.requests.enumerated() where sample.isSigned {
                for request in RequestSamples.damaged(sample, seed: UInt64(number)) {
                    guard case .refused(let answer) = await webhook.receive(request) else {
                        throw CaseFailure("\(sample.name): a body that nobody signed was accepted")
                    }
                    try run.require((400..<500).contains(answer.status), "a forged call is answered \(answer.status)")
                }
            }
        },
        ConformanceCase("a strange call is answered and breaks nothing", needs: .webhook) { run in
            let webhook = try receiving(run)
            for (number, sample) in run.subject.requests.enumerated() {
                let requests =
                    RequestSamples.strange(like: sample) + RequestSamples.damaged(sample, seed: UInt64(number))
                for request in requests {
                    switch await webhook.receive(request) {
                    case .refused(let answer): try RequestSamples.requireSound(answer, "a strange call", run)
                    case .accepted(let arrivals, _, let answer):
                        try RequestSamples.requireSound(answer, "a strange call", run)
                        for arrival in arrivals { try ArrivalRules.require(arrival, "a strange call", run) }
                    }
                }
            }
        },
    ]

    private static func receiving(_ run: CaseRun) throws -> any WebhookReceiving {
        try run.require(try run.trial().adapter as? any WebhookReceiving, "the adapter has no webhook")
    }

    private static func ids(of request: WebRequest, by webhook: any WebhookReceiving) async -> [ExternalID]? {
        guard case .accepted(let arrivals, _, _) = await webhook.receive(request) else { return nil }
        return arrivals.map(\.externalID)
    }

    private static func words(of outcome: WebhookOutcome) -> String {
        switch outcome {
        case .accepted(let arrivals, _, let answer):
            "accepted with \(arrivals.count) arrivals, answered \(answer.status)"
        case .refused(let answer): "refused with \(answer.status)"
        }
    }
}
