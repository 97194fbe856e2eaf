import ChannelKit
import MessageText

/// The words of a reply as plain text and as HTML: what the agent wrote, the signature, the mark, and the message it
/// answers.
struct ReplyBody {
    /// The longest quotation that goes along, in characters.
    static let longestQuotation = 20_000

    let plain: String
    let html: String

    init(_ reply: OutboundReply, signature: String?) {
        let marker = BodyMarker.text(for: reply.threading.replyToken)
        let quoted = reply.quoted.map { Quotation($0, language: reply.language) }
        plain = Self.plain(reply.text, signature: signature, marker: marker, quoted: quoted)
        html = Self.html(reply.text, signature: signature, marker: marker, quoted: quoted)
    }

    private static func plain(_ text: String, signature: String?, marker: String?, quoted: Quotation?) -> String {
        var plain = text + "\n"
        if let signature { plain += "\n-- \n\(signature)\n" }
        if let marker { plain += "\n\(marker)\n" }
        if let quoted {
            plain += "\n\(quoted.introduction)\n"
            for line in LinkedText.lines(quoted.text) { plain += line.first == ">" ? ">\(line)\n" : "> \(line)\n" }
        }
        return plain
    }

    private static func html(_ text: String, signature: String?, marker: String?, quoted: Quotation?) -> String {
        var html = "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"></head><body>\n"
        html += "<div>\(LinkedText.markup(text))</div>\n"
        if let signature { html += "<div style=\"color:#555\"><br>-- <br>\n\(LinkedText.markup(signature))</div>\n" }
        if let marker { html += "<div style=\"color:#999;font-size:11px\"><br>\(HTMLText.escape(marker))</div>\n" }
        if let quoted {
            html += "<br>\n<div class=\"gmail_quote\"><div>\(HTMLText.escape(quoted.introduction))</div>\n"
            html += "<blockquote type=\"cite\" class=\"gmail_quote\""
            html += " style=\"margin:0 0 0 0.8ex;border-left:1px solid #ccc;padding-left:1ex\">\n"
            html += "\(LinkedText.markup(quoted.text))</blockquote></div>\n"
        }
        return html + "</body></html>\n"
    }
}

/// A quotation with the line that introduces it.
private struct Quotation {
    let introduction: String
    let text: String

    init(_ quoted: QuotedMessage, language: String?) {
        let author = HeaderText.clean(quoted.author)
        let isChinese = language?.lowercased().hasPrefix("zh") ?? false
        introduction = isChinese ? "\(quoted.at.readable)，\(author) 写道：" : "On \(quoted.at.readable), \(author) wrote:"
        let kept = quoted.text.prefix(ReplyBody.longestQuotation)
        text = kept.endIndex == quoted.text.endIndex ? String(kept) : kept + "\n[…]"
    }
}
