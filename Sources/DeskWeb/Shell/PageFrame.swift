import ChannelKit
import DeskModel
import TicketStorage

/// What every page is written with: language, clock, who looks, and what stands around the content.
struct PageFrame: Sendable {
    let words: Words
    let clock: PageClock
    let deskName: String
    /// The address of the desk's own logo.
    var logoPath: String?
    let signedIn: SignedIn?
    /// Who is signed in at the portal.
    var customer: SignedInCustomer?
    /// The address of the page, for coming back to it.
    let path: String
    /// What was done just before, for a moment.
    var done: HTML = ""
    let links: ContentLinks
    let makeKey: @Sendable () -> String

    /// The hidden field that ties a form to the session; empty when nobody is signed in.
    var token: HTML {
        guard let token = signedIn?.formToken ?? customer?.formToken else { return "" }
        return "<input type=\"hidden\" name=\"\(FormToken.field)\" value=\"\(token)\">"
    }

    /// The hidden field that makes a form's second submission count once.
    var key: HTML { "<input type=\"hidden\" name=\"key\" value=\"\(makeKey())\">" }

    /// Who the page is of, above the title of a card that stands alone: logo, else the product's sign, and name.
    var letterhead: HTML {
        """
        <p class="wordmark"><img class="logo" src="\(logoPath ?? DeskAssets.icon.path)" alt="">\(deskName)</p>
        """
    }

    /// Whether whoever looks may change tickets.
    var mayChange: Bool { signedIn?.agent.role.mayChangeTickets == true }

    /// A whole page.
    ///
    /// - Parameters:
    ///   - title: what the browser's tab says, before the desk's name.
    ///   - chrome: what stands beside the content; nil for a page that stands alone.
    ///   - content: the page's own markup.
    /// - Returns: the page.
    func page(title: String, chrome: Chrome?, content: HTML) -> HTML {
        var page = HTML(capacity: content.octets.count + 12_288)
        page.add(
            """
            <!doctype html>
            <html lang="\(words.language.rawValue)"><head><meta charset="utf-8">\
            <meta name="viewport" content="width=device-width, initial-scale=1">\
            <meta name="color-scheme" content="light dark">\
            <title>\(title) · \(deskName)</title>\
            <link rel="icon" href="\(DeskAssets.icon.path)" type="image/svg+xml">\
            <link rel="stylesheet" href="\(DeskAssets.style.path)">
            """
        )
        for module in DeskAssets.modules where chrome != nil || module.stem == "desk" {
            page.add("<script type=\"module\" src=\"\(module.path)\"></script>")
        }
        guard let chrome else {
            page.add("</head><body class=\"single\">\(content)</body></html>\n")
            return page
        }
        page.add(
            """
            </head><body class="desk" data-agent="\(signedIn?.agent.id.description)" \
            data-news-icon="\(DeskAssets.newsIcon.path)"><a class="skip" href="#content">\(words.say("To the content", "跳到正文"))</a>\
            \(chrome.html(self))<main id="content" class="\(chrome.shape.rawValue)" tabindex="-1">\(content)</main>\
            <div class="toasts" role="status" aria-live="polite">\(done)</div></body></html>

            """
        )
        return page
    }
}

extension HTML {
    /// Attributes of a link or button that stands for what is shown now.
    static func current(_ isHere: Bool) -> HTML { isHere ? " aria-current=\"page\"" : "" }
}
