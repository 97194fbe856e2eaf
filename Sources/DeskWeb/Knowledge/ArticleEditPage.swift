import DeskModel
import MarkdownText
import TicketStorage

/// The page an article is written on.
struct ArticleEditPage {
    let form: ArticleForm
    let categories: [KnowledgeCategory]
    let pictures: [ArticlePicture]
    let revisions: [ArticleRevision]
    let agents: [Agent]
    let origin: String

    func html(_ title: String, _ frame: PageFrame) -> HTML {
        let words = frame.words
        var page: HTML = "<h1>\(title)</h1>"
        if let article = form.article {
            page.add("<p>\(ArticleStatus.chips(article, words))")
            if article.published != nil {
                page.add(" <a href=\"/help/articles/\(article.slug)\">\(words.say("As readers see it", "查看已发布页面"))</a>")
            }
            page.add("</p>")
        }
        if let problem = form.problem { page.add("<p class=\"notice bad\" role=\"alert\">\(problem)</p>") }
        if let remark = form.remark { page.add("<p class=\"notice good\" role=\"status\">\(remark)</p>") }
        if form.isPreviewed { page.add(preview(frame)) }
        page.add(editor(frame))
        if form.article != nil {
            page.add(publishing(frame))
            page.add(pictureList(frame))
            page.add(history(frame))
        }
        return page
    }

    private func preview(_ frame: PageFrame) -> HTML {
        let words = frame.words
        var html: HTML = "<section class=\"preview-pane\"><h2>\(words.say("Preview", "预览"))</h2>"
        for language in Language.allCases {
            guard let title = form.titles[language], !title.isEmpty else { continue }
            let body = ArticleBody(
                markdown: form.bodies[language] ?? "",
                language: language.rawValue,
                pictures: pictures,
                origin: origin
            )
            html.add(
                """
                <div class="card wide"><p class="quiet">\(language.ownName)</p>\
                <h3 lang="\(language.rawValue)">\(title)</h3>\(body.html(frame))</div>
                """
            )
        }
        html.add("</section>")
        return html
    }

    private func editor(_ frame: PageFrame) -> HTML {
        let words = frame.words
        let action = form.article.map { "/admin/knowledge/\($0.id)" } ?? "/admin/knowledge"
        var html: HTML = """
            <form class="card wide" method="post" action="\(action)">\(frame.token)
            """
        if let basis = form.basis { html.add("<input type=\"hidden\" name=\"basis\" value=\"\(basis)\">") }
        for language in Language.allCases {
            let tag = language.rawValue
            html.add(
                """
                <fieldset><legend>\(language.ownName)</legend><label>\(words.say("Title", "标题"))\
                <input name="title-\(tag)" lang="\(tag)" value="\(form.titles[language] ?? "")" maxlength="\(ArticleForm.maximumTitle)"></label>\
                <label>\(words.say("Text", "正文"))<textarea name="body-\(tag)" lang="\(tag)" rows="14" \
                aria-describedby="markdown-help">
                """
            )
            // The line end after the tag is the parser's, not the text's.
            html.add("\n\(form.bodies[language] ?? "")</textarea></label></fieldset>")
        }
        html.add(
            """
            <p id="markdown-help" class="quiet">\(words.say(
                "Markdown: # heading, **bold**, *italic*, - list, 1. list, [text](https://…), tables. At most \(ArticleMarkup.maximumLength / 1024) KB.",
                "支持 Markdown：# 标题、**粗体**、*斜体*、- 列表、1. 列表、[文字](https://…)、表格。最多 \(ArticleMarkup.maximumLength / 1024) KB。"
            ))</p><div class="columns"><label>\(words.say("Address: /help/articles/…", "地址：/help/articles/…"))\
            <input name="slug" value="\(form.slug)" maxlength="\(Slug.maximumLength)" autocapitalize="none" spellcheck="false" \
            placeholder="\(words.say("made from the title", "根据英文标题生成"))"></label>\
            <label>\(words.say("Category", "分类"))<select name="category"><option value="">\(words.say("None", "无"))</option>
            """
        )
        for category in categories {
            let isChosen = category.id.description == form.category
            html.add(
                "<option value=\"\(category.id)\"\(if: isChosen, " selected")>\(category.title(for: words.language))</option>"
            )
        }
        html.add(
            """
            </select></label><label>\(words.say("Place in the order", "排序"))<input name="position" inputmode="numeric" \
            value="\(form.position)" maxlength="4"></label></div>\
            <div class="row"><button class="primary" name="do" value="save">\(words.say("Save draft", "保存草稿"))</button>\
            <button name="do" value="publish">\(words.say("Save and publish", "保存并发布"))</button>\
            <button name="do" value="preview">\(words.say("Preview", "预览"))</button></div></form>
            """
        )
        return html
    }

