import DeskModel

/// The page the branding is edited on, with a look at what customers would see.
struct BrandingPage {
    let form: BrandingForm
    let configuredName: String

    func html(_ frame: PageFrame) -> HTML {
        let words = frame.words
        var page: HTML = """
            <h1>\(words.say("Branding", "品牌"))</h1><p class="lead">\(words.say(
                "How customers see you: on the help pages, on forms, and under mails.",
                "客户在帮助中心、表单页面和邮件落款中看到的形象。"
            ))</p>
            """
        if let problem = form.problem { page.add("<p class=\"notice bad\" role=\"alert\">\(problem)</p>") }
        if let remark = form.remark { page.add("<p class=\"notice good\" role=\"status\">\(remark)</p>") }
        if let branding = form.previewed { page.add(preview(branding, frame)) }
        page.add(
            """
            <form class="card wide" method="post" action="/admin/branding" enctype="multipart/form-data">\(frame.token)\
            <div class="columns"><label>\(words.say("Name", "名称"))<input name="name" value="\(form.name)" \
            maxlength="\(Branding.maximumName)" placeholder="\(configuredName)"></label>\
            <label>\(words.say("Accent color on light pages", "浅色主题强调色"))<input name="light" value="\(form.light)" \
            placeholder="#1f6f78" maxlength="7" spellcheck="false" autocapitalize="none"></label>\
            <label>\(words.say("Accent color on dark pages", "深色主题强调色"))<input name="dark" value="\(form.dark)" \
            placeholder="\(words.say("made from the light one", "根据浅色主题生成"))" maxlength="7" spellcheck="false" autocapitalize="none"></label></div>\
            <p class="quiet">\(words.say(
                "Colors as #rrggbb. What cannot be read (a contrast below 4.5:1) is refused.",
                "颜色格式为 #rrggbb。对比度低于 4.5:1 的颜色会被拒绝。"
            ))</p><label>\(words.say("Logo: PNG, JPEG or WebP, at most 512 KB", "徽标：PNG、JPEG 或 WebP，最大 512 KB"))\
            <input type="file" name="logo" accept="image/png,image/jpeg,image/webp"></label>
            """
        )
        if form.hasLogo {
            page.add(
                """
                <p><label class="inline"><input type="checkbox" name="remove-logo" value="yes">\
                \(words.say("Remove the logo", "移除徽标"))</label></p>
                """
            )
        }
        page.add(
            """
            <div class="row"><button class="primary" name="do" value="save">\(words.say("Save", "保存"))</button>\
            <button name="do" value="preview">\(words.say("Preview", "预览"))</button></div></form>
            """
        )
        return page
    }

    /// A piece of the portal in the colors asked for, drawn as a picture: it needs no style of the page's.
    private func preview(_ branding: Branding, _ frame: PageFrame) -> HTML {
        let words = frame.words
        let light = branding.lightAccent ?? BrandColor(red: 0x12, green: 0x67, blue: 0x6F)
        let dark =
            branding.darkAccent
            ?? (branding.lightAccent == nil
                ? BrandColor(red: 0x62, green: 0xBC, blue: 0xC5) : BrandContrast.forDark(from: light))
        let name = branding.name.isEmpty ? configuredName : branding.name
        return """
            <section class="preview-pane"><h2>\(words.say("Preview", "预览"))</h2><div class="row">\
            \(swatch(name, light, .light, words))\(swatch(name, dark, .dark, words))</div></section>
            """
    }

    private func swatch(
        _ name: String,
        _ accent: BrandColor,
        _ theme: BrandContrast.Theme,
        _ words: Words
    ) -> HTML {
        let isLight = theme == .light
        let ink = BrandContrast.ink(on: accent).rawValue
        let label = isLight ? words.say("Light page", "浅色页面") : words.say("Dark page", "深色页面")
        return """
            <svg class="swatch" viewBox="0 0 320 150" role="img" aria-label="\(label)">\
            <rect width="320" height="150" rx="10" fill="\(isLight ? "#f4f6f8" : "#0f1317")"/>\
            <rect width="320" height="40" rx="10" fill="\(isLight ? "#ffffff" : "#161b21")"/>\
            <text x="16" y="26" font-size="15" font-weight="700" fill="\(accent.rawValue)">\(String(name.prefix(30)))</text>\
            <text x="16" y="75" font-size="15" fill="\(isLight ? "#17202b" : "#e4e9ee")">\(words.say("How can we help?", "有什么可以帮您？"))</text>\
            <rect x="16" y="95" width="130" height="36" rx="8" fill="\(accent.rawValue)"/>\
            <text x="30" y="118" font-size="14" fill="\(ink)">\(words.say("Write to us", "联系我们"))</text>\
            <text x="170" y="118" font-size="14" fill="\(accent.rawValue)">\(words.say("My requests", "我的请求"))</text></svg>
            """
    }
}
