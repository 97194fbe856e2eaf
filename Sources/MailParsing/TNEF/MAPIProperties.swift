/// The properties of a message or of an attachment in a TNEF stream (MS-OXTNEF 2.1.3.5).
struct MAPIProperties {
    /// The properties that are of use here.
    enum Name: UInt16 {
        case subject = 0x0037
        case body = 0x1000
        case compressedRTF = 0x1009
        case html = 0x1013
        case displayName = 0x3001
        case attachmentData = 0x3701
        case shortFilename = 0x3704
        case attachmentMethod = 0x3705
        case longFilename = 0x3707
        case mediaType = 0x370E
        case contentID = 0x3712
        case internetCodepage = 0x3FDE
    }

    /// A value and the type it was written with.
    private struct Value {
        let type: UInt16
        let octets: Octets
    }

    private static let limit = 4096
    private var values: [Name: Value] = [:]
    /// Something could not be read; what stands before it was.
    private(set) var isCut = false

    /// Nothing.
    init() {}

    /// Reads a list of properties.
    init(_ list: Octets) {
        var reader = LittleEndianReader(list)
        guard let count = reader.uint32(), count <= Self.limit else {
            isCut = true
            return
        }
        for _ in 0..<count {
            guard let type = reader.uint16(), let id = reader.uint16(), Self.skipName(of: id, &reader),
                let octets = Self.value(of: type, &reader)
            else {
                isCut = true
                return
            }
            if let name = Name(rawValue: id), values[name] == nil { values[name] = Value(type: type, octets: octets) }
        }
    }

    /// A property of a program of somebody's own has its name before its value.
    private static func skipName(of id: UInt16, _ reader: inout LittleEndianReader) -> Bool {
        guard id >= 0x8000 else { return true }
        guard reader.take(16) != nil, let kind = reader.uint32() else { return false }
        if kind == 0 { return reader.uint32() != nil }
        guard let name = reader.counted() else { return false }
        reader.skipPadding(behind: name.count)
        return true
    }

    /// The value; of several the first.
    private static func value(of type: UInt16, _ reader: inout LittleEndianReader) -> Octets? {
        let isList = type & 0x1000 != 0
        let kind = type & 0x0FFF
        if let size = fixedSize(of: kind) {
            guard isList else { return reader.take(size) }
            guard let count = reader.uint32(), let all = reader.take(Int(count) * size) else { return nil }
            return all.prefix(size)
        }
        guard variable.contains(kind), let count = reader.uint32() else { return nil }
        var first: Octets?
        for _ in 0..<count {
            guard let octets = reader.counted() else { return nil }
            reader.skipPadding(behind: octets.count)
            first = first ?? octets
        }
        return first ?? []
    }

    private static func fixedSize(of kind: UInt16) -> Int? {
        switch kind {
        case 0x0001: 0
        case 0x0002, 0x0003, 0x0004, 0x000A, 0x000B: 4
        case 0x0005, 0x0006, 0x0007, 0x0014, 0x0040: 8
        case 0x0048: 16
        default: nil
        }
    }

    private static let object: UInt16 = 0x000D
    private static let string8: UInt16 = 0x001E
    private static let unicode: UInt16 = 0x001F
    private static let variable: Set<UInt16> = [object, string8, unicode, 0x0102]

    /// The octets as they stand.
    func octets(_ name: Name) -> Octets? { values[name]?.octets }

    /// A number.
    func number(_ name: Name) -> UInt32? {
        guard let octets = values[name]?.octets, octets.count == 4 else { return nil }
        var reader = LittleEndianReader(octets)
        return reader.uint32()
    }

    /// A text, in whichever of the two encodings it was written; nil when it is empty.
    func text(_ name: Name, codepage: CharsetLabel?) -> String? {
        guard let value = values[name] else { return nil }
        return TNEFText.decode(value.octets, label: value.type == Self.unicode ? .utf16(bigEndian: false) : codepage)
    }

    /// What an attached object is made of, without the id of its interface that stands first.
    func object(_ name: Name) -> Octets? {
        guard let value = values[name] else { return nil }
        return value.type == Self.object ? value.octets.dropFirst(16) : value.octets
    }
}

/// Text in a TNEF stream, which ends with a zero.
enum TNEFText {
    /// Decodes a text; nil when it is empty.
    static func decode(_ octets: Octets, label: CharsetLabel?) -> String? {
        let text = CharsetDecoding.decode(octets, label: label).string
        let words = text.unicodeScalars.prefix { $0 != "\0" }
        return words.isEmpty ? nil : String(words)
    }

    /// The charset of a Windows code page.
    static func label(ofCodepage number: UInt32) -> CharsetLabel? {
        switch number {
        case 0: nil
        case 1200: .utf16(bigEndian: false)
        case 20127: .ascii
        case 28591...28605: CharsetLabel("iso-8859-\(number - 28590)".utf8)
        case 20866: CharsetLabel("koi8-r".utf8)
        case 21866: CharsetLabel("koi8-u".utf8)
        case 50220...50222: CharsetLabel("iso-2022-jp".utf8)
        case 51932: CharsetLabel("euc-jp".utf8)
        case 51949: CharsetLabel("euc-kr".utf8)
        case 54936: CharsetLabel("gb18030".utf8)
        default: CharsetLabel("cp\(number)".utf8)
        }
    }
}
