import CGMimeShim

/// The entities of a mail in document order; the first is the mail itself.
struct MimeStructure {
    /// At least one; containers stand before what they hold.
    private(set) var parts: [MimePart] = []
    /// What was left out because of a bound.
    private(set) var warnings: [MailWarning] = []

    /// Finds the parts of a mail.
    ///
    /// Only a multipart is GMime's to take apart, and only behind a header of our own making: it gets the media type
    /// and the body, no address, no subject, nothing else that a stranger wrote into the header.
    ///
    /// - Parameters:
    ///   - header: the mail's header.
    ///   - body: everything behind it.
    ///   - options: the bounds.
    ///   - depth: how many containers enclose this one.
    init(header: HeaderSection, body: Octets, options: MailParseOptions, depth: Int = 0) {
        var root = MimePart(parent: nil, header: header, content: body, isMultipart: false, defaultType: "text/plain")
        if root.type != "multipart", let container = header.all("content-type").first(where: Self.namesContainer) {
            // Of several media types the one with parts is tried first; what has none is text in the end.
            root = MimePart(
                parent: nil,
                header: HeaderSection(fields: [container]),
                content: body,
                isMultipart: false,
                defaultType: "text/plain"
            )
        }
        guard root.type == "multipart" else {
            parts = [root]
            return
        }
        let named = root.contentType["boundary"].map { Array($0.utf8) } ?? []
        if !named.isEmpty, named.count <= 1000, named.allSatisfy({ $0 >= ASCII.space }) {
            split(root, at: named, body: body, options: options, depth)
        }
        if parts.count <= 1, let used = Self.boundaryInUse(body), used != named {
            // The header names none, or one that never occurs.
            parts = []
            split(root, at: used, body: body, options: options, depth)
        }
        if parts.count <= 1 {
            // No boundary at all: what is there is shown as text.
            parts = [root.asText(body)]
            warnings.append(.brokenStructure)
        }
    }

    private mutating func split(
        _ root: MimePart,
        at boundary: [UInt8],
        body: Octets,
        options: MailParseOptions,
        _ depth: Int
    ) {
        let scan = BoundaryScan(body: body, outermost: boundary, options: options)
        warnings += scan.warnings
        guard scan.isUsed else { return }
        var octets = Array("Content-Type: \(Self.plainType(root.mediaType)); boundary=\"".utf8)
        for octet in boundary {
            if octet == ASCII.quote || octet == ASCII.backslash { octets.append(ASCII.backslash) }
            octets.append(octet)
        }
        octets += Array("\"\r\n\r\n".utf8)
        octets += scan.readable
        read(octets, root: root, options: options)
        readEmptyContainers(boundary, options: options, depth)
    }

    private mutating func read(_ octets: [UInt8], root: MimePart, options: MailParseOptions) {
        var isCut: Int32 = 0
        let capacity = options.maximumParts
        let entities = [cgm_entity](unsafeUninitializedCapacity: capacity) { buffer, count in
            count = octets.withUnsafeBufferPointer { input in
                cgm_structure(
                    input.baseAddress,
                    input.count,
                    buffer.baseAddress,
                    capacity,
                    Int32(options.maximumDepth),
                    &isCut
                )
            }
        }
        if isCut != 0 { warnings.append(.partsCut) }
        parts.reserveCapacity(entities.count)
        let ends = Self.nextStarts(entities, end: octets.count)
        for (index, entity) in entities.enumerated() {
            if index == 0 {
                parts.append(
                    MimePart(
                        parent: nil,
                        header: root.header,
                        content: [],
                        isMultipart: true,
                        defaultType: "multipart/mixed"
                    )
                )
                continue
            }
            let parent = min(max(Int(entity.parent), 0), index - 1)
            append(entity, of: octets, parent: parent, nextStart: ends[index], options: options)
        }
    }

    /// Where behind each entity the next one begins that has a header.
    private static func nextStarts(_ entities: [cgm_entity], end: Int) -> [Int] {
        var starts = Array(repeating: end, count: entities.count)
        for index in entities.indices.dropLast().reversed() {
            let next = Int(entities[index + 1].header_start)
            starts[index] = next >= 0 ? next : starts[index + 1]
        }
        return starts
    }

