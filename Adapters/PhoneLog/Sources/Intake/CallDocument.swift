import ChannelKit

/// A call as it is journaled: its rows as they stood in the log, and what it is called.
///
/// Compact JSON, members in this order: `version` (1), `format`, `call` (the name of the call), `rows[]`, each an object of the
/// log's own names and texts.
enum CallDocument {
    static let mediaType = "application/vnd.tributary.phone-log+json"
    /// The largest document, in bytes.
    static let largest = 16 << 20

    /// Writes a document.
    static func encode(_ rows: [CallRow], format: CallFormat, call: ExternalID) -> [UInt8] {
        var octets = Array(#"{"version":1,"format":""#.utf8)
        octets.reserveCapacity(512 * rows.count)
        octets += format.rawValue.utf8
        octets += #"","call":""#.utf8
        octets += call.rawValue.utf8
        octets += #"","rows":["#.utf8
        for (number, row) in rows.enumerated() {
            if number > 0 { octets.append(UInt8(ascii: ",")) }
            octets.append(UInt8(ascii: "{"))
            var isFirst = true
            for (name, value) in zip(row.shape.names, row.values) {
                if !isFirst { octets.append(UInt8(ascii: ",")) }
                isFirst = false
                write(name, to: &octets)
                octets.append(UInt8(ascii: ":"))
                write(value, to: &octets)
            }
            octets.append(UInt8(ascii: "}"))
        }
        octets += "]}".utf8
        return octets
    }

    /// Reads a document.
    ///
    /// - Throws: `UnreadableArrival` when it is none.
    static func decode(
        _ octets: [UInt8],
        mapping: (CallFormat) -> ColumnMapping
    ) throws(UnreadableArrival) -> (rows: [CallRow], call: ExternalID) {
        guard octets.count <= largest else {
            throw UnreadableArrival("The call is larger than \(largest) bytes.", "通话记录超过 \(largest) 字节。")
        }
        let scalars: [JSONFlattening.Scalar]
        do { scalars = try JSONFlattening.scalars(of: octets) } catch {
            throw UnreadableArrival("The call is no JSON: \(error.reason).", "通话记录不是 JSON：\(error.reason)。")
        }
        var head: [String: String] = [:]
        var rows: [(number: Substring, names: [String], values: [String])] = []
        for scalar in scalars {
            let steps = scalar.path.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false)
            guard steps.count == 3, steps[0] == "rows" else {
                if steps.count == 1 { head[scalar.path] = scalar.text }
                continue
            }
            if rows.last?.number != steps[1] { rows.append((steps[1], [], [])) }
            rows[rows.count - 1].names.append(String(steps[2]))
            rows[rows.count - 1].values.append(scalar.text)
        }
        guard head["version"] == "1", let format = head["format"].flatMap(CallFormat.init), let call = head["call"],
            call.utf8.count == 64, call.utf8.allSatisfy(isHexadecimal)
        else {
            throw UnreadableArrival(
                "It is no call of a phone log, or of a later version.",
                "这不是通话日志中的通话，或来自更新的版本。"
            )
        }
        guard !rows.isEmpty, rows.count <= CallWindow.mostRows else {
            throw UnreadableArrival(
                "The call has \(rows.count) rows; 1 to \(CallWindow.mostRows) are allowed.",
                "此通话有 \(rows.count) 行；允许 1 到 \(CallWindow.mostRows) 行。"
            )
        }
        let mapping = mapping(format)
        return (
            rows.map { CallRow(shape: RowShape($0.names, mapping), values: $0.values) }, ExternalID(rawValue: call)
        )
    }

    private static func isHexadecimal(_ octet: UInt8) -> Bool {
        (0x30...0x39).contains(octet) || (0x61...0x66).contains(octet)
    }

    private static let digits = Array("0123456789abcdef".utf8)

    private static func write(_ text: String, to octets: inout [UInt8]) {
        octets.append(UInt8(ascii: "\""))
        for octet in text.utf8 {
            switch octet {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                octets.append(UInt8(ascii: "\\"))
                octets.append(octet)
            case 0..<0x20:
                octets += "\\u00".utf8
                octets.append(digits[Int(octet >> 4)])
                octets.append(digits[Int(octet & 15)])
            default: octets.append(octet)
            }
        }
        octets.append(UInt8(ascii: "\""))
    }
}
