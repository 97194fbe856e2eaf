/// Texts and markup for the bounds of trimming and sanitizing.
extension WorkSample {
    /// 20,000 lines.
    static let replies: [WorkSample] =
        lines.map { repeated($0, .trim, $0, times: 2_400, after: "x\n") }
        + quotes.map { repeated($0, .trimMarkup, $0, times: 400, after: "x<br>") }

    /// Forwards whose header block never comes, comes again and again, or stands in quotes of quotes.
    static let forwards: [WorkSample] =
        blocks.map { repeated($0, .forward, $0, times: 1_200, after: "x\n") }
        + lines.map { repeated("a forward of \($0)", .forward, $0, times: 1_200, after: forwarded) }

    private static let forwarded =
        "---------- Forwarded message ---------\nFrom: a@b.c\nSubject: x\nTo: y@z.c\nDate: 1\n\n"

    private static let blocks: [String] = [
        "From: a@b.test\n", "From: a@b.c\n\n", "> From: a@b.c\n", "Subject: x\n", "From: a\nTo: b\n",
        "From: a@b.c\nSubject: x\nTo: y@z.c\n", "Begin forwarded message:\n", "发件人：甲\n", "To: a@b.c,\n",
    ]

    private static let lines: [String] = [
        "On Mon, 3 Mar 2025 at 10:15\n", "On On On On On On On On On 2025 wrote:\n", "From: a@b.c\n\n", "x\n--\n",
        "--\n\n\n\n",
        "> x\n\n", "> x\n\ny\n\n", "Ann <a@b.c> wrote:\n\n", "sent from my phone\n", "```\n", "> (http://x\n y\n",
        "|\n", ">", "\n",
        "-----Original Message----\n", "发件人：甲\n", "Thanks,\n", "ann@example.com\n\n", "A> x\n", "\r", " ", "a ",
        "\u{3000}",
    ]

    private static let quotes: [String] = [
        "<p>x</p>", "<blockquote>x</blockquote>", "<div class=gmail_quote>x", "<br>", "<hr>", "<b>From:</b> x<br>",
        "<div>&gt; x</div>", "<table><tr><td>x</table>", "<li>x",
    ]

    /// 8 MiB of markup, 200 levels; trees that cost more than their time are shown as text.
    static let markup: [WorkSample] =
        tags.map { repeated($0, .sanitize, $0, times: 300) } + [
            repeated("attributes", .sanitize, " a=1", times: 31, after: "<p", before: ">x"),
            repeated("a style", .sanitize, "color:red;", times: 1_000, after: "<p style=\"", before: "\">x"),
            repeated("a style's comments", .sanitize, "/*", times: 1_000, after: "<p style=\"", before: "\">x"),
            repeated("a style's escapes", .sanitize, "\\72", times: 1_000, after: "<p style=\"", before: "\">x"),
            repeated("an address", .sanitize, "&#9;", times: 1_000, after: "<a href=\"java", before: "script:x\">x"),
            repeated(
                "an image",
                .sanitize,
                "AAAA",
                times: 4_000,
                after: "<img src=\"data:image/png;base64,",
                before: "\">"
            ),
        ]

    private static let tags: [String] = [
        "<p>x</p>", "<div>", "<div></div>", "<b>", "<a>", "<a href=\"https://example.org/\">x</a>", "<i><b></i>",
        "<p><a>",
        "<table>", "<table><tr><td>x</table>", "<td>", "<li>", "<ul><li>x</ul>", "<dd>", "<select><option>", "<svg>",
        "<math><mi>", "<template>", "<!-- x -->", "<!", "</p>", "</x>", "<br>", "&amp;", "&#x41;", "&nosuch;", "&", "<",
        "x",
        "\n", "\0", "<img src=cid:a@b>", "<img src=\"https://example.org/a.png\">", "<p style=\"color:red\">",
        "<p style=\"color:red;color:red;color:red\">x</p>", "<script>x</script>", "<style>x</style>",
        "<font color=red>",
        "<nobr>", "<h1>", "<form>", "<button>", "<center>", "<pre>\n", "<ruby><rt>", "<body a=b>", "<html a=b>",
        "<frameset>", "<plaintext>", "<textarea>", "<title>", "<p class=a id=b title=c lang=d>",
    ]
}
