/// Decides which quotes are part of the reply.
///
/// Quotes between the sender's own paragraphs are, since the answers make no sense without them; quotes around all
/// that the sender wrote are not.
enum QuoteSettlement {
    /// Gives every line of a quote its final fate; returns whether a quote that nothing introduces was taken away.
    static func settle(_ fates: inout [LineFate], in lines: MessageLines) -> Bool {
        guard let lastText = fates.indices.last(where: { fates[$0] == .reply && !lines[$0].isBlank }) else {
            for index in fates.indices where fates[index].isQuote { fates[index] = .quoted }
            return fates.contains(.quoted)
        }
        var tookLoose = false
        var laterQuote = false
        var laterMarker = false
        var textSinceQuote = false
        for index in fates.indices.reversed() {
            switch fates[index] {
            case .reply:
                if laterQuote, !lines[index].isBlank { textSinceQuote = true }
            case .attributedQuote:
                // Answers stand between the quotes only when another quote follows an answer.
                let isAnswered = index < lastText && laterQuote && textSinceQuote
                fates[index] = isAnswered ? .reply : .quoted
                if !isAnswered, !textSinceQuote, index < lastText { laterQuote = true }
            case .looseQuote:
                laterQuote = true
                if index < lastText || laterMarker {
                    fates[index] = .reply
                } else {
                    fates[index] = .quoted
                    tookLoose = true
                }
            case .marker:
                laterMarker = true
                fates[index] = .quoted
            case .signature, .quoted: break
            }
        }
        return tookLoose
    }
}
