import HTTPTypes

/// Why a request is not answered as asked.
///
/// What it says is fit for whoever asked.
enum PageProblem: Error, Sendable, Hashable {
    /// There is nothing there, or nothing for this account.
    case notFound
    /// The path knows other methods; they are named.
    case methodNotAllowed(allowed: [String])
    /// Nobody is signed in.
    case signInNeeded
    /// The account may not do this.
    case forbidden
    /// The request does not come from one of our own pages, or its page is too old.
    case foreignForm
    /// What was sent cannot be understood or done; the sentence says why.
    case invalid(String)
    /// The body is larger than allowed.
    case tooLarge
    /// Too often, or too much waits; seconds until it is worth trying again.
    case tooMany(retryAfter: Int)
    /// The storage does not work now.
    case unavailable(retryAfter: Int)

    var status: HTTPResponse.Status {
        switch self {
        case .notFound: .notFound
        case .methodNotAllowed: .methodNotAllowed
        case .signInNeeded: .unauthorized
        case .forbidden, .foreignForm: .forbidden
        case .invalid: .unprocessableContent
        case .tooLarge: .contentTooLarge
        case .tooMany: .tooManyRequests
        case .unavailable: .serviceUnavailable
        }
    }

    /// A title for the page.
    func title(_ words: Words) -> String {
        switch self {
        case .notFound: words.say("Not found", "未找到")
        case .methodNotAllowed: words.say("Not possible here", "此处不支持该操作")
        case .signInNeeded: words.say("Please sign in", "请登录")
        case .forbidden: words.say("Not allowed", "没有权限")
        case .foreignForm: words.say("Please try again", "请重试")
        case .invalid: words.say("That did not work", "操作未完成")
        case .tooLarge: words.say("Too large", "内容过大")
        case .tooMany: words.say("One moment", "请稍候")
        case .unavailable: words.say("Not available right now", "暂时不可用")
        }
    }

    /// What happened and what to do.
    func explanation(_ words: Words) -> String {
        switch self {
        case .notFound: words.say("There is nothing at this address.", "此地址没有内容。")
        case .methodNotAllowed: words.say("This address takes no such request.", "此地址不接受这种请求。")
        case .signInNeeded: words.say("Sign in to go on.", "请先登录再继续。")
        case .forbidden: words.say("Your account may look but not change this.", "您的账号无权进行此操作。")
        case .foreignForm:
            words.say(
                "The page was open for too long, or the request came from another site. Go back, reload and try again.",
                "页面打开时间过长，或请求来自其他网站。请返回、刷新后重试。"
            )
        case .invalid(let reason): reason
        case .tooLarge: words.say("What you sent is larger than this desk accepts.", "发送的内容超过了允许的大小。")
        case .tooMany(let seconds):
            words.say("Please wait \(seconds) seconds and try again.", "请等待 \(seconds) 秒后重试。")
        case .unavailable:
            words.say("Nothing was lost or changed. Please try again in a moment.", "没有数据丢失或更改，请稍后重试。")
        }
    }

    /// When it is worth trying again, in seconds.
    var retryAfter: Int? {
        switch self {
        case .tooMany(let seconds), .unavailable(let seconds): seconds
        default: nil
        }
    }
}
