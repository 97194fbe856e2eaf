/// Puts the lines of each fate together.
struct ReplyAssembly {
    let lines: MessageLines
    let fates: [LineFate]

    /// The lines of one fate, without empty lines around them and white space at their ends.
    func text(of fate: LineFate) -> String { text(of: fate, from: 0) }

    /// The sign-off at the end of the reply that no delimiter sets off.
    func signOff(_ folded: inout FoldedText) -> String? {
        // The reply's lines from the last upwards, without the empty ones below it.
        let reply = fates.indices.lazy.filter { fates[$0] == .reply }
        guard let first = reply.first(where: { !isEmpty($0) }) else { return nil }
        var counted = 0
        for index in reply.reversed() where !isEmpty(index) {
            counted += 1
            if index == first || counted > 9 || words(index).count > 80 { break }
            if counted > 1, SignatureLines.isSignOff(words(index), &folded) { return text(of: .reply, from: index) }
        }
        return contactBlock(after: first)
    }

    /// The last paragraph, when it is a few short lines with a way to reach somebody.
    private func contactBlock(after first: Int) -> String? {
        var block: [Int] = []
        for index in fates.indices.reversed() where fates[index] == .reply {
            if isEmpty(index) {
                if block.isEmpty { continue }
                break
            }
            block.append(index)
            guard index > first, block.count <= 8, words(index).count <= 60 else { return nil }
        }
        guard block.count >= 2, let top = block.last else { return nil }
        let opening = words(top)
        guard SignatureLines.wordCount(opening) <= 5, !SignatureLines.holdsContact(opening) else { return nil }
        return block.contains { SignatureLines.holdsContact(words($0)) } ? text(of: .reply, from: top) : nil
    }

    private func isEmpty(_ index: Int) -> Bool { lines[index].isBlank && !lines[index].isQuoted }

    private func words(_ index: Int) -> Octets { lines.octets.part(lines[index].whole).trimmed() }

    private func text(of fate: LineFate, from start: Int) -> String {
        var text: [UInt8] = []
        var gap = 0
        for index in start..<fates.count where fates[index] == fate {
            if isEmpty(index) {
                gap += 1
                continue
            }
            if text.isEmpty {
                text.reserveCapacity(lines.octets.count - lines[index].whole.lowerBound)
            } else {
                for _ in 0...gap { text.append(0x0A) }
            }
            gap = 0
            text.append(contentsOf: lines.octets.part(withoutSpaceBehind(lines[index].whole)))
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// A line without white space at its end.
    private func withoutSpaceBehind(_ line: Range<Int>) -> Range<Int> {
        let octets = lines.octets
        var end = line.upperBound
        while end > line.lowerBound {
            if octets[end - 1] <= 0x20 {
                end -= 1
            } else if end - 2 >= line.lowerBound, octets[end - 1] == 0xA0, octets[end - 2] == 0xC2 {
                end -= 2
            } else if end - 3 >= line.lowerBound, octets.holds("\u{3000}", at: end - 3) {
                end -= 3
            } else {
                break
            }
        }
        return line.lowerBound..<end
    }
}
