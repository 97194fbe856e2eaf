/// Cuts JSON into the objects that are records while it comes in, holding one of them at a time.
///
/// A record is an object of its own, one of several behind each other (JSON lines), an element of an array, or an element of
/// the array that a provider wraps its answer in (`{"calls": […]}`, `{"records": […]}`).
struct JSONRecordReader {
    /// The longest record, in bytes.
    static let longestRecord = 1 << 20
    /// The members that hold the records of a provider's answer.
    static let wrappers: Set<String> = ["calls", "records", "call_logs", "call_history"]

    private let mostDepth = 64
    /// What is open, outermost first.
    private var open: [UInt8] = []
    private var isInString = false
    private var isEscaped = false
    /// The name last read of the outermost object's members, and whether a colon followed.
    private var name: [UInt8] = []
    private var isWrapped = false
    /// The record being read, and how deep its object lies.
    private var record: [UInt8]?
    private var recordDepth = 0
    private var recordLine = 1
    private var isOverlong = false
    private var line = 1
    private var isBroken = false

    /// Takes the next octets and hands over each record that is complete with them.
    mutating func read(
        _ octets: [UInt8],
        _ take: (Result<(octets: [UInt8], line: Int), RowProblem>) throws -> Void
    ) rethrows {
        for octet in octets where !isBroken { try read(octet, take) }
    }

    /// Takes the end of the file.
    mutating func finish(_ take: (Result<(octets: [UInt8], line: Int), RowProblem>) throws -> Void) rethrows {
        guard !isBroken, !open.isEmpty else { return }
        try take(
            .failure(problem("the JSON does not end", "complete objects", line: record == nil ? line : recordLine))
        )
    }

    private func problem(_ problem: String, _ allowed: String, line: Int) -> RowProblem {
        RowProblem(line: line, problem: problem, allowed: allowed)
    }

    private mutating func read(
        _ octet: UInt8,
        _ take: (Result<(octets: [UInt8], line: Int), RowProblem>) throws -> Void
    ) rethrows {
        if octet == UInt8(ascii: "\n") { line += 1 }
        keep(octet)
        if isInString {
            inString(octet)
            return
        }
        switch octet {
        case UInt8(ascii: "\""):
            isInString = true
            if open.count == 1 { name = [] }
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            guard open.count < mostDepth else {
                isBroken = true
                try take(.failure(problem("values lie too deep", "at most \(mostDepth) levels", line: line)))
                return
            }
            begin(octet)
        case UInt8(ascii: "}"), UInt8(ascii: "]"): try close(octet, take)
        default: break
        }
    }

    private mutating func inString(_ octet: UInt8) {
        if isEscaped {
            isEscaped = false
        } else if octet == UInt8(ascii: "\\") {
            isEscaped = true
        } else if octet == UInt8(ascii: "\"") {
            isInString = false
            return
        }
        if open.count == 1, name.count < 64 { name.append(octet) }
    }

    private mutating func keep(_ octet: UInt8) {
        guard record != nil, !isOverlong else { return }
        record?.append(octet)
        if let count = record?.count, count > Self.longestRecord {
            isOverlong = true
            record = []
        }
    }

    private mutating func begin(_ octet: UInt8) {
        let isObject = octet == UInt8(ascii: "{")
        if !isObject, open == [UInt8(ascii: "{")], Self.wrappers.contains(String(decoding: name, as: UTF8.self)) {
            // The object that was taken for a record is the wrapping of records.
            isWrapped = true
            record = nil
            isOverlong = false
        }
        let isPlace = open.isEmpty || open == [UInt8(ascii: "[")] || (isWrapped && open.count == 2)
        if isObject, record == nil, isPlace, !(isWrapped && open.count < 2) {
            record = [octet]
            recordDepth = open.count
            recordLine = line
            isOverlong = false
        }
        open.append(octet)
    }

    private mutating func close(
        _ octet: UInt8,
        _ take: (Result<(octets: [UInt8], line: Int), RowProblem>) throws -> Void
    ) rethrows {
        let opening = octet == UInt8(ascii: "}") ? UInt8(ascii: "{") : UInt8(ascii: "[")
        guard open.popLast() == opening else {
            isBroken = true
            try take(.failure(problem("brackets do not match", "JSON (RFC 8259)", line: line)))
            return
        }
        if isWrapped, open.count == 1 { isWrapped = false }
        guard let complete = record, open.count == recordDepth else {
            if open.isEmpty { record = nil }
            return
        }
        record = nil
        if isOverlong {
            isOverlong = false
            let allowed = "at most \(Self.longestRecord) bytes"
            try take(.failure(problem("the record is too long", allowed, line: recordLine)))
        } else {
            try take(.success((complete, recordLine)))
        }
    }
}