    private func publishing(_ frame: PageFrame) -> HTML {
        let words = frame.words
        guard let article = form.article, article.published != nil else { return "" }
        return """
            <form method="post" action="/admin/knowledge/\(article.id)/unpublish">\(frame.token)\
            <button>\(words.say("Take it from readers", "取消发布"))</button></form>
            """
    }

    private func pictureList(_ frame: PageFrame) -> HTML {
        let words = frame.words
        guard let article = form.article else { return "" }
        var html: HTML = """
            <section class="card wide"><h2>\(words.say("Pictures", "图片"))</h2>\
            <p class="quiet">\(words.say(
                "PNG, JPEG, GIF or WebP, at most 5 MB. Put the line beside a picture into the text, with words for who cannot see it.",
                "支持 PNG、JPEG、GIF、WebP，最大 5 MB。将图片旁的代码放入正文，并写上替代文字。"
            ))</p><ul class="pictures">
            """
        for picture in pictures {
            html.add(
                """
                <li><img src="\(frame.links.address(of: .picture(picture.id), at: frame.clock.now))" alt="" loading="lazy">\
                <span>\(picture.name)</span><input class="copy" readonly value="![…](cid:\(picture.id))" \
                aria-label="\(words.say("Line for the text", "插入代码")) \(picture.name)"></li>
                """
            )
        }
        html.add(
            """
            </ul><form method="post" action="/admin/knowledge/\(article.id)/pictures" enctype="multipart/form-data">\(frame.token)\
            <label>\(words.say("Picture", "图片"))<input type="file" name="picture" accept="image/png,image/jpeg,image/gif,image/webp" required></label>\
            <button>\(words.say("Upload", "上传"))</button></form></section>
            """
        )
        return html
    }

    private func history(_ frame: PageFrame) -> HTML {
        let words = frame.words
        guard let article = form.article else { return "" }
        var html: HTML = """
            <section class="card wide"><h2>\(words.say("Revisions", "历史版本"))</h2><ul class="others">
            """
        for revision in revisions {
            let author = ActorName.shown(revision.actor, among: agents, words)
            html.add(
                """
                <li><a href="/admin/knowledge/\(article.id)?revision=\(revision.number)"\
                \(if: revision.number == form.shown, " aria-current=\"true\"")>\
                \(words.say("Revision \(revision.number)", "版本 \(revision.number)"))</a> \
                <span class="quiet">\(author), \(frame.clock.html(revision.at, words))</span>
                """
            )
            if revision.number == article.published {
                html.add(" <span class=\"chip good\">\(words.say("published", "已发布"))</span>")
            } else {
                html.add(
                    """
                    <form method="post" action="/admin/knowledge/\(article.id)/publish">\(frame.token)\
                    <button class="link" name="revision" value="\(revision.number)" \
                    aria-label="\(words.say("Publish revision \(revision.number)", "发布 版本 \(revision.number)"))">\
                    \(words.say("Publish", "发布"))</button></form>
                    """
                )
            }
            html.add("</li>")
        }
        html.add("</ul></section>")
        return html
    }
}
