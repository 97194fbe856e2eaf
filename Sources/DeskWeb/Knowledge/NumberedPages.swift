/// The pages of a list that readers turn in both directions.
struct NumberedPages {
    /// The page that is asked for, from 1.
    let page: Int
    /// How many items a page has.
    let size: Int
    /// How many items there are.
    let count: Int

    /// The page that a query asks for; the first when it names none.
    ///
    /// - Throws: ``PageProblem/notFound`` when there is no such page.
    init(_ query: FormValues, size: Int, count: Int) throws {
        let asked = query["page"] ?? "1"
        let last = max(1, (count + size - 1) / size)
        guard asked.utf8.count <= 6, let page = Int(asked), (1...last).contains(page) else {
            throw PageProblem.notFound
        }
        self.page = page
        self.size = size
        self.count = count
    }

    /// How many items come before the page.
    var before: Int { (page - 1) * size }

    /// The links to the pages beside this one; nothing when there is one page.
    func links(_ path: String, _ words: Words) -> HTML {
        guard count > size else { return "" }
        var html: HTML = "<nav class=\"paging\" aria-label=\"\(words.say("Pages", "分页"))\">"
        if page > 1 {
            let address = page == 2 ? path : "\(path)?page=\(page - 1)"
            html.add("<a class=\"button\" rel=\"prev\" href=\"\(address)\">\(words.say("Previous", "上一页"))</a>")
        }
        if before + size < count {
            html.add(
                "<a class=\"button\" rel=\"next\" href=\"\(path)?page=\(page + 1)\">\(words.say("Next", "下一页"))</a>"
            )
        }
        html.add("</nav>")
        return html
    }
}
