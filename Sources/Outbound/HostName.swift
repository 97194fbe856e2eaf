/// Host names from the configuration on their way into an address that libcurl reads.
enum HostName {
    /// The name as it stands in a URL, an IPv6 address in brackets; nil when it is neither a name nor an address.
    static func urlForm(_ host: String) -> String? {
        if host.utf8.contains(UInt8(ascii: ":")) { return NetworkAddress(host) == nil ? nil : "[\(host)]" }
        let isName = host.utf8.allSatisfy { octet in
            switch octet {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
        return isName && !host.isEmpty && host.utf8.count <= 253 ? host : nil
    }
}
