/// Recognizes what mail programs leave in their markup around a quoted mail.
enum HTMLQuoteMarks {
    /// What an element says about the text that begins in it.
    static func mark(of node: HTMLNode) -> QuoteMark? {
        var found: QuoteMark?
        for index in 0..<node.attributeCount {
            let attribute = node.attribute(index)
            guard attribute.name.count <= 5, attribute.value.count <= 200, !attribute.value.isEmpty else { continue }
            if attribute.name.elementsEqual("id".utf8) || attribute.name.elementsEqual("name".utf8) {
                if folded(attribute.value).readWhole({ ids.closes($0) }) { return .quoteBegins }
            } else if attribute.name.elementsEqual("class".utf8) {
                switch folded(attribute.value).readWhole({ mark(ofClasses: $0) }) {
                case .quoteBegins: return .quoteBegins
                case .attribution: found = .attribution
                case nil: break
                }
            }
        }
        return found
    }

    private static func mark(ofClasses names: Octets) -> QuoteMark? {
        var found: QuoteMark?
        for name in names.split(separator: 0x20) {
            if classes.holds(Octets(rebasing: name)) { return .quoteBegins }
            if attributions.holds(Octets(rebasing: name)) { found = .attribution }
        }
        return found
    }

    /// Whether a quote's markup is also what a person gets by asking for a quote or an indent.
    static func isSoft(_ quote: HTMLNode) -> Bool {
        guard let value = quote.value(of: "class"), value.count <= 200 else { return false }
        return folded(value).readWhole { $0.first("gmail_quote") != nil || $0.first("webkit-indent") != nil }
    }

    private static func folded(_ value: UnsafeBufferPointer<UInt8>) -> FoldedText {
        var text = FoldedText()
        text.set(value)
        return text
    }

    /// Ends of ids and names; Outlook prefixes `x_` each time a mail is answered.
    private static let ids = WordTable([
        "divrplyfwdmsg", "appendonsend", "olk_src_body_section", "isreplycontent", "messagereplysection",
        "stopspelling",
        "mail-editor-reference-message-container", "ms-outlook-mobile-body-separator-line", "zwchr", "reply-intro",
        "divcontainerquote", "qmquote", "originalcontent", "fmquote",
    ])
    private static let classes = WordTable([
        "yahoo_quoted", "yahooquoted", "moz-forward-container", "protonmail_quote", "tutanota_quote",
        "outlookmessageheader", "freshdesk_quote", "front-blockquote", "ymail_android_signature_quote", "quotedmessage",
        "ntes-mailmaster-quote", "fmquote", "mailmasterquote", "zmail_extra_hr",
    ])
    private static let attributions = WordTable([
        "gmail_attr", "gmail_quote", "gmail_quote_container", "moz-cite-prefix", "moz-email-headers-table",
        "zmail_extra",
        "airmail_ext_on", "gmail_extra",
    ])
}
