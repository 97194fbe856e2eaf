/// Writes what Outlook packs files into (MS-OXTNEF), for tests.
struct TNEFStream {
    /// A property of a message or an attachment.
    struct Property {
        let type: UInt16
        let id: UInt16
        let value: [UInt8]

        static func unicode(_ id: UInt16, _ text: String) -> Property {
            Property(
                type: 0x1F,
                id: id,
                value: counted((text + "\0").utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })
            )
        }

        static func string(_ id: UInt16, _ octets: [UInt8]) -> Property {
            Property(type: 0x1E, id: id, value: counted(octets + [0]))
        }

        static func binary(_ id: UInt16, _ octets: [UInt8]) -> Property {
            Property(type: 0x102, id: id, value: counted(octets))
        }

        /// An attached message: the id of its interface, then its stream.
        static func message(_ stream: [UInt8]) -> Property {
            Property(type: 0x0D, id: 0x3701, value: counted(Array(repeating: 7, count: 16) + stream))
        }

        static func number(_ id: UInt16, _ number: UInt32) -> Property {
            Property(type: 3, id: id, value: number.littleEndianOctets)
        }

        private static func counted(_ octets: [UInt8]) -> [UInt8] {
            UInt32(1).littleEndianOctets + UInt32(octets.count).littleEndianOctets + octets
                + Array(repeating: 0, count: (4 - octets.count % 4) % 4)
        }
    }

    private(set) var octets = UInt32(0x223E_9F78).littleEndianOctets + [1, 0]

    /// Begins a stream in a Windows code page.
    init(codepage: UInt32 = 1252) { add(1, 0x0006_9007, codepage.littleEndianOctets + [0, 0, 0, 0]) }

    mutating func subject(_ octets: [UInt8]) { add(1, 0x0001_8004, octets + [0]) }
    mutating func body(_ octets: [UInt8]) { add(1, 0x0002_800C, octets + [0]) }
    mutating func properties(_ list: [Property]) { add(1, 0x0006_9003, Self.list(list)) }

    /// Adds a file with its short name in the code page, and properties where it has any.
    mutating func file(_ title: [UInt8], _ content: [UInt8], _ list: [Property] = []) {
        add(2, 0x0006_9002, Array(repeating: 0, count: 14))
        if !title.isEmpty { add(2, 0x0001_8010, title + [0]) }
        if !content.isEmpty { add(2, 0x0006_800F, content) }
        if !list.isEmpty { add(2, 0x0006_9005, Self.list(list)) }
    }

    private mutating func add(_ level: UInt8, _ name: UInt32, _ content: [UInt8]) {
        octets += [level] + name.littleEndianOctets + UInt32(content.count).littleEndianOctets + content
        let sum = content.reduce(UInt16(0)) { $0 &+ UInt16($1) }
        octets += [UInt8(sum & 0xFF), UInt8(sum >> 8)]
    }

    private static func list(_ properties: [Property]) -> [UInt8] {
        properties.reduce(into: UInt32(properties.count).littleEndianOctets) { list, property in
            list += [UInt8(property.type & 0xFF), UInt8(property.type >> 8)]
            list += [UInt8(property.id & 0xFF), UInt8(property.id >> 8)]
            // A property of a program's own has a name.
            if property.id >= 0x8000 { list += Array(repeating: 9, count: 16) + [0, 0, 0, 0, 1, 0, 0, 0] }
            list += property.value
        }
    }
}

extension UInt32 {
    fileprivate var littleEndianOctets: [UInt8] { (0..<4).map { UInt8(self >> ($0 * 8) & 0xFF) } }
}
