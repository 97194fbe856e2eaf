import ChannelKit
import Crypto

/// The page that confirms a submission.
///
/// Its address is signed, so nobody can make the desk confirm what it never had.
struct SentPage: Sendable {
    var definition: FormDefinition
    var frame: PageFrame
    /// The ticket's number; nil while it is not known.
    var number: Int?

    /// Where the desk offers to send a link to the address that was given.
    ///
    /// Nothing is shown without that link: anybody can type anybody's address into a form.
    private static let following = "/help/follow"

    private static func follow(_ language: FormLanguage) -> String {
        switch language {
        case .english: "Follow your request"
        case .chinese: "跟进您的请求"
        }
    }

    /// The page as an answer.
    func answer() -> WebAnswer {
        let words = FormWords.of(frame.language)
        return frame.answer(status: 200, title: words.sentTitle) { page in
            page.raw("<div class=\"sent\" id=\"sent\" role=\"status\" tabindex=\"-1\">\n")
            page.raw("<div class=\"mark\" aria-hidden=\"true\"></div>\n")
            page.element("h1", words.sentTitle)
            page.raw("\n")
            if let number {
                page.element("p", words.sentNumber("T-\(number)"), class: "number")
                page.raw("\n")
                page.element("p", words.sentNumberHint)
            } else {
                page.element("p", words.sentPending, class: "pending")
            }
            page.raw("\n")
            page.element("p", words.sentNext)
            page.raw("\n<p><a")
            page.attribute("href", Self.following)
            // The way on leads out of a frame: the page there stands in none.
            page.attribute("target", frame.isEmbedded ? "_top" : nil)
            page.raw(">")
            page.text(Self.follow(frame.language))
            page.raw("</a></p>\n<p><a")
            page.attribute("href", "form?lang=\(frame.language.rawValue)" + (frame.isEmbedded ? "&embed=1" : ""))
            page.raw(">")
            page.text(words.sentAgain)
            page.raw("</a></p>\n</div>\n")
        }
    }
}

/// Signs what the confirmation page's address says.
struct SentAddress: Sendable {
    private let key: SymmetricKey

    init(key: [UInt8]) { self.key = SymmetricKey(data: key) }

    /// The address of the confirmation, relative to the form's.
    func relative(number: Int?, frame: PageFrame) -> String {
        let name = number.map(String.init) ?? ""
        let address = "sent?n=\(name)&t=\(signature(name))&lang=\(frame.language.rawValue)"
        return frame.isEmbedded ? address + "&embed=1" : address
    }

    /// The number an address names; nil when the signature is not ours.
    func number(query: [HeaderField]) -> SentNumber? {
        guard let name = query.first(named: "n"), name.utf8.count <= 20, let given = query.first(named: "t"),
            let octets = Base64URL.decode(given),
            HMAC<SHA256>.isValidAuthenticationCode(octets, authenticating: Array(name.utf8), using: key)
        else { return nil }
        return SentNumber(number: Int(name))
    }

    private func signature(_ name: String) -> String {
        Base64URL.encode(Array(HMAC<SHA256>.authenticationCode(for: Array(name.utf8), using: key)))
    }
}

/// What a signed confirmation says.
struct SentNumber: Sendable, Hashable {
    /// The ticket's number; nil while it is not known.
    var number: Int?
}
