public import ChannelKit
public import DeskModel

extension SQLiteTicketStore {
    /// Journals arrivals in order, with the cursor behind them.
    public func journal(
        _ arrivals: [RawArrival],
        cursor: IntakeCursor?,
        channel: ChannelID
    ) async throws -> [ArrivalAcceptance] {
        let prepared = arrivals.map(PreparedArrival.init)
        let weight = arrivals.reduce(0) { $0 + $1.body.count }
        return try await writer.write(.journal, size: arrivals.count, weight: weight) {
            try JournalWriter($0).journal(prepared, cursor: cursor, channel: channel)
        }
    }

    /// The cursor last committed for a stream.
    public func cursor(channel: ChannelID, stream: String) async throws -> IntakeCursor? {
        try await readJournal { try $0.cursor(channel: channel, stream: stream) }
    }

    /// The cursors of a channel's streams whose names begin with a text, by name.
    public func cursors(channel: ChannelID, beginning prefix: String) async throws -> [IntakeCursor] {
        try await readJournal { try $0.cursors(channel: channel, beginning: prefix) }
    }

    /// Arrivals not routed yet, in intake order; fewer than the limit when they are large.
    ///
    /// One whose octets are damaged is put aside, so that it does not stop those behind it.
    public func unroutedArrivals(after: ArrivalID?, limit: Int) async throws -> [JournaledArrival] {
        var after = after
        while true {
            let last = after
            let waiting = try await readJournal { try $0.unrouted(after: last, limit: limit) }
            for id in waiting.damaged {
                try await quarantine(id, reason: Wording("its octets are damaged or gone", "其字节已损坏或丢失"))
            }
            guard waiting.arrivals.isEmpty, let damaged = waiting.damaged.last else { return waiting.arrivals }
            after = damaged
        }
    }

    /// The arrival with an external id.
    public func arrival(channel: ChannelID, externalID: ExternalID) async throws -> ArrivalID? {
        try await readJournal { try $0.arrival(channel: channel, externalID: externalID) }
    }

    /// An arrival with its octets.
    public func arrival(_ id: ArrivalID) async throws -> JournaledArrival? {
        try await readJournal { try $0.arrival(id) }
    }

    /// A page of the journal, newest first.
    public func intakePage(_ query: IntakeQuery) async throws -> Page<IntakeSummary> {
        try await readJournal { try $0.page(query) }
    }

    /// The outcomes of an arrival's envelopes.
    public func results(of arrival: ArrivalID) async throws -> [RoutingResult] {
        try await readJournal { try $0.results(of: arrival) }
    }

    /// The outcomes of many arrivals' envelopes.
    public func results(of arrivals: [ArrivalID]) async throws -> [ArrivalID: [RoutingResult]] {
        try await readJournal { journal in
            var found: [ArrivalID: [RoutingResult]] = [:]
            for arrival in arrivals {
                let results = try journal.results(of: arrival)
                if !results.isEmpty { found[arrival] = results }
            }
            return found
        }
    }

    /// Puts an arrival aside for an agent.
    public func quarantine(_ arrival: ArrivalID, reason: Wording) async throws {
        try await writer.write(.other) { try JournalWriter($0).quarantine(arrival, reason: reason) }
    }

    /// Notes that an arrival holds nobody's words.
    public func passOver(_ arrival: ArrivalID, rule: String) async throws {
        try await writer.write(.other) {
            try JournalWriter($0).settle(arrival, as: .ignored, rule: rule, reason: .words(""))
        }
    }

    /// Counts a death of the process while the arrival was being read.
    public func countCrash(_ arrival: ArrivalID) async throws -> Int {
        try await writer.write(.other) { try JournalWriter($0).countCrash(arrival) }
    }

    /// Takes a quarantined arrival back into the queue.
    public func requeue(_ arrival: ArrivalID) async throws {
        try await writer.write(.other) { try JournalWriter($0).requeue(arrival) }
    }

    /// How each channel's journal stands.
    public func intakeCounts() async throws -> [ChannelID: IntakeCounts] {
        try await readJournal { try $0.counts() }
    }

    /// Lets go of the octets of routed arrivals received before a time.
    public func dropOctets(receivedBefore limit: Timestamp) async throws -> Int {
        var total = 0
        while true {
            // Found by a reader, so that the writer only deletes.
            let arrivals = try await readJournal { try $0.droppable(receivedBefore: limit) }
            if arrivals.isEmpty { return total }
            total += try await writer.write(.other) { try JournalWriter($0).dropOctets(of: arrivals) }
        }
    }

    private func readJournal<Output: Sendable>(
        _ work: @escaping @Sendable (JournalReading) throws -> Output
    ) async throws -> Output {
        let folder = settings.blobFolder
        return try await read { try work(JournalReading(connection: $0, blobFolder: folder)) }
    }
}
