/// What a list says when nothing is in it: what is missing, and what would stand here or how it gets here.
struct EmptyState {
    var icon: Icon?
    let title: String
    let explanation: String

    init(_ icon: Icon? = nil, _ title: String, _ explanation: String) {
        self.icon = icon
        self.title = title
        self.explanation = explanation
    }

    var html: HTML {
        "<div class=\"empty\">\(icon?.html ?? HTML())<p><strong>\(title)</strong></p><p>\(explanation)</p></div>"
    }
}
