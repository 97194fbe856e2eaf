/// A language the chat speaks.
enum ChatLanguage: String, Sendable, Hashable, CaseIterable {
    case english = "en"
    case chinese = "zh"

    /// The language of a BCP 47 tag; nil for one the chat does not speak.
    init?(tag: String) {
        let primary = tag.prefix { $0 != "-" && $0 != "_" }.lowercased()
        self.init(rawValue: primary)
    }

    /// The first language of an `Accept-Language` field that the chat speaks; quality values are taken as written, in order.
    init?(accepted field: String) {
        let tags = field.utf8.prefix(400).split(separator: UInt8(ascii: ",")).prefix(20)
        for tag in tags {
            let name = String(decoding: tag, as: UTF8.self).prefix { $0 != ";" }.filter { $0 != " " }
            if let language = ChatLanguage(tag: String(name)) {
                self = language
                return
            }
        }
        return nil
    }

    /// The tag as pages carry it.
    var tag: String { self == .chinese ? "zh-CN" : "en" }

    /// The words in this language.
    func say(_ english: String, _ chinese: String) -> String { self == .chinese ? chinese : english }
}
