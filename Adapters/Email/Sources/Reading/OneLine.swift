import Foundation

extension String {
    /// The text as it may stand on one line of a page: without controls, at most ``HeaderText/longestValue`` bytes.
    ///
    /// Nearly every text is that already, which costs one look at its bytes.
    var onOneLine: String {
        var text = self
        let isFine = text.withUTF8 { octets in
            guard octets.count <= HeaderText.longestValue else { return false }
            var previous: UInt8 = 0
            for octet in octets {
                if octet < 0x20 || octet == 0x7F { return false }
                // The controls from U+0080 are C2 80 to C2 9F; line separators and direction marks begin with E2 80 or 81.
                if octet < 0xA0, octet >= 0x80, previous == 0xC2 { return false }
                if octet == 0x80 || octet == 0x81, previous == 0xE2 { return false }
                previous = octet
            }
            return true
        }
        return isFine ? text : HeaderText.clean(text)
    }

    /// The text without NUL, which no database, page or other program takes well.
    var withoutNUL: String {
        var text = self
        let hasOne = text.withUTF8 { octets in octets.baseAddress.map { memchr($0, 0, octets.count) != nil } ?? false }
        return hasOne ? String(decoding: text.utf8.filter { $0 != 0 }, as: UTF8.self) : text
    }
}