    private mutating func append(
        _ entity: cgm_entity,
        of octets: [UInt8],
        parent: Int,
        nextStart: Int,
        options: MailParseOptions
    ) {
        var header = HeaderSection([])
        var contentStart = Int(entity.content_start)
        if entity.header_start >= 0 {
            let start = Int(entity.header_start)
            let end = contentStart > start ? contentStart : octets.count
            header = HeaderSection(octets[start..<min(end, start + options.maximumHeaderSection)])
            if contentStart < 0 { contentStart = header.contentStart }
        }
        var content: Octets = []
        let isMultipart = entity.kind == Int32(cgm_multipart)
        if entity.content_start >= 0, entity.content_end >= entity.content_start {
            var end = min(Int(entity.content_end), octets.count)
            // The line end before a boundary belongs to the boundary, all of it.
            if end > Int(entity.content_start), end < octets.count, octets[end] == ASCII.lineFeed,
                octets[end - 1] == ASCII.carriageReturn
            {
                end -= 1
            }
            content = octets[Int(entity.content_start)..<end]
        } else if contentStart >= 0, nextStart > contentStart {
            // A container without parts, or one nested too deeply: everything up to the next entity.
            content = octets[contentStart..<nextStart]
        }
        parts[parent].children.append(parts.count)
        let isDigest = parts[parent].mediaType == "multipart/digest"
        parts.append(
            MimePart(
                parent: parent,
                header: header,
                content: content,
                isMultipart: isMultipart,
                defaultType: isDigest ? "message/rfc822" : "text/plain"
            )
        )
    }

    /// Takes containers apart that GMime found nothing in, because their boundary is declared in a broken way.
    ///
    /// What has no parts even then is text, so that nothing is lost.
    private mutating func readEmptyContainers(_ boundary: [UInt8], options: MailParseOptions, _ depth: Int) {
        for place in parts.indices.dropFirst() where parts[place].isMultipart {
            guard parts[place].children.isEmpty else {
                parts[place].content = []
                continue
            }
            let part = parts[place]
            let body = Self.upToBoundary(part.content, enclosing(part, outermost: boundary))
            guard depth < 3, parts.count < options.maximumParts else {
                parts[place] = part.asText(body)
                continue
            }
            let inner = MimeStructure(header: part.header, body: body, options: options, depth: depth + 1)
            let offset = parts.count - 1
            for (index, var innerPart) in inner.parts.enumerated() {
                innerPart.children = innerPart.children.map { $0 + offset }
                if index == 0 {
                    innerPart.parent = part.parent
                    parts[place] = innerPart.isMultipart ? innerPart : part.asText(body)
                    if !innerPart.isMultipart { break }
                } else {
                    innerPart.parent = innerPart.parent == 0 ? place : innerPart.parent.map { $0 + offset }
                    parts.append(innerPart)
                }
            }
        }
    }

    private func enclosing(_ part: MimePart, outermost: [UInt8]) -> [UInt8] {
        guard let parent = part.parent, parent > 0, let boundary = parts[parent].contentType["boundary"] else {
            return outermost
        }
        return Array(boundary.utf8)
    }

    /// The octets before a line that is the boundary.
    private static func upToBoundary(_ octets: Octets, _ boundary: [UInt8]) -> Octets {
        let line = [ASCII.lineFeed, ASCII.hyphen, ASCII.hyphen] + boundary
        var at = octets.startIndex
        while let feed = octets[at...].firstIndex(of: ASCII.lineFeed) {
            if octets[feed...].starts(with: line) { return octets[octets.startIndex..<feed] }
            at = feed + 1
        }
        return octets
    }

    private static func namesContainer(_ field: HeaderField) -> Bool {
        field.unfolded.startsLowercased(with: "multipart/") && HeaderParameters(field.unfolded)["boundary"] != nil
    }

    /// The boundary that a body seems to use: its first line like one that occurs again.
    private static func boundaryInUse(_ body: Octets) -> [UInt8]? {
        var at = body.startIndex
        for _ in 0..<40 where at < body.endIndex {
            let end = body[at...].firstIndex(of: ASCII.lineFeed) ?? body.endIndex
            let line = body[at..<end].trimmed()
            if line.count > 6, line.count <= 72, line.starts(with: [ASCII.hyphen, ASCII.hyphen]),
                !line.contains(ASCII.space), line.contains(where: { $0 != ASCII.hyphen })
            {
                return Array(line.dropFirst(2))
            }
            at = end + 1
        }
        return nil
    }

    /// The type without octets that would end the header line that GMime reads.
    private static func plainType(_ type: String) -> String {
        let isPlain = type.utf8.allSatisfy {
            ASCII.isLetter($0) || ASCII.isDigit($0) || $0 == ASCII.slash || $0 == ASCII.hyphen
        }
        return isPlain ? type : "multipart/mixed"
    }
}
