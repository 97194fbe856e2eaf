/// Undoes quoted-printable (RFC 2045 section 6.7), as leniently as mailers write it.
enum QuotedPrintable {
    /// Decodes a body: soft line breaks and trailing white space go, a stray `=` stays what it is.
    static func decode(_ octets: Octets) -> [UInt8] {
        guard octets.contains(ASCII.equals) else { return Array(octets) }
        return [UInt8](unsafeUninitializedCapacity: octets.count) { output, count in
            var at = octets.startIndex
            let end = octets.endIndex
            while at < end {
                let octet = octets[at]
                at += 1
                guard octet == ASCII.equals else {
                    output[count] = octet
                    count += 1
                    continue
                }
                if at + 1 < end, let high = ASCII.hexValue(octets[at]), let low = ASCII.hexValue(octets[at + 1]) {
                    output[count] = high << 4 | low
                    count += 1
                    at += 2
                } else if let next = softBreakEnd(octets, from: at) {
                    at = next
                } else {
                    output[count] = octet
                    count += 1
                }
            }
        }
    }

    /// Where the next line begins when only white space stands behind an `=`; also at the end of the content.
    private static func softBreakEnd(_ octets: Octets, from start: Int) -> Int? {
        var at = start
        while at < octets.endIndex, octets[at] == ASCII.space || octets[at] == ASCII.tab { at += 1 }
        if at == octets.endIndex { return at }
        if octets[at] == ASCII.lineFeed { return at + 1 }
        guard octets[at] == ASCII.carriageReturn else { return nil }
        return at + 1 < octets.endIndex && octets[at + 1] == ASCII.lineFeed ? at + 2 : at + 1
    }
}
