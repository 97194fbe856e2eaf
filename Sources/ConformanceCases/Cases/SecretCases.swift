import ChannelKit

/// Planted secrets are searched for in everything an adapter says.
enum SecretCases {
    static let all = [
        ConformanceCase("no secret stands in the manifest or in what reading arrivals gives") { run in
            let trial = try run.trial()
            let manifest = SecretSearch(secrets: run.subject.secrets)
            try run.require(manifest.find(in: run.subject.manifestSource) == nil, "the manifest holds a secret")
            for sample in run.subject.arrivals {
                try search((try? trial.adapter.normalize(sample.arrival)) ?? [], sample.name, trial, run)
            }
            for poison in run.subject.poison {
                do { try search(try trial.adapter.normalize(poison), "poison", trial, run) } catch let failure
                    as CaseFailure
                {
                    throw failure
                } catch {
                    try search("\(error)", "the reason of a poison arrival", trial, run)
                }
            }
            try searchLog(trial, run)
        },
        ConformanceCase("no secret stands in an arrival, an answer or the log of what comes in", needs: .intake) {
            run in
            let trial = try run.trial()
            for sample in run.subject.requests {
                switch trial.adapter {
                case let webhook as any WebhookReceiving:
                    switch await webhook.receive(sample.request) {
                    case .accepted(let arrivals, _, let answer):
                        try search(arrivals, sample.name, trial, run)
                        try search(answer, sample.name, trial, run)
                    case .refused(let answer): try search(answer, sample.name, trial, run)
                    }
                case let page as any PageServing:
                    switch await page.serve(sample.request) {
                    case .answer(let answer): try search(answer, sample.name, trial, run)
                    case .submission(let arrival, let answer):
                        try search([arrival], sample.name, trial, run)
                        let taken = answer(.taken(ticketNumber: 1, isDuplicate: false))
                        try search(taken, sample.name, trial, run)
                    case .stream(let stream):
                        try search(WebAnswer(status: 200, headers: stream.headers), sample.name, trial, run)
                    }
                default: break
                }
            }
            if let importer = trial.adapter as? any FileImporting {
                for file in run.subject.files {
                    let found = try? await FileCases.arrivals(of: file.octets, named: file.name, by: importer)
                    try search(found ?? [], file.name, trial, run)
                }
            }
            try searchLog(trial, run)
        },
        ConformanceCase("no secret stands in what a listening or pulling adapter reports", needs: .stream) { run in
            for mode in StreamMode.all(of: try run.trial().adapter) {
                for isRefused in [false, true] {
                    let trial = try run.trial()
                    if isRefused, trial.source?.refuseAccount() != true { continue }
                    try trial.source?.put(0)
                    let intake = ScriptedIntake()
                    intake.refuse(.unavailable("scripted"))
                    let work = StreamWork(mode, trial, into: intake)
                    if !isRefused {
                        _ = await intake.waitForJournaled(1)
                        work.cancel()
                    }
                    // That it ends is another case's promise; here it matters what it says until then.
                    if let end = await work.end() { try search("\(end)", "how it ended", trial, run) }
                    work.cancel()
                    try search(intake.journaled, "what was taken", trial, run)
                    for condition in work.health.conditions { try search("\(condition)", "a condition", trial, run) }
                    for cursor in intake.cursors.values { try search("\(cursor)", "a cursor", trial, run) }
                    try searchLog(trial, run)
                }
            }
        },
        ConformanceCase("no secret stands in a part, a receipt, a failure or the log of a delivery", needs: .replies) {
            run in
            let delivery = try run.require(run.subject.delivery, "there are no samples of delivery")
            let replies = SampleReplies(delivery: delivery)
            for outcome in delivery.outcomes {
                let trial = try run.trial()
                let sender = try run.require(trial.adapter as? any ReplyDelivering, "the adapter sends nothing")
                try outcome.prepare(trial.scripts)
                for part in try sender.plan(replies.reply()) {
                    try search(part.body, "a part", trial, run)
                    try search("\(part.destinations) \(part.origin ?? "") \(part.mediaType)", "a part", trial, run)
                    switch try await DeliveryCases.attempt(part, by: sender) {
                    case .success(let receipt): try search("\(receipt)", outcome.name, trial, run)
                    case .failure(let failure): try search("\(failure)", outcome.name, trial, run)
                    }
                }
                try searchLog(trial, run)
            }
            let trial = try run.trial()
            for (name, reply) in replies.hostile + replies.smuggling {
                guard let sender = trial.adapter as? any ReplyDelivering else { continue }
                do { _ = try sender.plan(reply) } catch { try search("\(error)", name, trial, run) }
            }
            try searchLog(trial, run)
        },
        ConformanceCase("no secret stands in what a health check finds", needs: .health) { run in
            for isRefused in [false, true] {
                let trial = try run.trial()
                if isRefused, trial.source?.refuseAccount() != true { continue }
                let checker = try run.require(trial.adapter as? any HealthChecking, "the adapter checks nothing")
                try search("\(await checker.checkHealth())", "a health check", trial, run)
                try searchLog(trial, run)
            }
        },
    ]

    private static func search(_ text: String, _ what: String, _ trial: Trial, _ run: CaseRun) throws {
        try search(Array(text.utf8), what, trial, run)
    }

    private static func search(_ octets: [UInt8], _ what: String, _ trial: Trial, _ run: CaseRun) throws {
        let found = SecretSearch(secrets: run.subject.secrets, keys: trial.keys).find(in: octets)
        try run.require(found == nil, "\(what) shows \(found ?? "")")
    }

    private static func search(_ arrivals: [RawArrival], _ what: String, _ trial: Trial, _ run: CaseRun) throws {
        for arrival in arrivals {
            let fields = arrival.headers.map { "\($0.name): \($0.value)" } + arrival.envelopeRecipients
            let text = ([arrival.externalID.rawValue, arrival.envelopeSender ?? ""] + fields).joined(separator: "\n")
            try search(text, what, trial, run)
            try search(arrival.body, what, trial, run)
        }
    }

    private static func search(_ answer: WebAnswer, _ what: String, _ trial: Trial, _ run: CaseRun) throws {
        let fields = answer.headers.map { "\($0.name): \($0.value)" }.joined(separator: "\n")
        try search(fields, "the answer to \(what)", trial, run)
        try search(answer.body, "the answer to \(what)", trial, run)
    }

    private static func search(_ envelopes: [InboundEnvelope], _ what: String, _ trial: Trial, _ run: CaseRun) throws {
        for envelope in envelopes {
            var shown = envelope
            shown.attachments = []
            try search("\(shown)", what, trial, run)
            for attachment in envelope.attachments {
                try search("\(attachment.name) \(attachment.contentType)", what, trial, run)
                if case .bytes(let octets) = attachment.content { try search(octets, what, trial, run) }
            }
        }
    }

    private static func searchLog(_ trial: Trial, _ run: CaseRun) throws {
        for line in trial.logged { try search(line, "the log line `\(line.prefix(40))`", trial, run) }
    }
}
