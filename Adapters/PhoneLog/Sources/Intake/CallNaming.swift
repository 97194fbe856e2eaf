import ChannelKit
import Crypto

/// What a row is called, and which call it belongs to.
struct CallNaming: Sendable {
    let format: CallFormat
    /// Part of every name: tells the log of one exchange from another's.
    let source: String

    /// The row's own name in its log, without the source.
    ///
    /// Systems that number their records are believed; Asterisk gives several records of a transfer one number, and what has no
    /// number at all is known by when and between whom it was.
    func nativeKey(of row: CallRow) -> String {
        let fields: [CallField]
        switch format {
        case .asterisk, .asteriskCustom:
            fields =
                row[.sequence] != nil && row[.uniqueID] != nil
                ? [.linkedID, .uniqueID, .sequence] : [.uniqueID, .channel, .destinationChannel, .start, .from, .to]
        default:
            fields =
                row[.uniqueID] != nil
                ? [.uniqueID, .sequence] : [.start, .startDate, .startTime, .number, .from, .to, .direction, .duration]
        }
        return Self.joined(fields.map { row[$0] ?? "" })
    }

    /// What all rows of one call share; nil where the log does not say.
    func setKey(of row: CallRow) -> String? {
        switch format {
        case .asterisk, .asteriskCustom: return row[.linkedID] ?? row[.uniqueID]
        case .freeswitchCSV, .freeswitchJSON:
            // Each leg names the other one; the first in order stands for both.
            guard let own = row[.uniqueID] else { return nil }
            return row[.linkedID].map { min(own, $0) } ?? own
        case .twilio: return row[.linkedID] ?? row[.uniqueID]
        case .threeCX, .androidXML, .ringCentral, .zoom, .csv: return row[.linkedID]
        }
    }

    /// The name of a call: of its set where there is one, else of its only row.
    func call(set: String?, row: String) -> ExternalID {
        set.map { digest(["set", $0]) } ?? digest(["row", row])
    }

    /// The name of what a log says of a call: the same rows have the same name, one more row makes another.
    func arrival(set: String?, rows: [String]) -> ExternalID { digest([set == nil ? "row" : "rows"] + rows) }

    /// Each text behind its length, so that no two lists of texts are one text.
    private static func joined(_ texts: [String]) -> String {
        texts.map { "\($0.utf8.count):\($0)" }.joined()
    }

    private func digest(_ texts: [String]) -> ExternalID {
        var octets: [UInt8] = []
        octets.reserveCapacity(64)
        for byte in SHA256.hash(data: Array(Self.joined([source] + texts).utf8)) {
            octets.append(Self.digits[Int(byte >> 4)])
            octets.append(Self.digits[Int(byte & 15)])
        }
        return ExternalID(rawValue: String(decoding: octets, as: UTF8.self))
    }

    private static let digits = Array("0123456789abcdef".utf8)
}
