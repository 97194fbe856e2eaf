import CGumboShim

/// A parsed document; frees its memory when it goes.
struct HTMLTree: ~Copyable {
    /// Why markup could not be parsed.
    enum Refusal: Error {
        case tooSlow
        case tooLarge
    }

    private let document: OpaquePointer
    /// The source, which the tree points into.
    private let source: UnsafeMutableBufferPointer<CChar>
    /// The `body` element, or the root where there is none.
    let body: HTMLNode

    /// Parses markup within the limits, always in standards mode, so that the same markup gives the same tree
    /// whatever document type it came with and whatever page shows it.
    init(_ markup: UnsafeBufferPointer<UInt8>, limits: HTMLLimits) throws(Refusal) {
        guard TagSizeCheck.passes(markup) else { throw .tooLarge }
        try self.init(source: Self.copy(markup), limits: limits)
    }

    /// Parses markup that was written here.
    init(_ markup: [UInt8], limits: HTMLLimits) throws(Refusal) {
        try self.init(source: markup.withUnsafeBufferPointer { Self.copy($0) }, limits: limits)
    }

    private init(source: UnsafeMutableBufferPointer<CChar>, limits: HTMLLimits) throws(Refusal) {
        self.source = source
        do {
            var parsed = try Self.parse(source, from: 0, isFragment: false, limits)
            if parsed.body == nil {
                // A frame set takes the place of the body; what stands between the frames is read as a body's inside.
                ctg_free(parsed.document)
                parsed = try Self.parse(source, from: Self.doctype.count, isFragment: true, limits)
            }
            document = parsed.document
            body = parsed.body ?? HTMLNode(pointer: parsed.root)
        } catch {
            source.deallocate()
            throw error
        }
    }

    deinit {
        ctg_free(document)
        source.deallocate()
    }

    private static let doctype = Array("<!DOCTYPE html>".utf8)

    private static func copy(_ markup: UnsafeBufferPointer<UInt8>) -> UnsafeMutableBufferPointer<CChar> {
        let buffer = UnsafeMutableBufferPointer<CChar>.allocate(capacity: doctype.count + markup.count + 1)
        let bytes = UnsafeMutableRawBufferPointer(buffer)
        bytes.copyBytes(from: doctype)
        if !markup.isEmpty {
            UnsafeMutableRawBufferPointer(rebasing: bytes[doctype.count...]).copyBytes(from: markup)
        }
        bytes[doctype.count + markup.count] = 0
        return buffer
    }

    /// The CPU time a parse may take, in nanoseconds.
    ///
    /// It grows with the markup, some ten times faster than ordinary markup needs, so that markup made to be quadratic
    /// costs no more than its size allows.
    private static func budget(for size: Int, _ limits: HTMLLimits) -> UInt64 {
        UInt64(min(limits.parseMilliseconds, 50 + size / 2_000)) * 1_000_000
    }

    private static func parse(
        _ source: UnsafeMutableBufferPointer<CChar>,
        from start: Int,
        isFragment: Bool,
        _ limits: HTMLLimits
    ) throws(Refusal) -> (document: OpaquePointer, root: UnsafePointer<GumboNode>, body: HTMLNode?) {
        var outcome = CTG_PARSED
        let document = ctg_parse(
            source.baseAddress.map { $0 + start },
            source.count - 1 - start,
            isFragment ? 1 : 0,
            budget(for: source.count, limits),
            limits.treeBytes,
            &outcome
        )
        guard let document, let root = ctg_root(document) else {
            if let document { ctg_free(document) }
            throw outcome == CTG_TOO_SLOW ? .tooSlow : .tooLarge
        }
        if isFragment { return (document, root, HTMLNode(pointer: root)) }
        let top = HTMLNode(pointer: root)
        for index in 0..<top.childCount {
            let child = top.child(index)
            if child.isElement, child.tag == HTMLTag.body { return (document, root, child) }
        }
        return (document, root, nil)
    }
}

/// A node of a tree that is alive.
struct HTMLNode {
    let pointer: UnsafePointer<GumboNode>

    var isElement: Bool { ctg_type(pointer) == GUMBO_NODE_ELEMENT || ctg_type(pointer) == GUMBO_NODE_TEMPLATE }
    var isText: Bool {
        let type = ctg_type(pointer)
        return type == GUMBO_NODE_TEXT || type == GUMBO_NODE_WHITESPACE || type == GUMBO_NODE_CDATA
    }
    /// The element's number in gumbo's list of tags.
    var tag: Int { Int(ctg_tag(pointer)) }
    /// Whether the element is HTML's own, not SVG or MathML.
    var isHTML: Bool { ctg_is_html(pointer) != 0 }
    var childCount: UInt32 { ctg_child_count(pointer) }
    func child(_ index: UInt32) -> HTMLNode { HTMLNode(pointer: ctg_child(pointer, index)) }
    /// The bytes of a text node.
    var text: UnsafeBufferPointer<UInt8> { Self.bytes(ctg_text(pointer)) }
    var attributeCount: UInt32 { ctg_attribute_count(pointer) }

    /// The name (lower case) and the decoded value of an attribute.
    func attribute(_ index: UInt32) -> (name: UnsafeBufferPointer<UInt8>, value: UnsafeBufferPointer<UInt8>) {
        let attribute = ctg_attribute(pointer, index)
        return (Self.bytes(attribute?.pointee.name), Self.bytes(attribute?.pointee.value))
    }

    /// The value of the attribute with this name, given in lower case.
    func value(of name: StaticString) -> UnsafeBufferPointer<UInt8>? {
        for index in 0..<attributeCount {
            let attribute = attribute(index)
            if attribute.name.elementsEqual(name.bytes) { return attribute.value }
        }
        return nil
    }

    private static func bytes(_ text: UnsafePointer<CChar>?) -> UnsafeBufferPointer<UInt8> {
        guard let text else { return UnsafeBufferPointer(start: nil, count: 0) }
        let raw = UnsafeRawPointer(text).assumingMemoryBound(to: UInt8.self)
        return UnsafeBufferPointer(start: raw, count: ctg_length(text))
    }
}

extension StaticString {
    /// The characters of a name written in the source.
    var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: utf8Start, count: utf8CodeUnitCount) }
}
