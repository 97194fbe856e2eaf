import ProviderKit

extension FormWords {
    /// Simplified Chinese.
    static let chinese = FormWords(
        title: "联系我们",
        send: "提交",
        sending: "正在提交……",
        checking: "请稍候……",
        optional: "（选填）",
        choose: "请选择",
        dependentHint: { "可选项取决于“\($0)”。" },
        yes: "是",
        otherLanguage: "English",
        honeypot: "此栏请勿填写",
        errorPrefix: "有误：",
        errorSummary: { "有 \($0) 处需要更正" },
        filesAgain: "出于安全考虑，浏览器不会保留已选择的文件，请重新选择。",
        fileLimits: { count, each, kinds in "最多 \(count) 个文件，每个不超过 \(each)；支持\(kinds)。" },
        families: [
            .image: "图片", .pdf: "PDF", .text: "文本", .office: "办公文档",
            .archive: "压缩包", .audio: "音频", .video: "视频",
        ],
        problem: chineseProblem,
        notice: chineseNotice,
        sentTitle: "感谢您的来信，我们已经收到。",
        sentNumber: { "您的工单编号是 \($0)" },
        sentNumberHint: "再次来信或来电时，请提供这个编号。",
        sentPending: "来信正在登记，编号会随答复一起发送给您，无需重复提交。",
        sentNext: "我们会按您留下的联系方式答复。如果没有收到，请查看垃圾邮件。",
        sentAgain: "再写一封",
        pageMissing: "没有这个页面。"
    )

    private static let chineseProblem: @Sendable (FieldProblem) -> String = { problem in
        switch problem {
        case .missing: "请填写此项。"
        case .unticked: "请勾选此项后再提交。"
        case .tooLong(let maximum): "请缩短到 \(maximum) 个字以内。"
        case .noEmailAddress: "这不是有效的邮箱地址，应类似 name@example.com。"
        case .noPhoneNumber: "这不是有效的电话号码，请带上国家或地区代码，例如 +86 10 1234 5678。"
        case .noChoice: "请选择列出的选项之一。"
        case .noDate: "这不是有效的日期，请按年-月-日填写，例如 2026-03-27。"
        case .repeated: "此项出现了两个不同的答案。"
        case .unknownField: "表单中没有这一项。"
        case .tooManyFiles(let maximum): "最多只能选择 \(maximum) 个文件。"
        case .fileTooLarge(let name, let maximum): "“\(name)”超过了 \(size(maximum))。"
        case .filesTooLarge(let maximum): "文件总大小超过了 \(size(maximum))。"
        case .fileTypeRefused(let name): "我们不接收“\(name)”这类文件。"
        case .fileNameMisleads(let name): "“\(name)”的内容与文件名不符。"
        case .fileEmpty(let name): "“\(name)”是空文件。"
        }
    }

    private static let chineseNotice: @Sendable (FormNotice) -> String = { notice in
        switch notice {
        case .tooFast: "您的速度很快。为了区分真人与程序，请再按一次“提交”。"
        case .expired: "页面打开已超过一天，请再按一次“提交”。"
        case .unproven: "请核对内容后再按一次“提交”。"
        case .tooMany(let minutes): "来自您的网络或地址的来信过多，请在 \(minutes) 分钟后再试。您填写的内容仍在下方。"
        case .alreadySent: "这张表单已经提交过，但内容不同。按“提交”会作为新的来信发送。"
        case .busy: "此刻来信的人很多，请稍后再试。您填写的内容仍在下方。"
        case .unavailable: "暂时无法保存您的来信，请一分钟后再试。您填写的内容仍在下方。"
        case .tooLarge(let maximum): "总大小超过了 \(size(maximum))，请减少文件或选择较小的文件。"
        case .otherSite: "不能从那个网站提交此表单，请在这里填写。"
        case .unreadable: "无法读取浏览器发来的内容，请再试一次。"
        case .unusableKey: "无法读取浏览器发来的内容，请再试一次。"
        }
    }
}
