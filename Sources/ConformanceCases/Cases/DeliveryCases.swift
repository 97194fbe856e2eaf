import ChannelKit

/// A delivery is one attempt, and says truly what came of it.
enum DeliveryCases {
    static let all = [
        ConformanceCase("every way the outside answers has its verdict, after exactly one attempt", needs: .replies) {
            run in
            for outcome in try delivery(run).outcomes {
                let (trial, sender, part) = try prepare(run)
                try outcome.prepare(trial.scripts)
                let before = try outcome.attempts(trial.scripts)
                let result = try await attempt(part, by: sender)
                let attempts = try outcome.attempts(trial.scripts) - before
                run.note("\(outcome.name): \(words(of: result)), \(attempts) attempts")
                try require(result, is: outcome, run)
                try run.require(
                    attempts == outcome.expectedAttempts,
                    "\(outcome.name): the outside saw \(attempts) attempts, not \(outcome.expectedAttempts)"
                )
            }
        },
        ConformanceCase("the next attempt sends the same octets to the same place", needs: .replies) { run in
            let (trial, sender, part) = try prepare(run)
            _ = try await attempt(part, by: sender)
            let again = DeliveryContext(
                idempotencyKey: context.idempotencyKey,
                attempt: 2,
                mayRepeat: true,
                timeLimit: context.timeLimit
            )
            _ = try await attempt(part, by: sender, again)
            try requireSameRequests(trial, run)
            let mails = trial.outside.submissions
            guard !mails.isEmpty else {
                run.note("no mail is submitted")
                return
            }
            try run.require(mails.count == 2, "\(mails.count) mails were handed over in two attempts")
            try run.require(mails[0] == mails[1], "the second attempt sends something else")
            try run.require(mails[0].octets == part.body, "what was sent is not what was planned")
            try run.require(mails[0].recipients == part.destinations, "it went to \(mails[0].recipients)")
            try run.require(
                trial.outside.timeLimits.allSatisfy { $0 == context.timeLimit },
                "the host's time limit was not handed on: \(trial.outside.timeLimits)"
            )
        },
        ConformanceCase("a delivery canceled while it waits ends, and its outcome is unknown", needs: .replies) { run in
            guard let stall = try delivery(run).stall else {
                run.note("the outside cannot be made to wait")
                return
            }
            let (trial, sender, part) = try prepare(run)
            try stall(trial.scripts)
            // Unstructured, so that a delivery that ignores its cancellation fails the case and does not hang it.
            let work = Task { await deliver(part, by: sender, context) }
            try run.require(await waitForAttempt(trial), "the attempt does not reach the outside")
            work.cancel()
            guard let result = await Patience.value(of: work, limit: Patience.limit) else {
                throw CaseFailure("the delivery goes on although it was canceled")
            }
            run.note(words(of: result))
            guard case .failure(let failure) = result, failure.verdict == .unknown else {
                throw CaseFailure("the mail went out and the answer was not read, but it says: \(words(of: result))")
            }
            try FailureRules.require(failure, "a canceled delivery", run)
        },
        ConformanceCase("an answer that comes after all is not thrown away", needs: .replies) { run in
            guard try delivery(run).stall != nil else {
                run.note("the outside cannot be made to wait")
                return
            }
            let (trial, sender, part) = try prepare(run)
            trial.outside.stall(.answered("250 2.0.0 Ok: queued as LATE"))
            trial.outside.provider.stall(.answered)
            let work = Task { await deliver(part, by: sender, context) }
            _ = await waitForAttempt(trial)
            work.cancel()
            let result = await Patience.value(of: work, limit: Patience.limit)
            switch try run.require(result, "the delivery goes on although it was canceled") {
            case .success: break
            case .failure(let failure):
                try run.require(
                    failure.verdict == .unknown,
                    "the server took it, but it says: \(words(of: .failure(failure)))"
                )
            }
        },
        ConformanceCase("deliveries at the same time do not disturb each other", needs: .replies) { run in
            let delivery = try delivery(run)
            let trial = try run.trial()
            let sender = try run.require(trial.adapter as? any ReplyDelivering, "the adapter sends nothing")
            try delivery.outcomes.first?.prepare(trial.scripts)
            let replies = SampleReplies(delivery: delivery)
            let parts = try (1...8).flatMap { try sender.plan(replies.reply($0)) }
            let results = await withTaskGroup(of: Result<DeliveryReceipt, DeliveryFailure>.self) { group in
                for part in parts { group.addTask { await deliver(part, by: sender, context) } }
                return await group.reduce(into: []) { $0.append($1) }
            }
            for case .failure(let failure) in results { throw CaseFailure("beside others it fails: \(failure.reason)") }
            let sent = trial.outside.submissions.map(\.octets)
            try run.require(
                sent.isEmpty || Set(sent) == Set(parts.map(\.body)),
                "other octets went out than were planned"
            )
        },
    ]

