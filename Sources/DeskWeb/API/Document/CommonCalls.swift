/// A call as the documentation shows it.
struct CommonCall: Sendable {
    /// The name of the call it shows.
    let operation: String
    let english: String
    let chinese: String
    /// What follows the path: the query.
    var query = ""
    /// The path with its names filled in.
    let path: String
    /// Further options of curl.
    var options: [String] = []
    /// The JSON body.
    var body: String?

    /// The call as a command.
    func command(server: String, method: String) -> String {
        var lines = ["curl\(method == "GET" ? "" : " -X \(method)") '\(server)/api/v1\(path)\(query)'"]
        lines.append("-H 'Authorization: Bearer TOKEN'")
        lines += options
        if let body {
            lines.append("-H 'Content-Type: application/json'")
            lines.append("-d '\(body)'")
        }
        return lines.joined(separator: " \\\n  ")
    }

    /// The ten commonest calls.
    static let ten: [CommonCall] = [
        CommonCall(
            operation: "getTokenHolder",
            english: "Try a token",
            chinese: "测试令牌",
            path: "/me"
        ),
        CommonCall(
            operation: "listTickets",
            english: "List unsolved tickets",
            chinese: "列出未解决的工单",
            query: "?view=unsolved&limit=20",
            path: "/tickets"
        ),
        CommonCall(
            operation: "searchTickets",
            english: "Search",
            chinese: "搜索",
            query: "?q=refund",
            path: "/search"
        ),
        CommonCall(
            operation: "openTicket",
            english: "Open a ticket with a message to the customer",
            chinese: "新建工单并给客户发送消息",
            path: "/tickets",
            options: ["-H 'Idempotency-Key: order-1234-shipped'"],
            body:
                #"{"subject":"Your order 1234","channel":"mail","address":"ada@example.org","message":"It is on its way."}"#
        ),
        CommonCall(
            operation: "getTicket",
            english: "Read a ticket; its ETag is its version",
            chinese: "读取工单（ETag 即其版本）",
            path: "/tickets/1",
            options: ["-i"]
        ),
        CommonCall(
            operation: "listMessages",
            english: "Read its messages",
            chinese: "读取其消息",
            path: "/tickets/1/messages"
        ),
        CommonCall(
            operation: "changeTicket",
            english: "Change it, unless somebody was faster",
            chinese: "修改工单（若他人未先修改）",
            path: "/tickets/1",
            options: [#"-H 'If-Match: "3"'"#],
            body: #"{"status":"pending","priority":"high"}"#
        ),
        CommonCall(
            operation: "sendReply",
            english: "Reply to the customer",
            chinese: "回复客户",
            path: "/tickets/1/replies",
            options: ["-H 'Idempotency-Key: reply-77'"],
            body: #"{"text":"We have sent a new one.","status":"solved"}"#
        ),
        CommonCall(
            operation: "addNote",
            english: "Add a note for colleagues",
            chinese: "添加内部备注",
            path: "/tickets/1/notes",
            body: #"{"text":"Paid by invoice 2026-17."}"#
        ),
        CommonCall(
            operation: "listEvents",
            english: "Hear what happens, as it happens",
            chinese: "实时接收事件",
            path: "/events",
            options: ["-N", "-H 'Accept: text/event-stream'"]
        ),
    ]
}
