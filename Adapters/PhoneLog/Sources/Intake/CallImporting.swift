public import ChannelKit

extension PhoneLogAdapter: FileImporting {
    /// Cuts a call log into calls; what cannot be read is told at the end, when all that could be is handed over.
    ///
    /// - Throws: `UnreadableArrival` when rows could not be read, or none was there.
    public func readArrivals(
        named name: String,
        envelope: FileEnvelope,
        next: () throws -> [UInt8],
        emit: (RawArrival) async throws -> Void
    ) async throws {
        var reader = CallLogReader(settings)
        let place = "file: \(name.prefix(255))"
        var isLast = false
        while !isLast {
            let octets = try next()
            isLast = octets.isEmpty
            for call in reader.read(octets, isLast: isLast) {
                try await emit(arrival(of: call, verdict: .operatorSupplied, from: place, envelope: envelope))
            }
        }
        if let refusal = Self.refusal(reader) { throw refusal }
    }

    /// What is wrong with a file that was read to its end; nil when nothing is.
    static func refusal(_ reader: CallLogReader) -> UnreadableArrival? {
        let problems = reader.problems
        if problems.count == 0 {
            return reader.rowCount + reader.skipped == 0
                ? UnreadableArrival("The file holds no call.", "文件中没有通话。") : nil
        }
        let shown = problems.first.prefix(5).map(\.description).joined(separator: "\n")
        let more = problems.count - 5
        let rows = problems.count == 1 ? "1 row" : "\(problems.count) rows"
        return UnreadableArrival(
            "\(rows) could not be read, \(reader.rowCount) could:\n\(shown)\(more > 0 ? "\nand \(more) more" : "")",
            "有 \(problems.count) 行无法读取，\(reader.rowCount) 行可读：\n\(shown)\(more > 0 ? "\n另有 \(more) 行" : "")"
        )
    }
}