    private static let context = DeliveryContext(
        idempotencyKey: "reply-1/0",
        attempt: 1,
        timeLimit: .seconds(17)
    )

    /// Waits until a mail or a request reaches the outside.
    private static func waitForAttempt(_ trial: Trial) async -> Bool {
        let outside = trial.outside
        return await withTaskGroup(of: Bool.self) { group in
            group.addTask { await outside.waitForSubmissions(1, limit: Patience.limit) }
            group.addTask { await outside.provider.waitForDeliveries(1, limit: Patience.limit) }
            for await hasCome in group where hasCome {
                group.cancelAll()
                return true
            }
            return false
        }
    }

    /// Requires that two attempts made equal requests, signatures over the time aside, and within the host's time.
    private static func requireSameRequests(_ trial: Trial, _ run: CaseRun) throws {
        let made = trial.outside.provider.deliveries
        guard !made.isEmpty else { return }
        try run.require(made.count == 2, "\(made.count) requests that a customer sees were made in two attempts")
        try run.require(made[0].url == made[1].url, "the second attempt goes to another address")
        try run.require(made[0].body == made[1].body, "the second attempt sends something else")
        let limits = trial.outside.provider.timeLimits
        try run.require(
            limits.allSatisfy { $0 > .zero && $0 <= context.timeLimit },
            "the host's time limit was not handed on: \(limits)"
        )
    }

    private static func delivery(_ run: CaseRun) throws -> DeliverySamples {
        try run.require(run.subject.delivery, "there are no samples of delivery")
    }

    private static func prepare(_ run: CaseRun) throws -> (Trial, any ReplyDelivering, OutboundPart) {
        let trial = try run.trial()
        let sender = try run.require(trial.adapter as? any ReplyDelivering, "the adapter sends nothing")
        let parts = try sender.plan(SampleReplies(delivery: try delivery(run)).reply())
        return (trial, sender, try run.require(parts.first, "the reply has no parts"))
    }

    /// One attempt, which must come back.
    static func attempt(
        _ part: OutboundPart,
        by sender: any ReplyDelivering,
        _ context: DeliveryContext = context
    ) async throws -> Result<DeliveryReceipt, DeliveryFailure> {
        // Unstructured, so that a delivery that never comes back fails the case and does not hang it.
        let work = Task { await deliver(part, by: sender, context) }
        guard let result = await Patience.value(of: work, limit: Patience.limit) else {
            throw CaseFailure("the delivery does not come back")
        }
        return result
    }

    private static func deliver(
        _ part: OutboundPart,
        by sender: any ReplyDelivering,
        _ context: DeliveryContext
    ) async -> Result<DeliveryReceipt, DeliveryFailure> {
        do throws(DeliveryFailure) { return .success(try await sender.deliver(part, context)) } catch {
            return .failure(error)
        }
    }

    private static func require(
        _ result: Result<DeliveryReceipt, DeliveryFailure>,
        is outcome: DeliveryOutcome,
        _ run: CaseRun
    ) throws {
        switch (result, outcome.expectation) {
        case (.success(let receipt), .receipt):
            try run.require(
                max(receipt.answer.english.count, receipt.answer.chinese.count) <= 500,
                "\(outcome.name): the answer is too long: \(receipt.answer)"
            )
            if let id = receipt.externalID {
                let wrong = EnvelopeRules.violation(inID: id)
                try run.require(wrong == nil, "\(outcome.name): \(wrong ?? "")")
            }
        case (.failure(let failure), .failure(let verdict)):
            try run.require(failure.verdict == verdict, "\(outcome.name): the verdict is \(failure.verdict)")
            try FailureRules.require(failure, outcome.name, run)
        default: throw CaseFailure("\(outcome.name): \(words(of: result))")
        }
    }

    private static func words(of result: Result<DeliveryReceipt, DeliveryFailure>) -> String {
        switch result {
        case .success(let receipt): "receipt: \(receipt.answer)"
        case .failure(let failure): "\(failure.verdict): \(failure.reason)"
        }
    }
}

/// What holds for every failure.
enum FailureRules {
    static func require(_ failure: DeliveryFailure, _ what: String, _ run: CaseRun) throws {
        let (english, chinese) = (failure.reason.english, failure.reason.chinese)
        try run.require(english.split(separator: " ").count >= 2, "\(what): there is no reason for the agent")
        try run.require(!chinese.isEmpty, "\(what): there is no reason in Chinese")
        for reason in [english, chinese] {
            try run.require(reason.count <= 1000, "\(what): the reason has \(reason.count) characters")
            let isPlain = !reason.unicodeScalars.contains(where: SingleLine.isControl)
            try run.require(isPlain, "\(what): the reason breaks its line")
        }
        try run.require(failure.detail.utf8.count <= 8192, "\(what): the detail has \(failure.detail.utf8.count) bytes")
    }
}
