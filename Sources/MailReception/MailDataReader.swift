import Foundation

/// Takes the octets behind DATA up to the line with a single dot (RFC 5321, 4.5.2).
///
/// Pure and linear. A line ends with CRLF and with nothing else: a lone LF or CR is an octet of the mail like any other, so
/// that nobody can smuggle a second mail into one.
struct MailDataReader {
    private enum Place {
        case lineStart
        /// A dot at the beginning of a line, not kept yet.
        case dot
        /// A dot and a CR, not kept yet.
        case dotReturn
        case text
        case carriageReturn
    }

    private let limit: Int
    private var place = Place.lineStart
    /// What was read, at most ``limit`` octets of it.
    private(set) var octets: [UInt8] = []
    /// How many octets were read.
    private(set) var count = 0
    /// How many octets were looked at, for tests of the work done.
    private(set) var work = 0

    /// Creates a reader that keeps at most `limit` octets.
    init(limit: Int) { self.limit = limit }

    /// Whether more came than is kept.
    var isOver: Bool { count > limit }

    /// Reads on.
    ///
    /// - Returns: how many octets of `input` were used when the mail has ended among them; nil when it goes on.
    mutating func read(_ input: ArraySlice<UInt8>) -> Int? {
        var at = input.startIndex
        while at < input.endIndex {
            if place == .text {
                // Most of a mail is passed over in runs.
                let end = input[at...].firstIndex(of: 0x0D) ?? input.endIndex
                work += end - at
                keep(input[at..<end])
                at = end
                if at == input.endIndex { return nil }
            }
            let octet = input[at]
            work += 1
            at += 1
            switch (place, octet) {
            case (.lineStart, UInt8(ascii: ".")): place = .dot
            case (.dot, 0x0D): place = .dotReturn
            case (.dotReturn, 0x0A): return at - input.startIndex
            case (.dotReturn, _):
                // The dot was a doubled one, and the CR is an octet of the mail.
                keep([0x0D])
                place = .carriageReturn
                take(octet)
            default: take(octet)
            }
        }
        return nil
    }

    private mutating func take(_ octet: UInt8) {
        keep([octet])
        switch (place, octet) {
        case (_, 0x0D): place = .carriageReturn
        case (.carriageReturn, 0x0A): place = .lineStart
        default: place = .text
        }
    }

    private mutating func keep(_ more: some Collection<UInt8>) {
        count += more.count
        let room = limit - octets.count
        if room > 0 { octets.append(contentsOf: more.prefix(room)) }
    }
}
