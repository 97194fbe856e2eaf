import ChannelKit
import Crypto
import Foundation

/// Names a mail so that the same mail has the same name by whichever way it comes.
///
/// The name is the Message-ID with the SHA-256 of everything behind the header. The Message-ID alone would let a
/// stranger suppress somebody's mail by using its id first; the body alone would take two "thank you" for one. Line
/// ends and what follows the last line are left out of the digest, since mailboxes, folders and mbox files differ in
/// them. A mail without Message-ID is named by Date, From, Subject and body.
///
/// It is computed from the octets in one pass, without parsing: intake needs the name before the journal has the mail.
struct MailFingerprint: Sendable, Hashable {
    /// The Message-ID without angle brackets; nil when there is none.
    let messageID: String?
    /// The name of the mail within its channel.
    let externalID: ExternalID

    /// The longest Message-ID that is part of the name as it stands, in bytes; a longer one is replaced by its digest.
    static let longestID = 300
    /// How far into a mail its header is looked for, in bytes.
    static let longestHeader = 1 << 20

    init(_ octets: [UInt8]) {
        self = octets.withUnsafeBytes { Self(octets: $0) }
    }

    private init(octets: UnsafeRawBufferPointer) {
        let header = HeaderScan(octets, limit: Self.longestHeader)
        var digest = SHA256()
        let messageID = header.value(of: .messageID).flatMap(Self.identifier)
        if messageID == nil {
            for field in [HeaderScan.Field.date, .from, .subject] {
                digest.update(data: header.value(of: field) ?? [])
                digest.update(data: [0] as [UInt8])
            }
        }
        Self.update(&digest, withTextOf: UnsafeRawBufferPointer(rebasing: octets[header.bodyStart...]))
        self.messageID = messageID
        externalID = ExternalID(rawValue: "\(Self.bounded(messageID))#\(digest.finalize().hexadecimal)")
    }

    private static func bounded(_ messageID: String?) -> String {
        guard let messageID else { return "" }
        guard messageID.utf8.count > longestID else { return messageID }
        return "sha256:" + digest(Array(messageID.utf8))
    }

    /// The SHA-256 of octets in hexadecimal digits.
    static func digest(_ octets: [UInt8]) -> String { SHA256.hash(data: octets).hexadecimal }

    /// The id between angle brackets, or the bare words where there are none; nil when nothing is left.
    private static func identifier(_ value: [UInt8]) -> String? {
        var id = value[...]
        if let open = id.firstIndex(of: UInt8(ascii: "<")) {
            id = id[(open + 1)...]
            id = id[..<(id.firstIndex(of: UInt8(ascii: ">")) ?? id.endIndex)]
        }
        let kept = id.filter { $0 > 0x20 && $0 != 0x7F }
        return kept.isEmpty ? nil : String(decoding: kept, as: UTF8.self)
    }

    /// Digests octets with every line end as one LF and without line ends at the end.
    private static func update(_ digest: inout SHA256, withTextOf octets: UnsafeRawBufferPointer) {
        var end = octets.count
        while end > 0, octets[end - 1] == 0x0A || octets[end - 1] == 0x0D { end -= 1 }
        guard end > 0, let base = octets.baseAddress else { return }
        // Copied into a window without the CRs: one digest call per window instead of one per line.
        withUnsafeTemporaryAllocation(byteCount: 16 << 10, alignment: 8) { window in
            guard let target = window.baseAddress else { return }
            var filled = 0
            var at = 0
            func flush() {
                digest.update(bufferPointer: UnsafeRawBufferPointer(rebasing: window[..<filled]))
                filled = 0
            }
            func take(from start: Int, to stop: Int) {
                var start = start
                while start < stop {
                    let count = min(stop - start, window.count - filled)
                    memcpy(target + filled, base + start, count)
                    filled += count
                    start += count
                    if filled == window.count { flush() }
                }
            }
            while at < end {
                guard let found = memchr(base + at, 0x0D, end - at) else {
                    take(from: at, to: end)
                    break
                }
                let carriageReturn = UnsafeRawPointer(found) - base
                take(from: at, to: carriageReturn)
                at = carriageReturn + 1
                // A lone CR is a line end too; the LF of a CRLF is taken with what follows.
                if at >= end || octets[at] != 0x0A {
                    if filled == window.count { flush() }
                    window[filled] = 0x0A
                    filled += 1
                    if filled == window.count { flush() }
                }
            }
            if filled > 0 { flush() }
        }
    }
}

extension Sequence where Element == UInt8 {
    /// The bytes as lower-case hexadecimal digits.
    var hexadecimal: String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(underestimatedCount * 2)
        for byte in self {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
