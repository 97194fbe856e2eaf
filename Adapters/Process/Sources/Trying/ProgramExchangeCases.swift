import ChannelKit
import ProviderKit

/// Cases on what a program hands over and what it sends.
extension ProgramCases {
    private static let silence = "it handed nothing over; let something happen, or give it more time"

    static let receiving = [
        ProgramCase("what it hands over can be read, and is acknowledged") { run in
            let (session, _) = try await run.ready(isListening: true)
            guard let batch = await run.batch(of: session) else { throw ProgramCaseEnd.skipped(silence) }
            let making = ArrivalMaking(channel: ChannelID(rawValue: "trial"), settingsVersion: "") {
                Timestamp(seconds: 1_800_000_000)
            }
            let reading = EventReading(namespace: "trial", region: nil, replies: true, replyWindow: nil)
            for arrival in making.arrivals(of: batch.events, .fetched) {
                let envelope: InboundEnvelope
                do throws(UnreadableArrival) { envelope = try reading.envelope(of: arrival) } catch {
                    throw ProgramCaseEnd.failed("the event \(arrival.externalID) cannot be read: \(error.reason)")
                }
                run.note("event \(envelope.externalID): \(envelope.kind), \(envelope.text.count) characters")
                try run.require(
                    envelope.warnings.isEmpty,
                    "the event \(arrival.externalID): \(envelope.warnings.first?.english ?? "")"
                )
                let isSomebody = envelope.sender.identity != nil || envelope.kind != .message
                try run.require(isSomebody, "the event \(arrival.externalID) is a message of nobody")
            }
            session.acknowledge(batch)
            try await run.requireLife(session, after: "after an acknowledgment")
        },
        ProgramCase("what is refused comes again, under the same ids") { run in
            let (session, _) = try await run.ready(isListening: true)
            guard let batch = await run.batch(of: session) else { throw ProgramCaseEnd.skipped(silence) }
            session.refuse(batch.id, .busy(after: .milliseconds(50)))
            let wanted = Set(batch.events.map(\.id))
            try await requireAgain(wanted, from: session, run, otherwise: "what was refused does not come again")
        },
        ProgramCase("it never has more batches under way than its credit") { run in
            let (session, _) = try await run.ready(isListening: true)
            var count = 0
            while count <= ProgramBatch.credit,
                let batch = await run.batch(of: session, within: .seconds(count == 0 ? 5 : 1))
            {
                run.note("batch \(batch.id.document) of \(batch.events.count) events waits")
                count += 1
            }
            if count == 0 { throw ProgramCaseEnd.skipped(silence) }
        },
        ProgramCase("killed between handing over and acknowledgment, it hands over again under the same ids") { run in
            let (session, _) = try await run.ready(isListening: true)
            guard let batch = await run.batch(of: session) else { throw ProgramCaseEnd.skipped(silence) }
            session.kill()
            _ = await session.ended.value()
            let (again, _) = try await run.ready(isListening: true)
            let wanted = Set(batch.events.map(\.id))
            let seen = await ids(from: again, until: wanted, run)
            if seen.isDisjoint(with: wanted) {
                throw ProgramCaseEnd.skipped("its source keeps nothing: what was under way at a crash is lost")
            }
            try run.require(wanted.isSubset(of: seen), "only a part of what was not acknowledged comes again")
        },
    ]

    static let sending = [
        ProgramCase("a delivery has an outcome") { run in
            let (session, conversation) = try await sender(run)
            let outcome = await session.call(
                .deliver,
                request("Hello from the test, 您好 👋", to: conversation),
                limit: run.subject.patience * 5
            )
            let reading = DeliveryReading(program: "the program", redaction: Redaction([:]))
            do throws(DeliveryFailure) {
                run.note("sent: \(try reading.receipt(for: outcome).answer)")
            } catch {
                run.note("\(error.verdict): \(error.reason)")
                guard case .result(let result) = outcome else {
                    throw ProgramCaseEnd.failed("it does not answer with an outcome: \(error.reason) \(error.detail)")
                }
                let isKnown = OutcomeWord(rawValue: result["outcome"]?.text ?? "") != nil
                try run.require(isKnown, "`outcome` is none of \(OutcomeWord.all)")
                try run.require(error.verdict != .unknown, "it does not know whether it sent it")
            }
        },
        ProgramCase("a delivery that is canceled does it no harm") { run in
            let (session, conversation) = try await sender(run)
            // Unstructured, so that it is canceled while the program has it.
            let work = Task {
                await session.call(.deliver, request("A canceled test", to: conversation), limit: .seconds(60))
            }
            try? await Task.sleep(for: .milliseconds(5))
            work.cancel()
            run.note("canceled: \(await work.value)")
            try await run.requireLife(session, after: "after a canceled delivery")
        },
        ProgramCase("shut down during a delivery, it finishes it or leaves it, and ends") { run in
            let (session, conversation) = try await sender(run)
            let work = Task {
                await session.call(.deliver, request("A last test", to: conversation), limit: .seconds(60))
            }
            try? await Task.sleep(for: .milliseconds(5))
            session.retire()
            run.note("under way: \(await work.value)")
            let end = await session.exit.value()
            try run.require(end == .exited(code: 0), "it \(end?.words.english ?? "did not end")")
        },
    ]

    private static func sender(_ run: ProgramCaseRun) async throws -> (ProgramSession, String) {
        let (session, handshake) = try await run.ready(isListening: true)
        guard handshake.methods.contains(.deliver) else { throw ProgramCaseEnd.skipped("it offers no `deliver`") }
        guard let conversation = run.subject.conversation else {
            throw ProgramCaseEnd.skipped("name a conversation that a test may write into with --reply-to")
        }
        return (session, conversation)
    }

    private static func request(_ text: String, to conversation: String) -> JSONValue {
        [
            "request_id": "trial-1/0", "attempt": 1, "may_repeat": false, "time_limit_ms": 60_000,
            "conversation": .text(conversation), "group": false, "text": .text(text), "part": 1, "parts": 1,
            "ticket": 1,
            "purpose": "reply", "subject": "A test", "attachments": [],
        ]
    }

    private static func requireAgain(
        _ wanted: Set<String>,
        from session: ProgramSession,
        _ run: ProgramCaseRun,
        otherwise: String
    ) async throws {
        let seen = await ids(from: session, until: wanted, run)
        try run.require(wanted.isSubset(of: seen), otherwise)
    }

    /// The ids of what is handed over until those that are wanted have come, or for twice the subject's patience.
    private static func ids(
        from session: ProgramSession,
        until wanted: Set<String>,
        _ run: ProgramCaseRun
    ) async -> Set<String> {
        let end = ContinuousClock.now.advanced(by: run.subject.patience * 2)
        var seen: Set<String> = []
        // A place where people talk on and on must not keep the test for ever.
        while !wanted.isSubset(of: seen), .now < end, let next = await run.batch(of: session) {
            seen.formUnion(next.events.map(\.id))
            session.acknowledge(next)
        }
        return seen
    }
}
