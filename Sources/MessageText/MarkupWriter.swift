/// Writes safe markup: listed elements, checked attributes, escaped text, and nothing else.
struct MarkupWriter {
    private(set) var bytes: [UInt8] = []
    private(set) var remoteImages = 0
    private(set) var contentIDs: [String] = []
    /// Whether content was left out because the output is full.
    private(set) var isFull = false
    private let limits: HTMLLimits
    /// The most `cid:` references that are reported.
    private static let maximumContentIDs = 1_000

    init(limits: HTMLLimits, capacity: Int) {
        self.limits = limits
        bytes.reserveCapacity(min(capacity + capacity / 4, limits.outputBytes))
    }

    /// Writes a start tag; returns whether it was written.
    ///
    /// Once the output is full nothing more is opened, so that what is open can still be closed.
    mutating func open(_ rule: ElementRule, _ node: HTMLNode) -> Bool {
        guard hasRoom() else { return false }
        let start = bytes.count
        bytes.append(UInt8(ascii: "<"))
        bytes += rule.name.bytes
        let allowed = rule.attributes.union(.everywhere)
        var written: AttributeSet = []
        for index in 0..<node.attributeCount {
            let attribute = node.attribute(index)
            guard let known = AttributeRule.named(attribute.name), allowed.contains(known.member),
                !written.contains(known.member)
            else { continue }
            switch known.grammar {
            case .image, .link: continue
            case .style:
                let style = StyleRules.checked(attribute.value)
                if !style.isEmpty { write(known.name, style) } else { continue }
            default:
                guard let value = AttributeValues.checked(attribute.value, known.grammar) else { continue }
                write(known.name, value)
            }
            written.insert(known.member)
        }
        if rule.attributes.contains(.href) { writeLink(of: node) }
        if rule.attributes.contains(.source), !writeSource(of: node), !written.contains(.alt) {
            bytes.removeSubrange(start...)
            return false
        }
        bytes.append(UInt8(ascii: ">"))
        return true
    }

    /// Writes an element's start tag with a style made here; returns whether there was any style to write.
    mutating func openStyled(_ name: StaticString, style: [UInt8]) -> Bool {
        guard !style.isEmpty, hasRoom() else { return false }
        bytes.append(UInt8(ascii: "<"))
        bytes += name.bytes
        write("style", style)
        bytes.append(UInt8(ascii: ">"))
        return true
    }

    /// Writes an end tag.
    mutating func close(_ name: StaticString) {
        bytes += "</".utf8
        bytes += name.bytes
        bytes.append(UInt8(ascii: ">"))
    }

    /// Writes text.
    mutating func text(_ text: UnsafeBufferPointer<UInt8>) {
        guard hasRoom() else { return }
        // Parsers leave out white space before the first content.
        if bytes.isEmpty, text.allSatisfy({ $0 <= 0x20 }) { return }
        let lead = bytes.isEmpty ? text.prefix { $0 <= 0x20 }.count : 0
        escape(UnsafeBufferPointer(rebasing: text[lead...]), inAttribute: false)
    }

    /// Doubles the line end that a parser swallows at the start of `pre`.
    mutating func keepLeadingLineEnd() { bytes.append(0x0A) }

    private mutating func hasRoom() -> Bool {
        if bytes.count >= limits.outputBytes { isFull = true }
        return !isFull
    }

    private mutating func writeLink(of node: HTMLNode) {
        guard let value = node.value(of: "href"), let address = LinkAddress.link(value) else { return }
        write("href", address)
        bytes += " target=\"_blank\" rel=\"noopener noreferrer nofollow\"".utf8
    }

    private mutating func writeSource(of node: HTMLNode) -> Bool {
        let limit = limits.inlineImageBytes
        let own = node.value(of: "src").flatMap { LinkAddress.image($0, inlineLimit: limit) }
        switch own ?? node.value(of: "data-remote-src").flatMap({ LinkAddress.image($0, inlineLimit: 0) }) {
        case .part(let address, let contentID):
            write("src", address)
            if contentIDs.count < Self.maximumContentIDs, !contentIDs.contains(contentID) {
                contentIDs.append(contentID)
            }
        case .inline(let address): write("src", address)
        case .remote(let address):
            write("data-remote-src", address)
            remoteImages += 1
        case nil: return false
        }
        return true
    }

    private mutating func write(_ name: StaticString, _ value: some Collection<UInt8>) {
        bytes.append(UInt8(ascii: " "))
        bytes += name.bytes
        bytes += "=\"".utf8
        escape(value, inAttribute: true)
        bytes.append(UInt8(ascii: "\""))
    }

    /// Escapes what markup gives a meaning and leaves out control characters, which no parser agrees about.
    private mutating func escape(_ text: some Collection<UInt8>, inAttribute: Bool) {
        let isDone: Bool? = text.withContiguousStorageIfAvailable { bytes in
            escape(bytes, inAttribute: inAttribute)
            return true
        }
        if isDone == nil { Array(text).withUnsafeBufferPointer { escape($0, inAttribute: inAttribute) } }
    }

    private mutating func escape(_ text: UnsafeBufferPointer<UInt8>, inAttribute: Bool) {
        var start = 0
        for index in text.indices where Self.isSpecial[Int(text[index])] {
            let byte = text[index]
            if byte == UInt8(ascii: "\""), !inAttribute { continue }
            let refused = byte < 0x80 ? 1 : Self.refusedLength(text, at: index)
            if refused == 0 { continue }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<index]))
            start = index + refused
            switch byte {
            case UInt8(ascii: "&"): bytes += "&amp;".utf8
            case UInt8(ascii: "<"): bytes += "&lt;".utf8
            case UInt8(ascii: ">"): bytes += "&gt;".utf8
            case UInt8(ascii: "\""): bytes += "&quot;".utf8
            case 0x0D: bytes.append(0x0A)
            case 0x80...: bytes += "\u{FFFD}".utf8
            default: break
            }
        }
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start...]))
    }

    /// How many bytes a character takes that parsers replace when they read it; 0 for every other.
    ///
    /// They are C1 controls and what Unicode says is no character; a numeric reference brings them in.
    private static func refusedLength(_ text: UnsafeBufferPointer<UInt8>, at index: Int) -> Int {
        func byte(_ offset: Int) -> UInt8 { index + offset < text.count ? text[index + offset] : 0 }
        switch (byte(0), byte(1), byte(2), byte(3)) {
        case (0xC2, 0x80...0x9F, _, _): return 2
        case (0xEF, 0xB7, 0x90...0xAF, _), (0xEF, 0xBF, 0xBE...0xBF, _): return 3
        case (0xF0...0xF4, let second, 0xBF, 0xBE...0xBF) where second & 0x0F == 0x0F: return 4
        default: return 0
        }
    }

    /// Whether a byte of text leaves a trace in the markup.
    static func isWritten(_ byte: UInt8) -> Bool {
        byte > 0x20 && byte != 0x7F || [0x09, 0x0A, 0x0D, 0x20].contains(byte)
    }

    /// Bytes that are not written as they are.
    private static let isSpecial: [Bool] = (0..<256).map { byte in
        switch byte {
        case 0x09, 0x0A: false
        case 0x00...0x1F, 0x7F: true
        // Where a character may begin that is refused.
        case 0xC2, 0xEF, 0xF0...0xF4: true
        default: Array("&<>\"".utf8).contains(UInt8(byte))
        }
    }
}
