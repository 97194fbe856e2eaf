import Glibc

/// Finds octets in octets at the speed of the C library: cases search megabytes, and in debug builds too.
enum OctetSearch {
    /// Whether a needle occurs; an empty one occurs nowhere.
    static func holds(_ hay: [UInt8], _ needle: [UInt8]) -> Bool {
        hay.withUnsafeBytes { hay in needle.withUnsafeBytes { first(of: $0, in: hay) != nil } }
    }

    /// Whether an octet occurs in a text.
    static func holds(_ text: String, _ octet: UInt8) -> Bool {
        var text = text
        return text.withUTF8 { octets in
            octets.baseAddress.map { memchr($0, Int32(octet), octets.count) != nil } ?? false
        }
    }

    /// The first of some elements, in lower case and without the bracket, that is opened in a text of markup.
    static func element(of names: [String], openedIn text: String) -> String? {
        let names = names.map { (name: $0, octets: Array($0.utf8)) }
        let beginnings = Set(names.compactMap(\.octets.first))
        var text = text
        return text.withUTF8 { octets in
            guard let base = octets.baseAddress else { return nil }
            var at = 0
            while at < octets.count, let found = memchr(base + at, 0x3C, octets.count - at) {
                at = UnsafeRawPointer(found) - UnsafeRawPointer(base) + 1
                guard at < octets.count, beginnings.contains(octets[at] | 0x20) else { continue }
                let rest = octets[at...]
                let opened = names.first { name in
                    rest.count >= name.octets.count && zip(rest, name.octets).allSatisfy { $0 | 0x20 == $1 }
                }
                if let opened { return opened.name }
            }
            return nil
        }
    }

    private static func first(of needle: UnsafeRawBufferPointer, in hay: UnsafeRawBufferPointer) -> Int? {
        guard let base = hay.baseAddress, let wanted = needle.baseAddress, needle.count <= hay.count else { return nil }
        let last = hay.count - needle.count
        var start = 0
        while start <= last, let found = memchr(base + start, Int32(needle[0]), last - start + 1) {
            let at = UnsafeRawPointer(found) - base
            if memcmp(found, wanted, needle.count) == 0 { return at }
            start = at + 1
        }
        return nil
    }
}
