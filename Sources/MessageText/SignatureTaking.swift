extension ReplyAnatomy {
    /// Whether the lines below a delimiter are a signature.
    mutating func isSignature(below index: Int) -> Bool {
        guard let next = nextText(after: index), !lines[next].isQuoted, attribution(at: next) == nil,
            !endsReply(at: next)
        else { return false }
        var lengths: [Int] = []
        for line in lines.lines[next...] {
            looks += 1
            if line.isQuoted || lengths.count > SignatureLines.maximumLines { break }
            if !line.isBlank { lengths.append(line.inner.count) }
        }
        let isUnderline = index > 0 && !lines[index - 1].isBlank
        return SignatureLines.isPlausible(
            delimiter: lines.inner(index),
            isUnderline: isUnderline,
            lineLengths: lengths
        )
    }

    /// Takes the signature that a delimiter sets off; returns the line after it.
    mutating func takeSignature(at start: Int) -> Int {
        var index = start
        while index < lines.count {
            looks += 1
            if index > start, !lines[index].isBlank || lines[index].isQuoted {
                if lines[index].isQuoted || attribution(at: index) != nil || endsReply(at: index) { break }
            }
            fates[index] = .signature
            index += 1
        }
        raise(to: .likely)
        return index
    }

    /// Takes the lines that telephones add below the last words.
    mutating func takeDeviceSignature() {
        var taken: [Int] = []
        var isAllThereIs = true
        for index in fates.indices.reversed() {
            looks += 1
            guard fates[index] == .reply, !lines[index].isBlank else { continue }
            guard !lines[index].isQuoted, SignatureLines.isDeviceLine(lines.inner(index), &folded) else {
                isAllThereIs = false
                break
            }
            taken.append(index)
        }
        if taken.isEmpty || isAllThereIs && !fates.contains(.quoted) && !fates.contains(.signature) { return }
        for each in taken { fates[each] = .signature }
        raise(to: .likely)
    }
}
