import DeskModel
import HTTPTypes

/// The documentation of the API: how to begin, the commonest calls, all calls, all problems.
struct APIDocumentationPage {
    let server: String

    func html(_ frame: PageFrame) -> HTML {
        let words = frame.words
        var page: HTML = """
            <main class="docs" id="content"><p class="wordmark">\(frame.deskName)</p><h1>\(words.say("The API", "接口文档"))</h1>\
            <p class="lead">\(words.say(
                "Everything below /api/v1 takes a token from an admin (/admin/tokens) and speaks JSON.",
                "/api/v1 下的所有接口均使用管理员创建的令牌（/admin/tokens），以 JSON 通信。"
            )) <a href="/api/v1/openapi.json">OpenAPI 3.1</a></p>\
            <h2 id="calls">\(words.say("The ten commonest calls", "最常用的十个调用"))</h2>
            """
        for call in CommonCall.ten { page.add(section(call, words)) }
        page.add(rules(words))
        page.add(calls(words))
        page.add(problems(words))
        page.add(LanguageChoice.html(frame))
        page.add("</main>")
        return page
    }

    private func section(_ call: CommonCall, _ words: Words) -> HTML {
        let method = APIRoutes.all.first { $0.operation == call.operation }?.method.rawValue ?? "GET"
        return """
            <section class="card wide"><h3>\(words.say(call.english, call.chinese))</h3>\
            <pre tabindex="0"><code>\(call.command(server: server, method: method))</code></pre></section>
            """
    }

    private func rules(_ words: Words) -> HTML {
        let lines = [
            words.say(
                "Lists come in pages: ask for the path in “next” until it is null.",
                "列表分页返回：请求“next”中的路径，直到其为 null。"
            ),
            words.say(
                "A POST with an Idempotency-Key is carried out once, however often it is sent within 24 hours.",
                "带 Idempotency-Key 的 POST 在 24 小时内无论发送多少次都只执行一次。"
            ),
            words.say(
                "A change with If-Match is made only while the ticket has that version.",
                "带 If-Match 的修改仅在工单仍为该版本时执行。"
            ),
            words.say(
                "The event stream goes on where Last-Event-ID says; ids never change.",
                "事件流从 Last-Event-ID 之后继续；事件编号永不改变。"
            ),
            words.say(
                "RateLimit says how many more requests a token may make, Retry-After how long to wait.",
                "RateLimit 说明令牌还可发送多少请求，Retry-After 说明需等待多久。"
            ),
        ]
        var html: HTML = "<h2 id=\"rules\">\(words.say("What holds everywhere", "通用规则"))</h2><ul>"
        for line in lines { html.add("<li>\(line)</li>") }
        html.add("</ul>")
        return html
    }

    private func calls(_ words: Words) -> HTML {
        var html: HTML = """
            <h2 id="all">\(words.say("All calls", "全部调用"))</h2><div class="scroll" tabindex="0"><table><thead><tr>\
            <th scope="col">\(words.say("Call", "调用"))</th><th scope="col">\(words.say("Scope", "权限"))</th>\
            <th scope="col">\(words.say("Does", "作用"))</th></tr></thead><tbody>
            """
        for route in APIRoutes.all {
            html.add(
                """
                <tr><td><code>\(route.method.rawValue) \(route.path)</code></td><td>\(scope(route))</td>\
                <td lang="en">\(route.summary)</td></tr>
                """
            )
        }
        html.add("</tbody></table></div>")
        return html
    }

    private func scope(_ route: APIRoute) -> String {
        if case .scope(let scope) = route.access { scope.rawValue } else { "" }
    }

    private func problems(_ words: Words) -> HTML {
        var html: HTML = "<h2 id=\"problems\">\(words.say("Problems", "错误"))</h2><dl class=\"facts\" lang=\"en\">"
        for kind in APIProblem.Kind.allCases {
            html.add(
                """
                <div id="problem-\(kind.rawValue)"><dt>\(kind.status.code) <code>\(kind.rawValue)</code></dt>\
                <dd>\(kind.explanation)</dd></div>
                """
            )
        }
        html.add("</dl>")
        return html
    }
}
