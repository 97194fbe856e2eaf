import ChannelKit

extension SampleAdapter: WebhookReceiving {
    /// What a body is signed with; a real one is an HMAC.
    static func signature(_ body: [UInt8], token: String) -> String {
        SampleMemory.digest(Array(token.utf8) + body + Array(token.utf8))
    }

    func receive(_ request: WebRequest) async -> WebhookOutcome {
        let expected = Self.signature(request.body, token: token.reveal())
        guard request.headers.first(named: "Signature") == expected || flaw == .takesUnsignedCalls else {
            return .refused(WebAnswer(status: 401))
        }
        var arrival = arrival(request.body)
        if flaw == .namesCallsAtRandom { arrival.externalID = ExternalID(rawValue: "call-\(memory.next())") }
        return .accepted([arrival], answer: WebAnswer(status: 204))
    }
}

extension SampleAdapter: FileImporting {
    func readArrivals(
        named name: String,
        envelope: FileEnvelope,
        next: () throws -> [UInt8],
        emit: (RawArrival) async throws -> Void
    ) async throws {
        var file: [UInt8] = []
        while true {
            do {
                let octets = try next()
                if octets.isEmpty { break }
                file += octets
            } catch {
                if flaw == .takesHalfFiles { break }
                throw error
            }
        }
        // One arrival for each paragraph.
        for body in file.split(separator: UInt8(ascii: "#")) {
            do { try await emit(arrival(Array(body), envelope: envelope)) } catch {
                if flaw != .swallowsRefusedImports { throw error }
            }
        }
    }
}

extension SampleAdapter: Listening, Pulling {
    func listen(into intake: any ArrivalIntake, health: any HealthReporting) async throws {
        while !Task.isCancelled {
            do {
                let line = try await context.mailboxes.open(server)
                while !Task.isCancelled {
                    try await take(from: line, into: intake)
                    health.report(ChannelCondition(line: .ready))
                    if flaw == .ignoresCancellation { await SampleMemory.forEver() }
                    _ = try await line.idle(limit: .seconds(60))
                }
            } catch MailboxFailure.credentials {
                if flaw == .goesOnWhenRefused { return }
                let secret = flaw == .tellsTheSecret ? token.reveal() : ""
                throw ChannelBlocked(.verbatim("The chat refuses the account \(secret). Make a new token."))
            } catch is MailboxFailure {
                health.report(
                    ChannelCondition(line: .failing, problem: .verbatim("The line is lost. It is tried again."))
                )
                await Task.yield()
            } catch is CancellationError {
                return
            }
        }
    }

    func pull(into intake: any ArrivalIntake, health: any HealthReporting) async throws {
        do { try await take(from: context.mailboxes.open(server), into: intake) } catch MailboxFailure.credentials {
            if flaw == .goesOnWhenRefused { return }
            throw ChannelBlocked(.verbatim("The chat refuses the account. Make a new token."))
        }
    }

    private var server: MailServer { MailServer(host: host, port: 1, security: .tls, password: token) }

    /// Takes everything behind the cursor, and commits the cursor with it.
    private func take(from line: any MailboxLine, into intake: any ArrivalIntake) async throws {
        struct BadCursor: Error {}
        let stream = "chat"
        let end = try await line.command("COUNT").count
        var place = 0
        if let cursor = try await intake.cursor(of: channel, stream: stream) {
            let number = cursor.value.split(separator: "@").last.flatMap { Int($0) }
            if number == nil, flaw == .diesOfBadCursors { throw BadCursor() }
            let isOurs = number.map { cursor.value == "at@\($0)" && (0...end).contains($0) } == true
            if isOurs || flaw == .trustsTheFuture { place = number ?? 0 }
        }
        let found = place < end ? try await line.command("FETCH \(place)").flatMap(\.literals) : []
        guard !found.isEmpty else { return }
        if flaw == .settlesTooEarly { _ = try await line.command("DELETE") }
        let cursor = IntakeCursor(channel: channel, stream: stream, value: "at@\(end)")
        while true {
            do {
                _ = try await intake.accept(found.map { arrival($0) }, cursor: cursor)
                return
            } catch {
                if flaw == .givesUpWhenBusy { throw CancellationError() }
                try Task.checkCancellation()
                await Task.yield()
            }
        }
    }
}
