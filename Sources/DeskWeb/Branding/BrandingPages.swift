import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// How the desk presents itself to customers, for admins.
enum BrandingPages {
    /// The largest logo, in bytes.
    static let maximumLogo = 512 << 10

    /// Answers `GET /admin/branding`.
    static func show(_ exchange: Exchange) async throws -> Response {
        var form = BrandingForm(exchange.site.brand.current)
        if exchange.query["saved"] != nil { form.remark = exchange.words.say("Saved.", "已保存。") }
        return try await answer(form, exchange)
    }

    /// Answers `POST /admin/branding`: previews or saves.
    static func submit(_ exchange: Exchange) async throws -> Response {
        let current = exchange.site.brand.current
        var form = BrandingForm(exchange.form)
        form.hasLogo = current.logo != nil
        do {
            var branding = try form.branding(exchange.words)
            let logo = try logo(exchange)
            branding.logo = exchange.form["remove-logo"] == "yes" ? nil : current.logo
            if let logo { branding.logo = BlobDigest.of(logo) }
            guard exchange.form["do"] == "save" else {
                form.previewed = branding
                if logo != nil {
                    form.remark = exchange.words.say("Choose the logo again to save it.", "保存时请重新选择徽标。")
                }
                return try await answer(form, exchange)
            }
            try await exchange.store.saveBranding(branding, logo: logo, actor: try exchange.actor, at: exchange.now)
            exchange.site.brand.replace(with: branding)
            return .seeOther("/admin/branding?saved=1")
        } catch let problem as BrandingForm.Problem {
            form.problem = problem.sentence
            return try await answer(form, exchange, status: .unprocessableContent)
        }
    }

    /// The uploaded logo; nil when none was chosen.
    private static func logo(_ exchange: Exchange) throws -> [UInt8]? {
        guard let file = exchange.files.first(where: { $0.field == "logo" }) else { return nil }
        guard file.octets.count <= maximumLogo, isLogo(file.octets) else {
            throw BrandingForm.Problem(
                field: .logo,
                sentence: exchange.words.say(
                    "The logo has to be a PNG, JPEG or WebP of at most 512 KB; “\(file.name.prefix(100))” is not.",
                    "徽标须为 PNG、JPEG 或 WebP，最大 512 KB；“\(file.name.prefix(100))”不符合要求。"
                )
            )
        }
        return file.octets
    }

    /// Whether octets are a picture of a kind that a logo may be.
    static func isLogo(_ octets: [UInt8]) -> Bool {
        let type = PictureType.sniff(octets)
        return type == .png || type == .jpeg || type == .webp
    }

    private static func answer(
        _ form: BrandingForm,
        _ exchange: Exchange,
        status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let page = BrandingPage(form: form, configuredName: exchange.site.settings.deskName)
        return try await exchange.adminPage(
            exchange.words.say("Branding", "品牌"),
            status: status,
            content: page.html(exchange.frame)
        )
    }
}

/// The branding as its form holds it.
struct BrandingForm: Sendable {
    /// A part of the form.
    enum Field: Sendable {
        case name
        case light
        case dark
        case logo
    }

    /// What keeps a form from being saved, as a sentence.
    struct Problem: Error {
        let field: Field
        let sentence: String
    }

    var name: String
    var light: String
    var dark: String
    var hasLogo: Bool
    var previewed: Branding?
    var problem: String?
    var remark: String?

    /// The form of what is in force.
    init(_ branding: Branding) {
        name = branding.name
        light = branding.lightAccent?.rawValue ?? ""
        dark = branding.darkAccent?.rawValue ?? ""
        hasLogo = branding.logo != nil
    }

    /// The form as it was submitted.
    init(_ values: FormValues) {
        name = String((values.trimmed("name") ?? "").prefix(Branding.maximumName + 1))
        light = String((values.trimmed("light") ?? "").lowercased().prefix(40))
        dark = String((values.trimmed("dark") ?? "").lowercased().prefix(40))
        hasLogo = false
    }

    /// What is to be put in force, without the logo.
    ///
    /// - Throws: ``Problem``, with the ratio when a color cannot be read.
    func branding(_ words: Words) throws -> Branding {
        guard name.count <= Branding.maximumName, !name.contains(where: \.isNewline) else {
            throw Problem(
                field: .name,
                sentence: words.say(
                    "The name has at most \(Branding.maximumName) characters.",
                    "名称最多 \(Branding.maximumName) 个字符。"
                )
            )
        }
        let lightAccent = try color(light, .light, words)
        let darkAccent = try color(dark, .dark, words)
        guard lightAccent != nil || darkAccent == nil else {
            throw Problem(field: .dark, sentence: words.say("Choose a color for light pages first.", "请先选择浅色主题的颜色。"))
        }
        return Branding(name: name, lightAccent: lightAccent, darkAccent: darkAccent)
    }

    private func color(_ text: String, _ theme: BrandContrast.Theme, _ words: Words) throws -> BrandColor? {
        guard !text.isEmpty else { return nil }
        guard let color = BrandColor(rawValue: text) else {
            throw Problem(
                field: theme == .light ? .light : .dark,
                sentence: words.say(
                    "“\(text)” is no color; write it as #1f6f78, with six digits 0–9 and a–f.",
                    "“\(text)”不是有效颜色，请写成 #1f6f78 的形式（六位 0–9、a–f）。"
                )
            )
        }
        let ratio = BrandContrast.least(color, on: theme)
        guard ratio >= BrandContrast.minimum else {
            // Rounded down, so that a ratio just too small does not read as large enough.
            let tenths = Int(ratio * 10)
            let shown = "\(tenths / 10).\(tenths % 10):1"
            throw Problem(
                field: theme == .light ? .light : .dark,
                sentence: theme == .light
                    ? words.say(
                        "\(text) cannot be read on light pages: its contrast is \(shown), and 4.5:1 is needed. Choose a darker color.",
                        "\(text) 在浅色页面上难以辨认：对比度为 \(shown)，至少需要 4.5:1。请选择更深的颜色。"
                    )
                    : words.say(
                        "\(text) cannot be read on dark pages: its contrast is \(shown), and 4.5:1 is needed. Choose a lighter color.",
                        "\(text) 在深色页面上难以辨认：对比度为 \(shown)，至少需要 4.5:1。请选择更浅的颜色。"
                    )
            )
        }
        return color
    }
}
