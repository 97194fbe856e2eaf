import ChannelKit
import DeskModel

/// What a list that is stored as one column may hold.
protocol JSONListItem {
    /// Reads one item of a list.
    ///
    /// - Throws: ``SQLiteFailure`` when the text is none.
    init(from reader: inout JSONListReader) throws
}

/// Reads back what ``JSONText`` writes, in one pass over the bytes: a page reads dozens of such lists, routing one for each
/// arrival, and `JSONDecoder` takes longer for one than all of the row's other columns take.
///
/// Grammar: RFC 8259, as far as lists of texts, of lists of texts and of objects with text members need it.
struct JSONListReader {
    private let bytes: [UInt8]
    private var place = 0

    /// Reads a whole list.
    ///
    /// - Throws: ``SQLiteFailure`` when the text is no such list.
    static func list<Item: JSONListItem>(in text: String) throws -> [Item] {
        var reader = JSONListReader(bytes: Array(text.utf8))
        var items: [Item] = []
        try reader.expect("[")
        if reader.take("]") { return items }
        repeat { items.append(try Item(from: &reader)) } while reader.take(",")
        try reader.expect("]")
        guard reader.place == reader.bytes.count else { throw Self.unreadable }
        return items
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private static var unreadable: SQLiteFailure { SQLiteFailure(code: 0, message: "unreadable list") }

    /// Reads an object, giving each member's name; what is given reads the member's value.
    mutating func object(_ member: (String, inout JSONListReader) throws -> Void) throws {
        try expect("{")
        if take("}") { return }
        repeat {
            let name = try text()
            try expect(":")
            try member(name, &self)
        } while take(",")
        try expect("}")
    }

    /// Reads a list of texts; nil where something else stands.
    mutating func texts() throws -> [String]? {
        guard take("[") else { return nil }
        var texts: [String] = []
        if take("]") { return texts }
        repeat { texts.append(try text()) } while take(",")
        try expect("]")
        return texts
    }

    /// Reads a text.
    mutating func text() throws -> String {
        try expect("\"")
        let start = place
        while place < bytes.count, bytes[place] != UInt8(ascii: "\""), bytes[place] != UInt8(ascii: "\\") { place += 1 }
        var found = bytes[start..<place]
        while !take("\"") { try appendNext(to: &found) }
        return String(decoding: found, as: UTF8.self)
    }

    private mutating func appendNext(to found: inout ArraySlice<UInt8>) throws {
        let byte = try next()
        guard byte == UInt8(ascii: "\\") else { return found.append(byte) }
        switch try next() {
        case UInt8(ascii: "b"): found.append(8)
        case UInt8(ascii: "f"): found.append(12)
        case UInt8(ascii: "n"): found.append(10)
        case UInt8(ascii: "r"): found.append(13)
        case UInt8(ascii: "t"): found.append(9)
        case UInt8(ascii: "u"): found.append(contentsOf: Array(String(try scalar()).utf8))
        case let escaped: found.append(escaped)
        }
    }

    /// The scalar of four digits, or of two surrogates' eight; U+FFFD for a surrogate alone.
    private mutating func scalar() throws -> Unicode.Scalar {
        let first = try unit()
        guard Unicode.UTF16.isLeadSurrogate(first), place + 1 < bytes.count, bytes[place] == UInt8(ascii: "\\"),
            bytes[place + 1] == UInt8(ascii: "u")
        else { return Unicode.Scalar(first) ?? "\u{FFFD}" }
        place += 2
        let second = try unit()
        return String(decoding: [first, second], as: UTF16.self).unicodeScalars.first ?? "\u{FFFD}"
    }

    private mutating func unit() throws -> UInt16 {
        let end = min(place + 4, bytes.count)
        guard let unit = UInt16(String(decoding: bytes[place..<end], as: UTF8.self), radix: 16) else {
            throw Self.unreadable
        }
        place = end
        return unit
    }

    private mutating func next() throws -> UInt8 {
        guard place < bytes.count else { throw Self.unreadable }
        defer { place += 1 }
        return bytes[place]
    }

    private mutating func take(_ sign: Unicode.Scalar) -> Bool {
        guard place < bytes.count, bytes[place] == UInt8(ascii: sign) else { return false }
        place += 1
        return true
    }

    private mutating func expect(_ sign: Unicode.Scalar) throws {
        guard take(sign) else { throw Self.unreadable }
    }
}

extension String: JSONListItem {
    init(from reader: inout JSONListReader) throws { self = try reader.text() }
}

extension Wording: JSONListItem {
    init(from reader: inout JSONListReader) throws {
        guard let texts = try reader.texts() else {
            self = .verbatim(try reader.text())
            return
        }
        self.init(texts.first ?? "", texts.last ?? "")
    }
}

extension Evidence: JSONListItem {
    init(from reader: inout JSONListReader) throws {
        self = try reader.texts().map { Evidence(form: $0) } ?? .words(try reader.text())
    }
}

extension HeaderField: JSONListItem {
    init(from reader: inout JSONListReader) throws {
        self.init("", "")
        try reader.object { member, reader in
            switch member {
            case "name": name = try reader.text()
            default: value = try reader.text()
            }
        }
    }
}

extension EnvelopeField: JSONListItem {
    init(from reader: inout JSONListReader) throws {
        self.init(name: "", label: "", value: "")
        try reader.object { member, reader in
            switch member {
            case "name": name = try reader.text()
            case "label": label = try reader.text()
            default: value = try reader.text()
            }
        }
    }
}

extension EnvelopeRecipient: JSONListItem {
    init(from reader: inout JSONListReader) throws {
        self.init(identity: nil, address: "", role: .envelope)
        try reader.object { member, reader in
            switch member {
            case "name": name = try reader.text()
            case "address": address = try reader.text()
            case "identity": identity = try IdentityKey(from: &reader)
            default: role = Role(rawValue: try reader.text()) ?? .envelope
            }
        }
    }
}

extension IdentityKey {
    fileprivate init(from reader: inout JSONListReader) throws {
        var (kind, namespace, value) = ("", "", "")
        try reader.object { member, reader in
            switch member {
            case "kind": kind = try reader.text()
            case "namespace": namespace = try reader.text()
            default: value = try reader.text()
            }
        }
        guard let kind = IdentityKind(rawValue: kind) else { throw SQLiteFailure(code: 0, message: "unreadable list") }
        self.init(kind: kind, namespace: namespace, value: value)
    }
}
