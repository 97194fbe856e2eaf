import ChannelKit
import DeskModel

/// Writes the JSON of the lists that are stored as one column, by hand: an encoder costs more than the whole row.
struct JSONText {
    private var bytes: [UInt8] = []

    /// The JSON of a list of texts.
    static func list(_ texts: [String]) -> String {
        array(texts) { $0.write($1) }
    }

    /// The JSON of what people are told: texts where both languages have the same words, otherwise lists of the English and the
    /// Chinese text.
    static func list(_ wordings: [Wording]) -> String {
        array(wordings) { json, wording in
            guard !wording.isVerbatim else { return json.write(wording.english) }
            json.literal("[")
            json.write(wording.english)
            json.literal(",")
            json.write(wording.chinese)
            json.literal("]")
        }
    }

    /// The JSON of evidence: words as texts, every other kind as a list of its form's texts, so that neither is taken for the
    /// other, whatever the words are.
    static func list(_ evidence: [Evidence]) -> String {
        array(evidence) { json, item in
            switch item {
            case .words(let words): json.write(words)
            default:
                guard let form = item.form else { return json.literal("[]") }
                json.literal("[")
                json.write(form.kind.rawValue)
                for parameter in form.parameters {
                    json.literal(",")
                    json.write(parameter)
                }
                json.literal("]")
            }
        }
    }

    /// Why an arrival was put aside, for its column: words as they are, as far as they do not look like a list themselves;
    /// every other kind as a list of itself.
    static func reason(_ evidence: Evidence) -> String {
        switch evidence {
        case .words(let words):
            let shortened = String(words.prefix(1_000))
            return shortened.hasPrefix("[") ? list([Evidence.words(shortened)]) : shortened
        case .wording(let wording): return list([Evidence.wording(wording.map { String($0.prefix(1_000)) })])
        default: return list([evidence])
        }
    }

    /// Why an arrival was put aside; nil where nothing is said.
    static func reason(_ text: String) -> Evidence? {
        guard text.hasPrefix("["), let evidence = try? read(text, as: Evidence.self), evidence.count == 1 else {
            return text.isEmpty ? nil : .words(text)
        }
        return evidence[0]
    }

    /// What people are told, for a plain column: words that are the same in both languages as they are, as far as they do not
    /// look like a list themselves; everything else as the list of the English and the Chinese text.
    static func wording(_ wording: Wording) -> String {
        guard wording.isVerbatim else { return list([wording.english, wording.chinese]) }
        return wording.english.hasPrefix("[") ? list([wording.english]) : wording.english
    }

    /// What people are told, out of a plain column; text that is no such list stands as it is.
    static func wording(_ text: String) -> Wording {
        guard text.hasPrefix("["), let texts = try? read(text, as: String.self) else { return .verbatim(text) }
        switch texts.count {
        case 1: return .verbatim(texts[0])
        case 2: return Wording(texts[0], texts[1])
        default: return .verbatim(text)
        }
    }

    /// The JSON of recipients.
    static func list(_ recipients: [EnvelopeRecipient]) -> String {
        array(recipients) { json, recipient in
            json.literal(#"{"address":"#)
            json.write(recipient.address)
            json.literal(#","role":"#)
            json.write(recipient.role.rawValue)
            if let name = recipient.name {
                json.literal(#","name":"#)
                json.write(name)
            }
            if let identity = recipient.identity {
                json.literal(#","identity":{"kind":"#)
                json.write(identity.kind.rawValue)
                json.literal(#","namespace":"#)
                json.write(identity.namespace)
                json.literal(#","value":"#)
                json.write(identity.value)
                json.literal("}")
            }
            json.literal("}")
        }
    }

    /// The JSON of a form's answers.
    static func list(_ fields: [EnvelopeField]) -> String {
        array(fields) { json, field in
            json.literal(#"{"name":"#)
            json.write(field.name)
            json.literal(#","label":"#)
            json.write(field.label)
            json.literal(#","value":"#)
            json.write(field.value)
            json.literal("}")
        }
    }

    /// The JSON of header fields.
    static func list(_ headers: [HeaderField]) -> String {
        array(headers) { json, header in
            json.literal(#"{"name":"#)
            json.write(header.name)
            json.literal(#","value":"#)
            json.write(header.value)
            json.literal("}")
        }
    }

    /// The JSON of record ids, as numbers, for queries over a list of ids.
    static func list<Record>(_ ids: some Sequence<RecordID<Record>>) -> String {
        "[" + ids.lazy.map { String($0.rawValue) }.joined(separator: ",") + "]"
    }

    /// Reads a list back.
    ///
    /// - Throws: ``SQLiteFailure`` when it is none.
    static func read<Item: JSONListItem>(_ text: String, as item: Item.Type = Item.self) throws -> [Item] {
        text == "[]" ? [] : try JSONListReader.list(in: text)
    }

    private static func array<Item>(_ items: [Item], _ write: (inout JSONText, Item) -> Void) -> String {
        if items.isEmpty { return "[]" }
        var json = JSONText()
        json.bytes.reserveCapacity(64 * items.count)
        var separator: StaticString = "["
        for item in items {
            json.literal(separator)
            write(&json, item)
            separator = ","
        }
        json.literal("]")
        return String(decoding: json.bytes, as: UTF8.self)
    }

    private mutating func literal(_ text: StaticString) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    private mutating func write(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { source in
            for byte in source {
                switch byte {
                case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                    bytes.append(UInt8(ascii: "\\"))
                    bytes.append(byte)
                case 0..<0x20:
                    literal("\\u00")
                    bytes.append(Self.digit(byte >> 4))
                    bytes.append(Self.digit(byte & 15))
                default: bytes.append(byte)
                }
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
}
