/// The attributes of a TNEF stream in order (MS-OXTNEF 2.1.3).
///
/// A stream that ends early gives what came before its end, and says so.
struct TNEFAttributes {
    /// What an attribute holds; others are passed over.
    enum Name: UInt32 {
        case oemCodepage = 0x0006_9007
        case subject = 0x0001_8004
        case body = 0x0002_800C
        case messageProperties = 0x0006_9003
        case attachmentBegins = 0x0006_9002
        case attachmentTitle = 0x0001_8010
        case attachmentData = 0x0006_800F
        case attachmentProperties = 0x0006_9005
    }

    private static let signature: UInt32 = 0x223E_9F78

    private(set) var list: [(name: Name, content: Octets)] = []
    /// The stream ended where it should not, or held more than is read.
    private(set) var isCut = false

    /// Reads a stream; nil when it is none.
    init?(_ stream: Octets, limit: Int) {
        var reader = LittleEndianReader(stream)
        guard reader.uint32() == Self.signature, reader.uint16() != nil else { return nil }
        while !reader.isAtEnd {
            // A few octets behind the last attribute are what gateways append.
            guard let level = reader.octet(), level == 1 || level == 2 else { break }
            guard let name = reader.uint32(), let content = reader.counted(), list.count < limit else {
                isCut = true
                break
            }
            // The sum is no proof of anything, and some writers get it wrong.
            if reader.uint16() == nil { isCut = true }
            if let name = Name(rawValue: name) { list.append((name, content)) }
        }
    }
}
